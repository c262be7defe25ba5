# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host of a survey as reports see it: how it stands, by what it is licensed, what of it ends soon. Pure.

It takes one row and knows nothing of the others. No text leaves it in which something looks like a secret.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from .._language._moment import read_moment
from .._language._text import Language
from .._licensing._model import ActivatedBy, Channel
from .._result._product import ProductResult
from ._causes import Cause, causes_of
from ._clean_text import clean
from ._kms_use import asks_kms, kms_place
from ._same_machine import uuid_of
from ._survey import RowFate, SurveyRow

#: Stands for a value that a host which was read does not have, and for one that nobody could read.
NONE: Final = "none"
UNREAD: Final = "unread"

#: Days that are looked ahead.
HORIZON: Final = 90

_DEFAULT_KMS_PORT: Final = 1688
_VOLUME: Final = frozenset({ActivatedBy.KMS.value, ActivatedBy.AD.value})

#: What a reason names that is its own on every host: addresses, names before a port or of a host, places in memory.
_OWN = re.compile(
    r"\b(?:[0-9]{1,3}\.){3}[0-9]{1,3}\b|(?<![\w.-])[A-Za-z0-9_.-]+(?=:[0-9]{2,5}\b)|\bat 0x[0-9a-f]+\b|(?<=host=')[^']+"
)


class Standing(enum.Enum):
    """Whether a host is licensed, by all that the survey asked it for."""

    LICENSED = "licensed"
    NOT_LICENSED = "not_licensed"
    UNKNOWN = "unknown"


class LapseKind(enum.Enum):
    """What of a host ends.

    Attributes:
        VOLUME: A licence by KMS or Active Directory, which Windows renews every week; one that is near its end was not.
        TEMPORARY: An evaluation, a grace period, or another licence for a limited time.
        SUPPORT: The support of Windows or of Office, licensed extended updates included.
    """

    VOLUME = "volume"
    TEMPORARY = "temporary"
    SUPPORT = "support"


@dataclass(frozen=True, slots=True)
class Lapse:
    """Something that ends within the horizon.

    Attributes:
        days: Until then, of the day of the survey.
        what: The product or the release.
    """

    kind: LapseKind
    days: int
    what: str


@dataclass(frozen=True, slots=True)
class Machine:
    """A host of a survey.

    Attributes:
        identity: The UUID of its hardware, else its name: under several names it is one machine. A UUID that was copied
            with a virtual machine tells none.
        way: What made Windows licensed.
        channel: That of the key of Windows.
        edition: EditionID.
        support: State of the support of Windows.
        release: As the catalogue of dates names it.
        keys: Ends of the MAKs by which something on it is licensed.
        kms_hosts: KMS hosts that its volume licences are from, as it knows them.
        client_id: By which a KMS host counts it.
        trouble: Why it could not be read, without what is its own in that.
    """

    row: SurveyRow
    name: str
    identity: str
    groups: tuple[str, ...]
    standing: Standing
    way: str
    channel: str
    edition: str
    support: str
    release: str
    products: tuple[ProductResult, ...]
    lapses: tuple[Lapse, ...]
    keys: tuple[str, ...]
    kms_hosts: tuple[str, ...]
    client_id: str
    causes: tuple[Cause, ...]
    trouble: str

    @property
    def fate(self) -> RowFate:
        """What became of it."""
        return self.row.fate


def machine_of(row: SurveyRow, day: datetime | None, language: Language, copied: Collection[str] = ()) -> Machine:
    """The machine of a row.

    Args:
        row: As it was surveyed.
        day: When; None where the survey does not say, and then no licence is known to end soon.
        language: Of the causes.
        copied: UUIDs of hardware that several machines of the survey have.
    """
    windows, name, uuid = row.windows, clean(row.name), uuid_of(row)
    held = tuple(product for product in row.products if product.partial_product_key)
    return Machine(
        row=row,
        name=name,
        identity=clean(uuid if uuid is not None and uuid not in copied else row.name),
        groups=tuple(map(clean, row.groups)),
        standing=_standing(row),
        way=_told(row, windows.activated_by if windows else None),
        channel=_told(row, windows.channel if windows else None),
        edition=_told(row, windows.family if windows else None),
        support=_told(row, (row.support.state if row.support else None) or "unknown"),
        release=clean((row.support.name if row.support else None) or ""),
        products=held,
        lapses=tuple(_lapses(row, held, day)),
        keys=_unique(clean(product.partial_product_key or "").upper() for product in held if _is_spent(product)),
        kms_hosts=_unique(_kms_hosts(row, held)),
        client_id=clean((row.service.client_machine_id if row.service else None) or "").lower(),
        causes=tuple(causes_of(row, held, language)),
        trouble=_without_own(row),
    )


def day_of(*moments: str | None) -> datetime | None:
    """The first of some moments that is one, as results and surveys have them.

    >>> day_of("", "2026-03-02T12:00Z").day
    2
    """
    found = (read_moment(moment) for moment in moments if moment)
    return next((moment for moment in found if moment is not None), None)


def _standing(row: SurveyRow) -> Standing:
    if row.fate is not RowFate.READ or row.licensed is None:
        return Standing.UNKNOWN
    return Standing.LICENSED if row.licensed else Standing.NOT_LICENSED


def _told(row: SurveyRow, value: str | None) -> str:
    if row.fate is not RowFate.READ:
        return UNREAD
    return clean(value) if value else NONE


def _lapses(row: SurveyRow, held: Iterable[ProductResult], day: datetime | None) -> Iterator[Lapse]:
    for product in held:
        ends = day_of(product.expires_at)
        if day is not None and ends is not None and not product.follows_account:
            kind = LapseKind.VOLUME if product.activated_by in _VOLUME else LapseKind.TEMPORARY
            yield from _soon(kind, (ends - day).days, product.short_name)
    for dates in (row.support, *row.office_support):
        if dates is not None and dates.days is not None:
            yield from _soon(LapseKind.SUPPORT, dates.days, dates.name or "")


def _soon(kind: LapseKind, days: int, what: str) -> Iterator[Lapse]:
    if 0 <= days <= HORIZON:
        yield Lapse(kind, days, clean(what))


def _is_spent(product: ProductResult) -> bool:
    return product.channel == Channel.MAK.value and bool(product.licensed)


def _kms_hosts(row: SurveyRow, held: Iterable[ProductResult]) -> Iterator[str]:
    """Those of its KMS clients, each under one name, however it is written."""
    for place in (kms_place(product, row.service) for product in held if asks_kms(product)):
        if place is not None:
            name = clean(place.host).strip().lower()
            yield name if place.port in (None, 0, _DEFAULT_KMS_PORT) else f"{name}:{place.port}"


def _without_own(row: SurveyRow) -> str:
    """The reason of a row as other hosts have it too."""
    if row.fate is RowFate.READ or not row.reason:
        return ""
    bare = re.sub(rf"(?<![\w.-]){re.escape(row.name)}(?![\w-])", "...", row.reason)
    return clean(_OWN.sub("...", bare))


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
