# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list as JSON, for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from .._language import Text
from ._columns import REQUIRED, WorklistError, row_of, texts_of
from ._row import Row

_FORMAT = "licenseops.windows/worklist"
_VERSION = 1
_EXTRA = "extra"


def write_json(rows: tuple[Row, ...]) -> str:
    """The list as text."""
    listed = [texts_of(row) | ({_EXTRA: dict(row.extra)} if row.extra else {}) for row in rows]
    return json.dumps({"format": _FORMAT, "version": _VERSION, "rows": listed}, ensure_ascii=False, indent=1) + "\n"


def read_json(text: str) -> tuple[Row, ...]:
    """The rows of a list.

    Raises:
        WorklistError: It is no list, or a row of it is broken.
    """
    if not text.removeprefix("\ufeff").strip():
        return ()
    document = loaded(text)
    require_version(document, _FORMAT, _VERSION, Text("offline work list"))
    return tuple(row_of(texts, place) for place, texts in entries(document, "rows"))


def loaded(text: str) -> Mapping[str, Any]:
    """A JSON object.

    Raises:
        WorklistError: The text is none.
    """
    try:
        document = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        document = None
    if isinstance(document, dict):
        return document
    raise WorklistError("The file holds no JSON object.", advice="It was cut off, or belongs to another program.")


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


def entries(document: Mapping[str, Any], name: str) -> Iterator[tuple[Text, dict[str, str]]]:
    """The objects of a list, as place and texts by name.

    Raises:
        WorklistError: There is no such list, or something else is in it.
    """
    listed = document.get(name)
    if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        raise WorklistError("The file holds no list of {name}.", advice="It belongs to another program.", name=name)
    for number, item in enumerate(listed, 1):
        extra = item.get(_EXTRA)
        texts = {str(key): _text(value) for key, value in item.items() if key != _EXTRA}
        missing = sorted(REQUIRED - set(texts))
        if missing:
            raise WorklistError(
                "Entry {number} has no {names}.",
                advice="It belongs to another program.",
                number=number,
                names=", ".join(missing),
            )
        yield Text("Entry {number}", number=number), {**(extra if isinstance(extra, dict) else {}), **texts}


def _text(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)
