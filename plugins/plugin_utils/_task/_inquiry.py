# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An inquiry: what is worth asking is asked, one question after the other, as far as the limit allows.

It knows what a witness is, not how one reads a host.
"""

from __future__ import annotations

from typing import Protocol

from .._diagnosis._evidence import Evidence, known
from .._diagnosis._questions import Question, next_question
from .._language._errors import UncertainError


class Witness(Protocol):
    """Answers questions about one host. What the host refuses is a gap of the evidence and no error."""

    @property
    def requests(self) -> int:
        """How many the answers took so far."""

    def answer(self, question: Question, evidence: Evidence) -> Evidence:
        """The evidence with the part that answers the question.

        Raises:
            UnreachableError: The host cannot be reached or does not let us in.
            UncertainError: Something went wrong on the way.
        """


def gather(witness: Witness, start: Evidence, limit: int) -> Evidence:
    """Everything worth reading with so many requests; what is known when the way to the host breaks off.

    Raises:
        UnreachableError: The host cannot be reached or does not let us in.
        UncertainError: Something went wrong on the way before anything was known.
    """
    evidence, asked = start, frozenset[Question]()
    while question := next_question(evidence, asked, witness.requests, limit):
        asked |= {question}
        try:
            evidence = witness.answer(question, evidence)
        except UncertainError:
            if known(evidence.products) is None:
                raise
            return evidence
    return evidence
