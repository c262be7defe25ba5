# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A row of the work list, its state, and the key by which rows are found."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from .._language._text import Language, Text, plain
from .._licensing._catalog import find_error
from .._licensing._errors import HostRefused
from .._licensing._offline_id import ConfirmationId, installation_id_blocks
from .._licensing._reason import Reason
from ._note import Note, NoteKind

#: What is not ours: names and texts from CSV, names and any JSON values from JSON. Handed through, never looked at.
Extra = tuple[tuple[str, object], ...]


#: A reason is at most about twice as long.
_HALF = 1000


class RowState(enum.Enum):
    """How far a row has come."""

    #: The Installation ID is known, the Confirmation ID is not.
    NEEDED = "needed"
    #: The Confirmation ID is there and was not sent yet.
    CONFIRMED = "confirmed"
    #: The host is licensed.
    APPLIED = "applied"
    #: The host has another Installation ID by now; this row is history.
    STALE = "stale"
    #: The host refused the Confirmation ID.
    FAILED = "failed"


@dataclass(frozen=True, slots=True, order=True)
class RowKey:
    """What makes a row one of its kind; a host name is no part of it, because names change and repeat.

    Attributes:
        host_uuid: UUID of the hardware, upper case.
        activation_id: The SKU GUID, lower case.
        partial_product_key: Last five characters of the key.
        installation_id: Digits.
    """

    host_uuid: str
    activation_id: str
    partial_product_key: str
    installation_id: str

    @property
    def kinship(self) -> tuple[str, str, str]:
        """The key without the Installation ID: the same product and key on the same hardware."""
        return self.host_uuid, self.activation_id, self.partial_product_key


@dataclass(frozen=True, slots=True)
class ListRow:
    """One product of one host.

    Attributes:
        host: Name of the host in the inventory.
        application: ``windows`` or ``office``.
        portal_product: What the portal asks for, ``Windows 11`` for instance.
        installation_id: Digits, 63 or 54.
        reason: Why the row is in its state, a sentence in the language of the run that wrote it; empty when the state
            says it all. It is for people, and nothing depends on it.
        reason_code: The same as a code with its facts, see ``Note``; empty when there are only words.
        refused_block: Last block of the Confirmation ID that the host refused; empty when it refused none.
        collected_at: Text like ``2026-03-02 08:00 UTC``, as are the other times; empty when it did not happen.
        sent_at: When the Confirmation ID was sent, as far as the list was told.
        typed: What a person put where the Confirmation ID belongs, while it is none. Kept, never sent.
        extra: What people added to the row.
    """

    host: str
    host_uuid: str
    application: str
    product_name: str
    portal_product: str
    activation_id: str
    channel: str
    partial_product_key: str
    installation_id: str
    confirmation_id: ConfirmationId | None = None
    state: RowState = RowState.NEEDED
    reason: str = ""
    reason_code: str = ""
    refused_block: str = ""
    collected_at: str = ""
    confirmed_at: str = ""
    sent_at: str = ""
    applied_at: str = ""
    typed: str = field(default="", repr=False)
    extra: Extra = field(default=(), repr=False)

    @property
    def key(self) -> RowKey:
        """What the row is found by."""
        return RowKey(self.host_uuid, self.activation_id, self.partial_product_key, self.installation_id)

    @property
    def installation_id_blocks(self) -> tuple[str, ...]:
        """The nine blocks the portal asks for."""
        return installation_id_blocks(self.installation_id)

    @property
    def has_news(self) -> bool:
        """Whether a person typed a Confirmation ID into the list that was not looked at yet."""
        if self.state is RowState.NEEDED:
            return bool(self.confirmation_id or self.typed)
        return self.state is RowState.FAILED and (self.typed != "" or not self._is_refused)

    @property
    def _is_refused(self) -> bool:
        """Whether its Confirmation ID, if there is one, is the one that was refused."""
        return self.confirmation_id is None or self.confirmation_id.last_block == self.refused_block

    @property
    def was_sent(self) -> bool:
        """Whether its Confirmation ID may have reached the host already: a run was killed, or the answer was lost."""
        return self.state is RowState.CONFIRMED and self.sent_at != ""

    @property
    def note(self) -> Note | None:
        """Why it is in its state, as far as a code says it that goes with that state."""
        note = Note.parse(self.reason_code)
        return note if note is not None and self.state in _STATES[note.kind] else None

    @property
    def why(self) -> Text:
        """Why it is in its state, for a reader of any language; the words of the list where only these say it."""
        note = self.note
        return (note and _sentence(self, note)) or plain(self.reason)

    @property
    def title(self) -> Text:
        """How messages name the row: host, product and last five characters of its key."""
        product = self.portal_product or self.product_name or self.activation_id
        return Text("{host} ({product}, key ...{key})", host=self.host, product=product, key=self.partial_product_key)


#: With which states a note goes. A program that does not know notes may have changed the state and left the note.
_STATES: Mapping[NoteKind, frozenset[RowState]] = {
    NoteKind.FOUND_LICENSED: frozenset({RowState.APPLIED}),
    NoteKind.NOT_ANY_MORE: frozenset({RowState.NEEDED}),
    NoteKind.USED_AGAIN: frozenset({RowState.CONFIRMED}),
    NoteKind.VALID_AGAIN: frozenset({RowState.NEEDED, RowState.CONFIRMED}),
    NoteKind.TRIED_ONCE: frozenset({RowState.CONFIRMED}),
    NoteKind.OTHER_INSTALLATION_ID: frozenset({RowState.STALE}),
    NoteKind.OTHER_KEY: frozenset({RowState.STALE}),
    NoteKind.SENT: frozenset({RowState.CONFIRMED}),
    NoteKind.SENT_UNANSWERED: frozenset({RowState.CONFIRMED}),
    NoteKind.REFUSED: frozenset({RowState.FAILED}),
    NoteKind.KEPT_REFUSED: frozenset({RowState.NEEDED}),
}

_FOUND_LICENSED = Text("Found licensed; nothing was sent.")
_NOT_ANY_MORE = Text("Not licensed any more.")
_USED_AGAIN = Text("Not licensed any more; the kept Confirmation ID is used again.")
_VALID_AGAIN = Text("The Installation ID is that of the host again.")
_TRIED_ONCE = Text("The Installation ID changed; the kept Confirmation ID is tried once.")

#: What a note without facts says.
_PLAIN: Mapping[NoteKind, Text] = {
    NoteKind.FOUND_LICENSED: _FOUND_LICENSED,
    NoteKind.NOT_ANY_MORE: _NOT_ANY_MORE,
    NoteKind.USED_AGAIN: _USED_AGAIN,
    NoteKind.VALID_AGAIN: _VALID_AGAIN,
    NoteKind.TRIED_ONCE: _TRIED_ONCE,
}


def _sentence(row: ListRow, note: Note) -> Text | None:
    """What the note of a row says; None when a fact of it is missing, or of a code nothing is known but its number."""
    if note.kind in _PLAIN:
        return _PLAIN[note.kind]
    if note.kind in (NoteKind.OTHER_INSTALLATION_ID, NoteKind.OTHER_KEY):
        return _replaced(note)
    if note.kind in (NoteKind.REFUSED, NoteKind.KEPT_REFUSED):
        return _refused(row, note)
    return _sent(row, note) if row.sent_at else None


def _sent(row: ListRow, note: Note) -> Text:
    if note.kind is NoteKind.SENT_UNANSWERED:
        return Text("Sent {time}; what became of it is not known.", time=row.sent_at)
    if note.code:
        return Text("Sent {time}. The host answered: {answer}", time=row.sent_at, answer=Reason(note.code))
    return sending(row.sent_at)


def _replaced(note: Note) -> Text | None:
    if not note.time:
        return None
    if note.kind is NoteKind.OTHER_INSTALLATION_ID:
        return Text("Since {time} the host has another Installation ID.", time=note.time)
    if not note.key:
        return None
    return Text("Since {time} the host has another product key, ...{key}.", time=note.time, key=note.key)


def _refused(row: ListRow, note: Note) -> Text | None:
    if find_error(note.code) is None:
        return None
    refused = HostRefused(
        Text("Depositing the Confirmation ID for {product}", product=row.product_name), note.code, host_text=""
    )
    answer = refused.texts[0]
    if note.kind is NoteKind.KEPT_REFUSED:
        return Text("The kept Confirmation ID was refused: {reason}", reason=answer)
    return _ending_in(row.refused_block, answer) if row.refused_block else answer


@dataclass(frozen=True, slots=True)
class Pen:
    """What a run writes into the list with.

    Attributes:
        now: The time to note, as ``minute`` gives it.
        language: That of reasons.
    """

    now: str
    language: Language = Language.ENGLISH

    def written(self, text: Text) -> str:
        """The words that go into the list.

        A host may say more than a cell of a table can hold. Beginning and end stay: there stands what to look at.
        """
        words = text.said_in(self.language)
        return words if len(words) <= 2 * _HALF else f"{words[:_HALF]} ... {words[-_HALF:]}"

    def explained(self, row: ListRow, note: Note, words: Text | None = None) -> ListRow:
        """A row with the reason of its state, as a code and in words; in the note's own unless others say more."""
        noted = replace(row, reason_code=note.cell)
        return replace(noted, reason=self.written(words or noted.why))


def refusal(confirmation_id: ConfirmationId, reason: Text) -> Text:
    """The reason of a row whose Confirmation ID was refused; people compare its last block with what they typed."""
    return _ending_in(confirmation_id.last_block, reason)


def _ending_in(block: str, reason: Text) -> Text:
    return Text("{reason} (Confirmation ID ending in {block})", reason=reason, block=block)


def sending(now: str) -> Text:
    """The reason of a row whose Confirmation ID was sent and whose outcome is not known."""
    return Text("Sent {time}.", time=now)
