# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person brings back from the portal: the page's export, or the list itself with Confirmation IDs typed in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .._language import Text
from ._columns import WorklistError
from ._csv import records
from ._json import entries, loaded, require_version
from ._row import Row

_FORMAT = "licenseops.windows/confirmations"
_VERSION = 1

#: The list itself as JSON is understood too.
_NAMES = {_FORMAT: "confirmations", "licenseops.windows/worklist": "rows"}


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
    return tuple(
        Confirmation(
            place=place,
            host=texts.get("host", ""),
            host_uuid=texts["host_uuid"].strip().strip("{}").upper(),
            activation_id=texts["activation_id"].strip().strip("{}").lower(),
            partial_product_key=texts["partial_product_key"].strip().upper(),
            installation_id=texts["installation_id"],
            confirmation_id=texts["confirmation_id"],
            is_accepted=texts.get("check_digits_accepted", "").lower() == "true",
        )
        for place, texts in _records(text)
        if texts.get("confirmation_id", "").strip()
    )


def typed_into(rows: Iterable[Row]) -> tuple[Confirmation, ...]:
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
    name, what = _NAMES.get(str(document.get("format"))), Text("file of confirmations")
    if name is None:
        require_version(document, _FORMAT, _VERSION, what)
        return
    require_version(document, str(document["format"]), _VERSION, what)
    yield from entries(document, name)
