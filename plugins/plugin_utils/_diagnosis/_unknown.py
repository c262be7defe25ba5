# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A code the catalogue does not know still says where it comes from."""

from __future__ import annotations

from collections.abc import Mapping

from .._licensing._hresult import facility_of, number_of, origin_of, signed
from .._licensing._reason import hex_code
from ._evidence import Evidence
from ._finding import Fact, Mention

_LONGEST_TEXT = 300


def unknown_mentions(code: int) -> Mapping[str, Mention]:
    """The forms in which a code may be searched for, and who uses codes of its kind.

    >>> unknown_mentions(0x8007000E)["signed"]
    -2147024882
    """
    return {
        "code": hex_code(code),
        "signed": signed(code),
        "facility": facility_of(code),
        "origin": origin_of(code) or "?",
        "number": number_of(code),
    }


def unknown_facts(evidence: Evidence) -> tuple[Fact, ...]:
    """The text that came with a given code, shortened."""
    text = " ".join(evidence.given.text.split()) if evidence.given else ""
    return (Fact("given_text", {"text": text[:_LONGEST_TEXT]}),) if text else ()
