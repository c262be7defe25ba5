# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list as JSON, for programs. What they add to it on any level is kept as it is, or refused."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from .._language._text import Listed, Text
from ._candidate import clipped
from ._columns import COLUMNS, REQUIRED, WorklistError, at_host, row_of, texts_of
from ._old_reasons import with_code, with_facts
from ._row import Extra, ListRow
from ._sheet import Sheet

_FORMAT = "licenseops.windows/worklist"

#: What a collection that knows only an earlier one would write into the list, this one would misunderstand.
LIST_VERSION = 3
_FIRST_VERSION = 1
_ROWS = "rows"
_OWN_MEMBERS = ("format", "version", _ROWS)

#: Levels of values people add; far below what would end the parser.
_DEPTH = 100


def write_json(sheet: Sheet) -> str:
    """The list as text."""
    listed = [texts_of(row) | dict(row.extra) for row in sheet.rows]
    document = {"format": _FORMAT, "version": LIST_VERSION, _ROWS: listed, **dict(sheet.members)}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def read_json(text: str) -> Sheet:
    """A list.

    Raises:
        WorklistError: It is no list, a row of it is broken, or something in it cannot be kept.
    """
    if not text.removeprefix("\ufeff").strip():
        return Sheet()
    document = loaded(text)
    require_version(document, _FORMAT, LIST_VERSION, Text("offline work list"))
    rows = tuple(_row(item, place) for place, item in entries(document, _ROWS))
    if document["version"] == _FIRST_VERSION:
        rows = tuple(map(with_facts, rows))
    if document["version"] < LIST_VERSION:
        rows = tuple(map(with_code, rows))
    return Sheet(rows, members=_kept(document, _OWN_MEMBERS))


def loaded(text: str) -> Mapping[str, Any]:
    """A JSON object, of which nothing was dropped.

    Raises:
        WorklistError: The text is none, or says something that would be lost.
    """
    try:
        document = json.loads(
            text.removeprefix("\ufeff"),
            object_pairs_hook=_object,
            parse_float=_real_number,
            parse_int=_whole_number,
            parse_constant=_real_number,
        )
    except RecursionError:
        raise _too_deep() from None
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise WorklistError("The file holds no JSON object.", advice="It was cut off, or belongs to another program.")
    _require_characters(text, document)
    return document


def require_version(document: Mapping[str, Any], name: str, version: int, what: Text) -> None:
    """The document is what it should be.

    Raises:
        WorklistError: It is something else, or newer than this collection.
    """
    if document.get("format") != name:
        raise WorklistError("The file is no {what}.", advice="Give another path.", what=what)
    found = document.get("version")
    if not isinstance(found, int) or found > version:
        raise WorklistError(
            "The {what} has version {found}, and this collection knows {version}.",
            advice="Update licenseops.windows.",
            what=what,
            found=found,
            version=version,
        )


def entries(document: Mapping[str, Any], name: str) -> Iterator[tuple[Text, dict[str, Any]]]:
    """The objects of a list, with their places.

    Raises:
        WorklistError: There is no such list, or something else is in it.
    """
    listed = document.get(name)
    if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        raise WorklistError("The file holds no list of {name}.", advice="It belongs to another program.", name=name)
    for number, item in enumerate(listed, 1):
        missing = sorted(REQUIRED - set(item))
        if missing:
            raise WorklistError(
                "Entry {number} has no {names}.",
                advice="It belongs to another program.",
                number=number,
                names=Listed(*missing),
            )
        yield Text("Entry {number}", number=number), item


def own_texts(item: Mapping[str, Any], place: Text) -> dict[str, str]:
    """The texts under our names; null is an empty one.

    Raises:
        WorklistError: One is no text. What it would be as one cannot be known: digits of a number may be gone.
    """
    found = {name: item[name] for name in COLUMNS if item.get(name) is not None}
    for name, value in found.items():
        if not isinstance(value, str):
            host = found.get("host")
            raise WorklistError(
                "{place}: {name} is no text.",
                advice="Put quotes around it, and look whether all of it is there.",
                place=at_host(place, host if isinstance(host, str) else ""),
                name=name,
            )
    return found


def _row(item: Mapping[str, Any], place: Text) -> ListRow:
    return row_of(own_texts(item, place), place, _kept(item, COLUMNS))


def _kept(item: Mapping[str, Any], own: tuple[str, ...]) -> Extra:
    extra = tuple((name, value) for name, value in item.items() if name not in own)
    if any(_is_deep(value) for _name, value in extra):
        raise _too_deep()
    return extra


def _is_deep(value: Any) -> bool:
    """Whether a value has more levels than are kept."""
    level = [value]
    for _depth in range(_DEPTH):
        level = [inner for outer in level for inner in _members(outer)]
        if not level:
            return False
    return True


def _members(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _too_deep() -> WorklistError:
    return WorklistError(
        "Something in the file is nested too deeply to be kept, over {count} levels.",
        advice="Remove it.",
        count=_DEPTH,
    )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which no name hides another."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        raise WorklistError(
            "The file has the name {name!r} twice in one place.",
            advice="Remove or rename one of them.",
            name=clipped(next(name for name in names if names.count(name) > 1)),
        )
    return found


def _whole_number(text: str) -> int:
    try:
        return int(text)
    except ValueError:  # Python refuses to read thousands of digits
        raise _lost(text) from None


def _real_number(text: str) -> float:
    """A number that is written as it was read, if perhaps in another form."""
    number = float(text)
    try:
        is_same = Decimal(repr(number)) == Decimal(text)
    except InvalidOperation:
        is_same = False
    if not is_same or number in (float("inf"), float("-inf")):
        raise _lost(text)
    return number


def _lost(text: str) -> WorklistError:
    return WorklistError(
        "The file has a number that cannot be kept, {number}.",
        advice="Put quotes around it.",
        number=clipped(text),
    )


def _require_characters(text: str, document: Mapping[str, Any]) -> None:
    r"""No \ud800 alone, which no file in UTF-8 can hold."""
    if "\\ud" not in text.lower():
        return
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise WorklistError(
            "A text in the file has half of a character in it.", advice="It was cut off there; correct it."
        ) from None
    except RecursionError:
        raise _too_deep() from None
