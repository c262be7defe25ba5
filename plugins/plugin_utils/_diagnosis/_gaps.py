# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of the evidence that a host refused to give."""

from __future__ import annotations

from .._licensing._reason import hex_code
from ._evidence import Evidence, Gap
from ._finding import Fact, Mention
from ._questions import Question


def refusals(evidence: Evidence) -> tuple[tuple[str, Gap], ...]:
    """Names of what was asked for and refused, with the refusal."""
    parts = {
        Question.PRODUCTS: evidence.products,
        Question.SERVICE: evidence.service,
        Question.SYSTEM: evidence.system,
        Question.EVENTS: evidence.events,
        Question.COMPUTER: evidence.computer,
        Question.PROTECTION: evidence.protection,
        Question.PROXY: evidence.proxy,
        Question.TLS: evidence.tls,
        Question.TLS_PROTOCOLS: evidence.tls_protocols,
        Question.RESTART: evidence.has_pending_restart,
        Question.DNS_SUFFIX: evidence.dns_suffix,
        Question.TLS_PROTOCOLS_32: evidence.tls_protocols_32,
        Question.MACHINE_PROXY: evidence.machine_proxy,
        Question.OFFICE: evidence.click_to_run,
        Question.OFFICE_LICENCES: evidence.licence_bases,
        Question.OFFICE_USERS: evidence.office_users,
        Question.NAMES: evidence.names,
    }
    return tuple(
        (question.value, part) for question, part in parts.items() if isinstance(part, Gap) and part.is_refusal
    )


def gap_fact(name: str, gap: Gap) -> Fact:
    """That a part could not be read, with the code and the words of the host."""
    mentions: dict[str, Mention] = {"part": name}
    if gap.code:
        mentions["code"] = hex_code(gap.code)
    if gap.text:
        mentions["text"] = gap.text
    return Fact("gap", mentions)
