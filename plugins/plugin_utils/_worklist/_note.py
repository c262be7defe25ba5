# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a row is in its state, as a code with its facts: what the list keeps, and every reader gets in their language."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass

from .._licensing._reason import hex_code


class NoteKind(enum.Enum):
    """What happened, by the name that stands in the list."""

    #: It was licensed before anything was sent.
    FOUND_LICENSED = "found_licensed"
    #: It was licensed once.
    NOT_ANY_MORE = "not_licensed_any_more"
    USED_AGAIN = "kept_id_used_again"
    VALID_AGAIN = "installation_id_valid_again"
    TRIED_ONCE = "kept_id_tried_once"
    OTHER_INSTALLATION_ID = "other_installation_id"
    OTHER_KEY = "other_product_key"
    SENT = "sent"
    #: Sent, and not even a code came back.
    SENT_UNANSWERED = "sent_unanswered"
    REFUSED = "refused"
    KEPT_REFUSED = "kept_id_refused"


_CELL = re.compile(
    r"(?P<kind>[a-z_]+)(?: (?P<code>0x[0-9A-Fa-f]{8}))?(?: (?P<key>[0-9A-Z]{5}))?"
    r"(?: (?P<time>[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2} UTC))?"
)


@dataclass(frozen=True, slots=True)
class Note:
    """A code of the list, with its facts.

    Attributes:
        code: What the host answered, an unsigned HRESULT; 0 when it answered none.
        key: Last five characters of the product key it has now.
        time: When it was seen.
    """

    kind: NoteKind
    code: int = 0
    key: str = ""
    time: str = ""

    @property
    def cell(self) -> str:
        """What stands in the list.

        >>> Note(NoteKind.REFUSED, code=0xC004F031).cell
        'refused 0xC004F031'
        """
        code = hex_code(self.code) if self.code else ""
        return " ".join(part for part in (self.kind.value, code, self.key, self.time) if part)

    @classmethod
    def parse(cls, cell: str) -> Note | None:
        """A note out of the list; None when it is none that this collection knows.

        >>> Note.parse("other_product_key 4Q7TD 2026-11-02 08:00 UTC").key
        '4Q7TD'
        """
        found = _CELL.fullmatch(cell.strip())
        if found is None or found["kind"] not in {kind.value for kind in NoteKind}:
            return None
        code = int(found["code"] or "0", 16)
        return cls(NoteKind(found["kind"]), code, found["key"] or "", found["time"] or "")
