# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Evaluation of parsed WQL conditions against typed rows.

Comparisons ignore the case of strings; a null never satisfies a comparison except IS NULL (`= NULL`).
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta, timezone
from functools import cache

from .schema import ClassSchema, Member
from .values import Properties, WmiValue
from .wql import Comparison, Condition, Junction, Literal, Negation, WqlSyntaxError

_ORDER: Mapping[str, Callable[..., bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_DMTF = re.compile(r"(\d{14})\.(\d{6})([+-])(\d{3})", re.ASCII)


def conditions(where: Condition | None) -> Iterator[Comparison]:
    """Every comparison of a condition."""
    if isinstance(where, Comparison):
        yield where
    elif isinstance(where, Negation):
        yield from conditions(where.term)
    elif isinstance(where, Junction):
        for term in where.terms:
            yield from conditions(term)


def check(where: Condition | None, schema: ClassSchema) -> None:
    """Refuse what WMI refuses: unknown columns, arrays, values of another type."""
    for item in conditions(where):
        member = schema.properties.get(item.column.lower())
        if member is None:
            raise WqlSyntaxError(f"no property {item.column}")
        if member.is_array and item.literal is not None:
            raise WqlSyntaxError(f"{item.column} is an array")
        if item.operator == "LIKE" and member.kind != "string":
            raise WqlSyntaxError(f"{item.column} is no string")
        _typed(item.literal, member)


def matches(where: Condition | None, row: Properties, schema: ClassSchema) -> bool:
    """Whether a row satisfies a condition."""
    if where is None:
        return True
    if isinstance(where, Negation):
        return not matches(where.term, row, schema)
    if isinstance(where, Junction):
        results = (matches(term, row, schema) for term in where.terms)
        return all(results) if where.word == "AND" else any(results)
    member = schema.properties[where.column.lower()]
    return _compare(row.get(member.name), where, member)


def _compare(value: WmiValue, item: Comparison, member: Member) -> bool:
    if item.literal is None:
        return (value is None) == (item.operator == "=")
    if value is None:
        return False
    if item.operator == "LIKE":
        return bool(_like(str(item.literal)).fullmatch(str(value)))
    wanted = _typed(item.literal, member)
    if isinstance(value, str) and isinstance(wanted, str):
        return _ORDER[item.operator](value.lower(), wanted.lower())
    return _ORDER[item.operator](value, wanted)


def _typed(literal: Literal, member: Member) -> Literal | datetime:
    """A literal in the type of its property, or a syntax error."""
    if literal is None:
        return None
    try:
        return _CONVERSIONS.get(member.kind, int)(literal)
    except ValueError as error:
        raise WqlSyntaxError(f"{member.name}: {literal!r} is no {member.kind}") from error


def _boolean(literal: Literal) -> bool:
    words = {"true": True, "false": False, "1": True, "0": False}
    return words[str(literal).lower()] if str(literal).lower() in words else bool(int(str(literal)))


def _moment(literal: Literal) -> datetime:
    """A DMTF datetime in full: 14 digits, microseconds and the offset in minutes; compared as a moment (documented)."""
    match = _DMTF.fullmatch(str(literal))
    if match is None:
        raise ValueError(literal)
    minutes = int(match[4]) * (-1 if match[3] == "-" else 1)
    moment = datetime.strptime(match[1], "%Y%m%d%H%M%S").replace(microsecond=int(match[2]))
    return moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))


_CONVERSIONS: Mapping[str, Callable[[Literal], Literal | datetime]] = {
    "string": str,
    "boolean": _boolean,
    "datetime": _moment,
}


@cache
def _like(pattern: str) -> re.Pattern[str]:
    """LIKE: % any text, _ one character, [a-z] and [^a-z] sets."""
    parts: list[str] = []
    place = 0
    while place < len(pattern):
        char = pattern[place]
        end = pattern.find("]", place)
        if char == "[" and end > place + 1:
            parts.append("[" + re.sub(r"([\\\[])", r"\\\1", pattern[place + 1 : end]) + "]")
            place = end
        else:
            parts.append({"%": ".*", "_": "."}.get(char, re.escape(char)))
        place += 1
    return re.compile("".join(parts), re.IGNORECASE | re.DOTALL)
