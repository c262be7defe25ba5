# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person brings back from the portal: the page's export, or the list itself with Confirmation IDs typed in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from .._language._text import Text
from ._columns import REQUIRED, WorklistError, unquoted
from ._csv import records
from ._json import LIST_VERSION, entries, loaded, own_texts, require_version
from ._row import ListRow

_FORMAT = "licenseops.windows/confirmations"
_VERSION = 1

#: The tick of a person under digits that look wrong.
_ACCEPTED = "check_digits_accepted"

#: What a confirmation consists of.
_NEEDED = ("host", *sorted(REQUIRED))

#: Where they stand, and in how new a file; the list itself as JSON is understood too.
_KINDS = {_FORMAT: ("confirmations", _VERSION), "licenseops.windows/worklist": ("rows", LIST_VERSION)}


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A Confirmation ID as a person wrote it, and the row it is meant for.

    Attributes:
        place: Where it stands, for messages.
        installation_id: As written; which of the digits count is judged later.
        is_accepted: The person has ticked that check digits which do not fit are right all the same.
    """

    place: Text
    host: str
    host_uuid: str
    activation_id: str
    partial_product_key: str
    installation_id: str
    confirmation_id: str = field(repr=False)
    is_accepted: bool = False


def read_confirmations(text: str) -> tuple[Confirmation, ...]:
    """The confirmations in a file of either kind; those without a Confirmation ID yet are left out.

    Raises:
        WorklistError: The file is of neither kind.
    """
    if not text.removeprefix("\ufeff").strip():
        raise WorklistError("The file of confirmations is empty.", advice="Export it from the page again.")
    found = (_confirmation(texts, place) for place, texts in _records(text))
    return tuple(item for item in found if item.confirmation_id)


def _confirmation(texts: Mapping[str, str], place: Text) -> Confirmation:
    text = {name: unquoted(texts.get(name, "").strip()) for name in (*_NEEDED, _ACCEPTED)}
    return Confirmation(
        place=place,
        host=text["host"],
        host_uuid=text["host_uuid"].strip("{}").upper(),
        activation_id=text["activation_id"].strip("{}").lower(),
        partial_product_key=text["partial_product_key"].upper(),
        installation_id=text["installation_id"],
        confirmation_id=text["confirmation_id"],
        is_accepted=text[_ACCEPTED].lower() == "true",
    )


def typed_into(rows: Iterable[ListRow]) -> tuple[Confirmation, ...]:
    """Confirmation IDs that a person typed into the list itself."""
    return tuple(
        Confirmation(
            place=Text("The list"),
            host=row.host,
            host_uuid=row.host_uuid,
            activation_id=row.activation_id,
            partial_product_key=row.partial_product_key,
            installation_id=row.installation_id,
            confirmation_id=row.confirmation_id.reveal() if row.confirmation_id else row.typed,
        )
        for row in rows
        if row.has_news
    )


def _records(text: str) -> Iterator[tuple[Text, dict[str, str]]]:
    if not text.removeprefix("\ufeff").lstrip().startswith(("{", "[")):
        yield from records(text)
        return
    document = loaded(text)
    form = str(document.get("format"))
    kind = form if form in _KINDS else _FORMAT
    name, version = _KINDS[kind]
    require_version(document, kind, version, Text("file of confirmations"))
    for place, item in entries(document, name):
        # What else stands there is none of our business: another program may have taken a product along.
        needed = {name: item[name] for name in _NEEDED if name in item}
        yield place, own_texts(needed, place) | {_ACCEPTED: str(item.get(_ACCEPTED, ""))}
