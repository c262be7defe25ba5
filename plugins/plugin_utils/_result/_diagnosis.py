# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A diagnosis as a plain result: stable names and numbers, and the texts of the findings in a language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Self

from .._diagnosis._diagnose import is_healthy
from .._diagnosis._evidence import Evidence, Gap, known
from .._diagnosis._finding import Finding
from .._diagnosis._gaps import refusals
from .._diagnosis._support import support_of
from .._language._text import Language
from .._licensing._reason import hex_code
from ._finding import FindingResult
from ._observed import ObservedResult, ViewResult
from ._product import ProductResult
from ._record import OptionalFlag, OptionalText, Record, many, one
from ._support import SupportResult


@dataclass(frozen=True, slots=True)
class GapResult(Record):
    """What the host refused to show: the name of the part, and the code and words of the host."""

    what: OptionalText = None
    why: OptionalText = None

    @classmethod
    def of(cls, name: str, gap: Gap) -> Self:
        """A refusal."""
        return cls(name, " ".join(part for part in (hex_code(gap.code) if gap.code else "", gap.text) if part))


@dataclass(frozen=True, slots=True)
class DiagnosisResult(Record):
    """All that ``win_activation_diagnosis`` says of a host.

    Attributes:
        findings: The worst first.
        diagnosis: Title of the first of them.
        support: What a support call asks for; None for a healthy host.
        observed: What was read beside the products; None in a result of another program.
        controller_view: None when the controller did not look.
    """

    findings: Annotated[tuple[FindingResult, ...], many(FindingResult)] = ()
    healthy: OptionalFlag = None
    diagnosis: OptionalText = None
    support: Annotated[SupportResult | None, one(SupportResult)] = None
    products: Annotated[tuple[ProductResult, ...], many(ProductResult)] = ()
    observed: Annotated[ObservedResult | None, one(ObservedResult)] = None
    not_read: Annotated[tuple[GapResult, ...], many(GapResult)] = ()
    controller_view: Annotated[ViewResult | None, one(ViewResult)] = None

    @classmethod
    def of(cls, evidence: Evidence, findings: Sequence[Finding], language: Language, now: datetime) -> Self:
        """That of a host, from what is known of it and what was found."""
        support = support_of(evidence, findings)
        told = tuple(FindingResult.of(finding, language) for finding in findings)
        return cls(
            findings=told,
            healthy=is_healthy(evidence, findings),
            diagnosis=told[0].title if told else None,
            support=SupportResult.of(support, language) if support else None,
            products=tuple(ProductResult.of(product, now, language) for product in known(evidence.products) or ()),
            observed=ObservedResult.of(evidence),
            not_read=tuple(GapResult.of(name, gap) for name, gap in refusals(evidence)),
            controller_view=ViewResult.of(evidence.controller) if evidence.controller else None,
        )


def render_diagnosis(
    evidence: Evidence, findings: Sequence[Finding], language: Language, now: datetime
) -> dict[str, Any]:
    """Findings, products and what was observed, as the module returns them."""
    return DiagnosisResult.of(evidence, findings, language, now).as_data()
