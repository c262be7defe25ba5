# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Events of Software Protection, from their insertion strings; the localized sentence around them is never read.

12288 is a KMS request and 12289 an answer, each one comma-separated string with fields in a fixed order (documented:
TechNet ff793440). 8198 and 8200 carry ``hr=0x...`` and ``SkuId=...`` (observed). A field that is missing or makes no
sense becomes None.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import Final

from .._licensing._guid import GUID_PATTERN, is_guid

KMS_REQUEST: Final = 12288
KMS_RESPONSE: Final = 12289
ACTIVATION_FAILED: Final = 8198
LICENCE_FAILED: Final = 8200
TICKET_FAILED: Final = 8208

#: What is asked for, and what the rules understand.
EVENT_CODES: Final = (KMS_REQUEST, KMS_RESPONSE, ACTIVATION_FAILED, LICENCE_FAILED, TICKET_FAILED)

#: Status flag of a KMS answer: the count is not reached (documented), and the code that says the same.
_COUNT_NOT_REACHED = 0x04000000
COUNT_TOO_LOW: Final = 0xC004F038

#: A request and its answer are written within this time (inferred).
_TOGETHER = timedelta(minutes=5)

_LONG_AGO: Final = datetime.min.replace(tzinfo=timezone.utc)

_HRESULT = re.compile(r"0x[0-9A-Fa-f]{1,8}$")
_NAMED_HRESULT = re.compile(r"\bhr\s*=\s*(0x[0-9A-Fa-f]{1,8})", re.IGNORECASE)
_ANY_HRESULT = re.compile(r"\b0x[0-9A-Fa-f]{8}\b")
_NAMED_ID = {name: re.compile(rf"\b{name}\s*=\s*\{{?({GUID_PATTERN})", re.IGNORECASE) for name in ("SkuId", "AppId")}
_PLACE = re.compile(r"(\[[0-9A-Fa-f:.%]+\]|[^\s:,]+)(?::([0-9]{1,5}))?")

#: Places of the fields in 12288 and 12289, counted from the HRESULT (documented).
_FLAGS, _HOST, _ACTIVATION_ID, _REQUIRED = 1, 2, 8, 9
_BOUND, _COUNT = 2, 4


@dataclass(frozen=True, slots=True)
class Event:
    """One event.

    Attributes:
        number: RecordNumber, which grows by time whatever the clock does; 0 when unknown.
        code_of_event: EventCode, 12288 for instance.
        at: When it was written, UTC by the host's clock.
        strings: The insertion strings as they came.
        result: HRESULT of the event, unsigned; None when there is none to read.
        kms_host: Host that was asked, None when none was found.
        kms_port: Its port.
        activation_id: The product it is about, lower case.
        application_id: The application it is about, lower case.
        required: Clients the product needs a KMS host to have counted.
        count: Clients the KMS host has counted.
        is_bound: Whether the answer of the KMS host made the client licensed.
    """

    number: int
    code_of_event: int
    at: datetime | None
    strings: tuple[str, ...]
    result: int | None = None
    kms_host: str | None = None
    kms_port: int | None = None
    activation_id: str | None = None
    application_id: str | None = None
    required: int | None = None
    count: int | None = None
    is_bound: bool | None = None

    @property
    def code(self) -> int:
        """Its HRESULT, 0 when there is none to read."""
        return self.result or 0

    @property
    def is_kms(self) -> bool:
        """True for what a KMS client writes about its exchange with a host."""
        return self.code_of_event in (KMS_REQUEST, KMS_RESPONSE)

    @property
    def is_success(self) -> bool:
        """A KMS host granted a licence. That a request was sent says nothing yet."""
        return self.code_of_event == KMS_RESPONSE and self.result == 0 and self.is_bound is not False

    @property
    def is_failure(self) -> bool:
        """An attempt that did not license the product, with a code that says why."""
        return self.code != 0 and self.code_of_event in (
            KMS_REQUEST,
            KMS_RESPONSE,
            ACTIVATION_FAILED,
            LICENCE_FAILED,
        )


def read_event(number: int, event_code: int, at: datetime | None, strings: Sequence[str]) -> Event:
    """An event from a row of Win32_NTLogEvent; never fails, whatever the strings hold.

    >>> read_event(1, 12288, None, ["0xC004F06C, 0x00000000, kms.example:1688"]).kms_host
    'kms.example'
    """
    event = Event(number, event_code, at, tuple(strings))
    if event_code == KMS_REQUEST:
        return _request(event, _fields(strings))
    if event_code == KMS_RESPONSE:
        return _response(event, _fields(strings))
    return _failure(event, " ; ".join(strings))


def in_order(events: Sequence[Event]) -> tuple[Event, ...]:
    """Events newest first, with KMS answers connected to the product that asked.

    The record number decides: a clock that was set back would show an old failure as the newest.
    """
    ordered = sorted(events, key=_age, reverse=True)
    return tuple(_connected(event, place, ordered) for place, event in enumerate(ordered))


def _age(event: Event) -> tuple[int, datetime]:
    return event.number, event.at or _LONG_AGO


def _fields(strings: Sequence[str]) -> list[str]:
    """The comma-separated fields from the HRESULT on; anything before it is a sentence for people."""
    fields = [field.strip() for text in strings for field in text.split(",")]
    for place, field in enumerate(fields):
        found = _HRESULT.search(field)
        if found:
            return [found.group(), *fields[place + 1 :]]
    return []


def _request(event: Event, fields: list[str]) -> Event:
    place = _PLACE.fullmatch(_field(fields, _HOST))
    return replace(
        event,
        result=_hresult(fields),
        kms_host=place.group(1) if place else None,
        kms_port=_number(place.group(2)) if place and place.group(2) else None,
        activation_id=_activation_id(fields),
        required=_number(_field(fields, _REQUIRED)),
    )


def _response(event: Event, fields: list[str]) -> Event:
    result, bound = _hresult(fields), _number(_field(fields, _BOUND))
    if result == 0 and bound == 0 and _is_count_low(_field(fields, _FLAGS)):
        result = COUNT_TOO_LOW
    is_bound = None if bound is None else bound == 1
    return replace(event, result=result, is_bound=is_bound, count=_number(_field(fields, _COUNT)))


def _is_count_low(flags: str) -> bool:
    return bool(_HRESULT.fullmatch(flags)) and bool(int(flags, 16) & _COUNT_NOT_REACHED)


def _failure(event: Event, text: str) -> Event:
    found = _NAMED_HRESULT.search(text)
    anywhere = found.group(1) if found else next(iter(_ANY_HRESULT.findall(text)), None)
    return replace(
        event,
        result=int(anywhere, 16) if anywhere else None,
        activation_id=_named_id("SkuId", text),
        application_id=_named_id("AppId", text),
    )


def _named_id(name: str, text: str) -> str | None:
    found = _NAMED_ID[name].search(text)
    return found.group(1).lower() if found else None


def _field(fields: list[str], place: int) -> str:
    return fields[place] if len(fields) > place else ""


def _hresult(fields: list[str]) -> int | None:
    return int(fields[0], 16) if fields else None


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,10}", text) else None


def _activation_id(fields: list[str]) -> str | None:
    """Its own place, else the second GUID: the first is the client machine ID."""
    if is_guid(_field(fields, _ACTIVATION_ID)):
        return fields[_ACTIVATION_ID].lower()
    found = [field for field in fields if is_guid(field)]
    return found[1].lower() if len(found) > 1 else None


def _connected(event: Event, place: int, ordered: list[Event]) -> Event:
    """A KMS answer, which names neither product nor host, with those of its request."""
    if event.code_of_event != KMS_RESPONSE:
        return event
    before = next((other for other in ordered[place + 1 :] if other.code_of_event == KMS_REQUEST), None)
    after = next((other for other in reversed(ordered[:place]) if other.code_of_event == KMS_REQUEST), None)
    for request in (before, after):
        if request is not None and _belong_together(event, request):
            return replace(
                event,
                activation_id=request.activation_id,
                kms_host=request.kms_host,
                kms_port=request.kms_port,
                required=request.required,
            )
    return event


def _belong_together(response: Event, request: Event) -> bool:
    """Written together, and the request either was sent or met with the code of the answer."""
    if response.at and request.at and abs(response.at - request.at) > _TOGETHER:
        return False
    return request.result in (0, response.result)
