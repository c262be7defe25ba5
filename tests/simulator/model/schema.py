# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Class schemas: which properties, keys and methods exist at which Windows generation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_DATA = Path(__file__).resolve().parents[1] / "profiles" / "classes.yml"

#: level of a Windows whose service tells of subscriptions; from which build on is not known, so a scenario says it
WITH_SUBSCRIPTION = 11

#: methods that change nothing: everything else counts as mutating
_READING_PREFIXES = ("Get", "Enum", "Check")


@dataclass(frozen=True, slots=True)
class Member:
    """A property or a parameter."""

    name: str
    kind: str
    is_array: bool = False
    level: float = 7

    @property
    def is_number(self) -> bool:
        """Whether values are integers."""
        return self.kind.startswith(("uint", "sint"))


@dataclass(frozen=True, slots=True)
class Method:
    """A method with its parameters by lower-case name."""

    name: str
    inputs: Mapping[str, Member]
    outputs: Mapping[str, Member]
    level: float = 7
    is_static: bool = False

    @property
    def is_mutating(self) -> bool:
        """True for every method that is not a Get*, Enum* or Check* one."""
        return not self.name.startswith(_READING_PREFIXES)


@dataclass(frozen=True, slots=True)
class ClassSchema:
    """One WMI class; members by lower-case name, because WMI ignores case."""

    name: str
    namespaces: frozenset[str]
    keys: tuple[str, ...]
    properties: Mapping[str, Member]
    methods: Mapping[str, Method]
    is_static: bool = False
    allows_bare_get: bool = False

    def at_level(self, level: float) -> ClassSchema:
        """The class as an older Windows generation had it."""
        return ClassSchema(
            self.name,
            self.namespaces,
            self.keys,
            {name: item for name, item in self.properties.items() if item.level <= level},
            {name: item for name, item in self.methods.items() if item.level <= level},
            self.is_static,
            self.allows_bare_get,
        )


def _member(name: str, text: str) -> Member:
    kind, dummy, level = text.partition("@")
    return Member(name, kind.removesuffix("[]"), kind.endswith("[]"), float(level or 7))


def _members(data: Mapping[str, str] | None) -> dict[str, Member]:
    return {name.lower(): _member(name, text) for name, text in (data or {}).items()}


def _method(name: str, data: Mapping[str, Any]) -> Method:
    level, is_static = float(data.get("level", 7)), bool(data.get("static", False))
    return Method(name, _members(data.get("in")), _members(data.get("out")), level, is_static)


def _class(name: str, data: Mapping[str, Any]) -> ClassSchema:
    return ClassSchema(
        name,
        frozenset(data["namespaces"]),
        tuple(data["keys"]),
        dict(sorted(_members(data["properties"]).items())),
        {key.lower(): _method(key, item) for key, item in data["methods"].items()},
        bool(data.get("static", False)),
        bool(data.get("get_without_selectors", False)),
    )


@cache
def _all_classes() -> dict[str, ClassSchema]:
    data = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return {name.lower(): _class(name, item) for name, item in data.items()}


@cache
def schema_at(level: float) -> Mapping[str, ClassSchema]:
    """All classes by lower-case name at a Windows generation (7, 8, 8.1, 10)."""
    return {name: item.at_level(level) for name, item in _all_classes().items()}
