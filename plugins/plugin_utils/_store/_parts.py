# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A row of a survey in parts: what stays the same from run to run, and what the clock moves. Pure.

The parts put together are the row again, to the last character. Nothing here knows a database.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from .._fleet._survey import SurveyRow
from .._language._moment import iso_minute, iso_second, read_moment
from .._licensing._mask import Mask

#: Stands in the place of a number that the clock moves; no number is a text.
_MOVED: Final = "moved"

_MASK: Final = Mask()


@dataclass(frozen=True, slots=True)
class Parts:
    """A row.

    Attributes:
        state: All but what follows.
        products: Each apart, since many hosts have the same.
        diagnosis: None where there is none.
        asked_at: None where the state has it.
        times: Of products, in their order: minutes, or minutes and a moment, where that is not what they lead to.
    """

    state: dict[str, Any]
    products: list[dict[str, Any]]
    diagnosis: dict[str, Any] | None
    asked_at: str | None
    times: list[Any]

    @classmethod
    def of(cls, state: dict[str, Any]) -> Parts:
        """Those of a row's data, which is used up."""
        asked_at = state["asked_at"]
        asked = _moment(asked_at)
        times = list(_taken(state, asked))
        products, diagnosis = state.pop("products"), state.pop("diagnosis")
        if asked is not None:
            del state["asked_at"]
        return cls(state, products, diagnosis, asked_at if asked is not None else None, times)

    def row(self) -> SurveyRow:
        """The row again. The parts are used up."""
        data = {**self.state, "products": self.products, "diagnosis": self.diagnosis}
        data.setdefault("asked_at", self.asked_at)
        ordered = {name: data[name] for name in SurveyRow.__dataclass_fields__}
        _put_back(ordered, _moment(self.asked_at), iter(self.times))
        return SurveyRow.from_data(ordered)


def text_of(value: Any) -> str:
    """A value as JSON that every database takes."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a character
        return json.dumps(value, separators=(",", ":"))
    return text


def without_secrets(value: dict[str, Any]) -> dict[str, Any]:
    """A value in which nothing looks like a key or a Confirmation ID, whoever wrote it there."""
    text = text_of(value)
    masked: dict[str, Any] = value if _MASK(text) == text else _MASK(value)
    return masked


def fingerprint_of(*texts: str) -> bytes:
    """By which the same is recognized."""
    return hashlib.sha256("\n".join(texts).encode()).digest()


def _moment(text: str | None) -> datetime | None:
    """One that is written as surveys write it."""
    moment = read_moment(text) if text is not None else None
    return moment if moment is not None and iso_second(moment) == text else None


def _taken(value: Any, asked: datetime | None) -> Iterator[Any]:
    """What the clock moves, taken out of a value in its order."""
    if isinstance(value, list):
        for item in value:
            yield from _taken(item, asked)
    elif isinstance(value, dict):
        if value.get("grace_minutes") and "expires_at" in value and _is_minute(value["expires_at"]):
            yield _time_of(value, asked)
            value["grace_minutes"], value["expires_at"] = _MOVED, None
        if value.get("days") is not None and value["days"] == _days(value.get("ends"), asked):
            value["days"] = _MOVED
        for item in value.values():
            yield from _taken(item, asked)


def _put_back(value: Any, asked: datetime | None, times: Iterator[Any]) -> None:
    if isinstance(value, list):
        for item in value:
            _put_back(item, asked, times)
    elif isinstance(value, dict):
        if value.get("grace_minutes") == _MOVED:
            time = next(times)
            told = isinstance(time, list)
            value["grace_minutes"] = time[0] if told else time
            value["expires_at"] = time[1] if told else _expiry(time, asked)
        if value.get("days") == _MOVED:
            value["days"] = _days(value.get("ends"), asked)
        for item in value.values():
            _put_back(item, asked, times)


def _is_minute(text: str | None) -> bool:
    """Whether it is a moment as results have it, or none."""
    moment = read_moment(text) if text is not None else None
    return text is None or (moment is not None and iso_minute(moment) == text)


def _time_of(product: dict[str, Any], asked: datetime | None) -> Any:
    minutes, expires = product["grace_minutes"], product["expires_at"]
    return minutes if expires == _expiry(minutes, asked) else [minutes, expires]


def _expiry(minutes: int, asked: datetime | None) -> str | None:
    """When that many minutes are over; None where nobody knows."""
    try:
        return iso_minute(asked + timedelta(minutes=minutes)) if asked is not None else None
    except OverflowError:
        return None


def _days(ends: Any, asked: datetime | None) -> int | None:
    """Days to the end of a support, counted on the day of the asking; None where nobody knows."""
    end = read_moment(ends) if isinstance(ends, str) else None
    return (end.date() - asked.date()).days if end is not None and asked is not None else None
