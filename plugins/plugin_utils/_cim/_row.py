# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows: instances of WMI classes, and output parameters of methods, read by type.

WS-Management sends values as text. A projected row has neither namespaces nor a class name, a null scalar is
``xsi:nil``, a null array is an absent element, and an array of one looks like a scalar (recorded).
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone

from .._language._text import Text
from .._wsman._answer import local_name
from .._wsman._errors import MalformedAnswer
from .._wsman._names import XSI

_NIL = f"{{{XSI}}}nil"
_ISO_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)?")
_CIM_MOMENT = re.compile(r"(\d{14})\.(\d{6})([+-])(\d{3})")


class Row:
    """Properties of one instance. Names are matched without regard to case, as WMI does."""

    def __init__(self, values: Iterable[tuple[str, str | None]], parts: Mapping[str, Row] | None = None) -> None:
        self._values: dict[str, list[str | None]] = {}
        self._parts = dict(parts or {})
        for name, value in values:
            self._values.setdefault(name.lower(), []).append(value)

    def __repr__(self) -> str:
        return f"Row({', '.join(sorted(self._values))})"

    @classmethod
    def from_element(cls, element: ET.Element) -> Row:
        """A row from an XmlFragment, a typed instance or a method's OUTPUT element."""
        inner = {local_name(child).lower(): cls.from_element(child) for child in element if len(child)}
        return cls(((local_name(child), _text_of(child)) for child in element), inner)

    def part(self, name: str) -> Row | None:
        """An embedded instance; None when there is none."""
        return self._parts.get(name.lower())

    def text(self, name: str) -> str | None:
        """A string; null and absent are None. An empty string stays empty."""
        return self._values.get(name.lower(), [None])[0]

    def texts(self, name: str) -> tuple[str, ...]:
        """An array of strings, empty when null."""
        return tuple(value for value in self._values.get(name.lower(), ()) if value is not None)

    def number(self, name: str) -> int | None:
        """An integer of any CIM width; null is None.

        Raises:
            MalformedAnswer: The value is not a decimal integer.
        """
        value = self.text(name)
        if value is None or not value.strip():
            return None
        if not re.fullmatch(r"-?[0-9]{1,20}", value.strip()):
            raise MalformedAnswer(Text("{name} is not a number", name=name))
        return int(value)

    def flag(self, name: str) -> bool | None:
        """A boolean; null is None.

        Raises:
            MalformedAnswer: The value is neither true nor false.
        """
        value = self.text(name)
        if value is None or not value.strip():
            return None
        if value.strip().lower() not in ("true", "false"):
            raise MalformedAnswer(Text("{name} is not a boolean", name=name))
        return value.strip().lower() == "true"

    def moment(self, name: str) -> datetime | None:
        """A point in time, in UTC; null is None. A value without an offset is taken as UTC.

        Raises:
            MalformedAnswer: The value is neither an ISO 8601 nor a CIM date.
        """
        value = (self.text(name) or "").strip()
        if not value:
            return None
        try:
            return _parse_moment(value)
        except (ValueError, OverflowError) as problem:
            raise MalformedAnswer(Text("{name} is not a date", name=name)) from problem


def _text_of(element: ET.Element) -> str | None:
    """The value of a property; Datetime and Interval wrap theirs in one more element."""
    if element.get(_NIL, "").lower() in ("true", "1"):
        return None
    wrapped = next((child for child in element if local_name(child) in ("Datetime", "Interval")), None)
    return (wrapped if wrapped is not None else element).text or ""


def _parse_moment(value: str) -> datetime:
    iso = _ISO_MOMENT.fullmatch(value)
    if iso:
        seconds, fraction, offset = iso.groups()
        zone = "+00:00" if offset in (None, "Z") else offset
        moment = datetime.fromisoformat(f"{seconds}.{(fraction or '0')[:6]:0<6}{zone}")
        return moment.astimezone(timezone.utc) if moment.year > 1 else moment.replace(tzinfo=timezone.utc)
    cim = _CIM_MOMENT.fullmatch(value)
    if not cim:
        raise ValueError(value)
    stamp, fraction, sign, minutes = cim.groups()
    zone = timezone(timedelta(minutes=int(f"{sign}{minutes}")))
    return datetime.strptime(f"{stamp}.{fraction}", "%Y%m%d%H%M%S.%f").replace(tzinfo=zone).astimezone(timezone.utc)
