# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A row as texts under column names, which both file formats share, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .._language._errors import InputError, LicensingError
from .._language._text import Listed, Text
from .._licensing._guid import parse_guid
from .._licensing._offline_id import ConfirmationId, InstallationId
from .._licensing._typed_text import fold
from ._candidate import parse_uuid
from ._row import Extra, ListRow, RowState

#: In the order of the file.
COLUMNS = (
    "host",
    "host_uuid",
    "application",
    "product_name",
    "portal_product",
    "activation_id",
    "channel",
    "partial_product_key",
    "installation_id",
    "confirmation_id",
    "state",
    "reason",
    "reason_code",
    "refused_block",
    "collected_at",
    "confirmed_at",
    "sent_at",
    "applied_at",
)

#: Without these a file is no work list.
REQUIRED = frozenset({"host_uuid", "activation_id", "partial_product_key", "installation_id", "confirmation_id"})

#: What more is asked of than to be a text.
_PARSED = REQUIRED | {"state", "refused_block"}

_CONFIRMATION_BLOCK = 6

#: In front of a block that stands alone, so that no spreadsheet makes a number of it and drops its zeros.
_END_OF = "..."
_BLOCK = re.compile(r"[.…]*([0-9]{1,6})")

#: What a spreadsheet makes of a long row of digits, ``1.3E+62`` for instance.
_NUMBER = re.compile(r"[0-9](?:[.,][0-9]+)?E\+?[0-9]+")


class WorklistError(LicensingError):
    """The file of the list cannot be used. It was left as it is."""


def texts_of(row: ListRow) -> dict[str, str]:
    """A row as texts; IDs in blocks joined by dashes, so that no spreadsheet makes a number of them."""
    plain = {name: getattr(row, name) for name in COLUMNS}
    return plain | {
        "installation_id": "-".join(row.installation_id_blocks),
        "confirmation_id": dashed(row.confirmation_id) if row.confirmation_id else row.typed,
        "state": row.state.value,
        "refused_block": f"{_END_OF}{row.refused_block}" if row.refused_block else "",
    }


def at_host(place: Text, host: str) -> Text:
    """A place in a file, with the host that stands there."""
    return Text("{place} ({host})", place=place, host=host) if host else place


def row_of(texts: Mapping[str, str], place: Text, extra: Extra = ()) -> ListRow:
    """A row from texts.

    Args:
        texts: By the names of our columns.
        place: Where it stands, for messages.
        extra: What people added to it.

    Raises:
        WorklistError: A text that identifies the row is missing or broken.
    """
    text = {name: texts.get(name, "").strip() for name in COLUMNS}
    place = at_host(place, text["host"])
    try:
        row = _parsed(text, extra)
    except InputError as problem:
        message, advice = problem.texts
        raise WorklistError(Text("{place}: {problem}", place=place, problem=message), advice=advice) from None
    if not row.partial_product_key:
        raise WorklistError(
            "{place}: the end of the product key is missing.", advice="Restore it, or collect again.", place=place
        )
    return row


def _parsed(text: Mapping[str, str], extra: Extra) -> ListRow:
    bare = {name: unquoted(text[name]) for name in _PARSED}
    confirmation_id = _confirmation_id(bare["confirmation_id"])
    return ListRow(
        host_uuid=parse_uuid(bare["host_uuid"], text["host"] or Text("the host")),
        installation_id=parse_installation_id(bare["installation_id"]).digits,
        activation_id=_activation_id(bare["activation_id"]),
        partial_product_key=bare["partial_product_key"].upper(),
        confirmation_id=confirmation_id,
        state=_state(bare["state"]),
        refused_block=_block(bare["refused_block"]),
        typed="" if confirmation_id else text["confirmation_id"],
        extra=extra,
        **{name: value for name, value in text.items() if name not in _PARSED},
    )


def unquoted(text: str) -> str:
    """Without the apostrophe by which people tell a spreadsheet that digits are text.

    >>> unquoted("'000241")
    '000241'
    """
    return text.removeprefix("'")


def dashed(confirmation_id: ConfirmationId) -> str:
    """Eight blocks joined by dashes. For the file and nothing else."""
    digits = confirmation_id.reveal()
    return "-".join(digits[at : at + _CONFIRMATION_BLOCK] for at in range(0, len(digits), _CONFIRMATION_BLOCK))


def is_spreadsheet_number(text: str) -> bool:
    """Whether a spreadsheet rounded an ID to a number; what it dropped is lost.

    >>> is_spreadsheet_number("1,3E+62")
    True
    """
    return _NUMBER.fullmatch(fold(text).strip()) is not None


def parse_installation_id(text: str) -> InstallationId:
    """An Installation ID from a file.

    Raises:
        InputError: It is none, or a spreadsheet made a number of it.
    """
    if is_spreadsheet_number(text):
        raise InputError(
            "A spreadsheet turned the Installation ID into a number and lost its digits.",
            advice="Collect the host again, and keep the dashes between the blocks, or give the column the format "
            "Text.",
        )
    return InstallationId.parse(text)


def _confirmation_id(text: str) -> ConfirmationId | None:
    """Any 48 digits; whether they may be used is judged later."""
    try:
        return ConfirmationId.parse(text, allow_failing_check_digits=True) if text else None
    except InputError:
        return None


def _activation_id(text: str) -> str:
    activation_id = parse_guid(text)
    if activation_id is None:
        raise InputError("The activation ID is no GUID.", advice="Restore it, or collect again.")
    return activation_id


def _state(text: str) -> RowState:
    try:
        return RowState(text.lower() or RowState.NEEDED.value)
    except ValueError:
        names = Listed(*(state.value for state in RowState))
        raise InputError(
            "There is no state {text!r}.", advice="The states are {names}.", text=text, names=names
        ) from None


def _block(text: str) -> str:
    """Six digits; a spreadsheet may have dropped zeros in front of them, if a person has dropped the dots."""
    if not text:
        return ""
    block = _BLOCK.fullmatch(fold(text))
    if block is None:
        raise InputError(
            "refused_block is no block of six digits.", advice="Restore it, or empty it to have the row tried again."
        )
    return block[1].zfill(_CONFIRMATION_BLOCK)
