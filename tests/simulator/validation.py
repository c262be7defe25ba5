# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Strict reading of YAML: every problem becomes one sentence that names the place and what is allowed there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

_OFFSET = re.compile(r"([+-])(\d{2}):(\d{2})")


class ScenarioError(ValueError):
    """The scenario cannot be used; the message names the path inside the YAML."""


@dataclass(frozen=True, slots=True)
class Node:
    """A value with its path."""

    value: Any
    path: str = ""

    def fail(self, allowed: str) -> ScenarioError:
        """The error for this place."""
        return ScenarioError(f"{self.path or 'the scenario'}: {allowed}, not {self.value!r}")

    def at(self, key: str | int) -> Node:
        """A child; missing keys give a Node of None."""
        path = f"{self.path}[{key}]" if isinstance(key, int) else f"{self.path}.{key}".lstrip(".")
        if isinstance(key, int):
            return Node(self.value[key], path)
        return Node((self.value or {}).get(key), path)

    @property
    def is_set(self) -> bool:
        """Whether anything was given."""
        return self.value is not None

    def keys(self, allowed: Iterable[str] | None = None) -> list[str]:
        """Keys of a mapping, refusing unknown ones."""
        if self.value is None:
            return []
        if not isinstance(self.value, dict):
            raise self.fail("a mapping is expected")
        names = [str(name) for name in self.value]
        known = None if allowed is None else sorted(allowed)
        for name in names:
            if known is not None and name not in known:
                place = f"{self.path}.{name}".lstrip(".")
                raise ScenarioError(f"{place}: unknown key, allowed are {', '.join(known)}")
        return names

    def items(self, allowed: Iterable[str] | None = None) -> Iterator[tuple[str, Node]]:
        """Keys with their values as Nodes."""
        for name in self.keys(allowed):
            yield name, self.at(name)

    def list(self) -> list[Node]:
        """Elements of a list."""
        if self.value is None:
            return []
        if not isinstance(self.value, list):
            raise self.fail("a list is expected")
        return [self.at(index) for index in range(len(self.value))]

    def text(self, default: str | None = None) -> str:
        """A non-empty text."""
        if self.value is None and default is not None:
            return default
        if not isinstance(self.value, str) or not self.value:
            raise self.fail("a text is expected")
        return self.value

    def optional_text(self) -> str | None:
        """A text or nothing."""
        return self.text() if self.is_set else None

    def texts(self) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(item.text() for item in self.list())

    def number(self, default: int | None = None, least: int = 0, most: int = 2**32 - 1) -> int:
        """A whole number within bounds."""
        if self.value is None and default is not None:
            return default
        if isinstance(self.value, bool) or not isinstance(self.value, int) or not least <= self.value <= most:
            raise self.fail(f"a whole number from {least} to {most} is expected")
        return self.value

    def real(self, default: float = 0) -> float:
        """A number that is not negative."""
        if self.value is None:
            return default
        if isinstance(self.value, bool) or not isinstance(self.value, (int, float)) or self.value < 0:
            raise self.fail("a number from 0 up is expected")
        return float(self.value)

    def flag(self, default: bool = False) -> bool:
        """True or false."""
        if self.value is None:
            return default
        if not isinstance(self.value, bool):
            raise self.fail("true or false is expected")
        return self.value

    def choice(self, allowed: Iterable[str], default: str | None = None) -> str:
        """One of some words."""
        if self.value is None and default is not None:
            return default
        names = list(allowed)
        if str(self.value) not in names or isinstance(self.value, bool):
            raise self.fail(f"one of {', '.join(names)} is expected")
        return str(self.value)

    def code(self, default: int = 0) -> int:
        """An HRESULT such as 0x80072EE7."""
        if self.value is None:
            return default
        try:
            number = int(self.value, 0) if isinstance(self.value, str) else int(self.value)
        except (TypeError, ValueError) as error:
            raise self.fail("a code such as 0x80072EE7 is expected") from error
        if isinstance(self.value, bool) or not 0 <= number <= 0xFFFFFFFF:
            raise self.fail("a code such as 0x80072EE7 is expected")
        return number

    def moment(self, default: datetime) -> datetime:
        """A UTC date and time."""
        if self.value is None:
            return default
        value = self.value
        try:
            found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        except ValueError as error:
            raise self.fail("a date such as 2026-03-02T08:00:00Z is expected") from error
        return found.replace(tzinfo=timezone.utc) if found.tzinfo is None else found.astimezone(timezone.utc)

    def offset(self) -> timedelta:
        """A UTC offset such as "+09:00"."""
        if self.value is None:
            return timedelta()
        match = _OFFSET.fullmatch(str(self.value))
        if match is None:
            raise self.fail('an offset such as "+09:00" is expected')
        delta = timedelta(hours=int(match[2]), minutes=int(match[3]))
        return -delta if match[1] == "-" else delta

    def offset_or_minutes(self) -> timedelta:
        """A difference of clocks: "+06:00", or minutes that may be negative."""
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            return timedelta(minutes=self.value)
        return self.offset()
