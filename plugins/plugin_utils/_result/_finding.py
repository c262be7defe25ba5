# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A finding of a diagnosis as a plain result, with its texts in a language, and how bad it is."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Self

from .._diagnosis._finding import Finding, ModuleCall
from .._diagnosis._texts import group_of, tell
from .._language._text import Language
from .._licensing._model import Product
from .._licensing._short_name import short_name
from ._code import CodeResult
from ._record import OptionalText, Record, Texts, Words, one


class Health(enum.Enum):
    """How bad a finding, or all there is to say of a host, is; the worst first.

    What nobody could look at may be as bad as can be. A finding of a module is critical, a warning or a note.
    """

    CRITICAL = "critical"
    UNREACHABLE = "unreachable"
    UNDIAGNOSED = "undiagnosed"
    WARNING = "warning"
    INFO = "info"
    HEALTHY = "healthy"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Health).index(self)


def _module(name: Any) -> str:
    """The name of a module, with or without that of the collection in front of it."""
    return str(name).rpartition(".")[2]


def _options(options: Any) -> Mapping[str, str | bool]:
    return dict(options or {})


@dataclass(frozen=True, slots=True)
class FixResult(Record):
    """A module call that would put it right.

    Attributes:
        module: Name of the module, without that of the collection.
        options: Its options.
        safe: Whether it may be made without asking a person.
    """

    module: Annotated[str, _module]
    options: Annotated[Mapping[str, str | bool], _options] = field(default_factory=dict)
    safe: Annotated[bool, bool] = False

    @classmethod
    def of(cls, call: ModuleCall) -> Self:
        """That of a finding."""
        return cls(call.module, call.options, call.is_safe)


@dataclass(frozen=True, slots=True)
class ConcernedResult(Record):
    """The product a finding is about.

    Attributes:
        short_name: Two or three words that tell it from the others of its host, in every language the same.
    """

    activation_id: OptionalText = None
    name: OptionalText = None
    short_name: OptionalText = None
    partial_product_key: OptionalText = None
    application: OptionalText = None

    @classmethod
    def of(cls, product: Product) -> Self:
        """A product, as far as it takes to recognize it."""
        return cls(
            product.activation_id,
            product.name,
            short_name(product),
            product.partial_product_key,
            product.application.label,
        )

    @property
    def called(self) -> str:
        """What to call it; a result that somebody stored earlier has no short name."""
        return self.short_name or self.name or self.activation_id or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingResult(Record):
    """A finding.

    Attributes:
        id: Stable name of the cause.
        group: The same for findings of the same cause on other hosts, whatever their language: the id, and what the
            title names.
        confidence: ``certain``, ``likely`` or ``possible``; empty when the question makes no sense.
        product: The product it is about; None when it is about the host.
        code: The error code behind it.
        next_steps: Sentences; the first is the one next step, the others follow on it.
        fallbacks: Sentences; what to do if those do not help.
        evidence: What was seen, and where.
        retry_helps: Whether the same can succeed later with no change by a person.
        fix: What would put it right; None where a person has to decide.
    """

    id: Annotated[str, str]
    group: Words = ""
    severity: Annotated[Health, Health]
    confidence: Words = ""
    product: Annotated[ConcernedResult | None, one(ConcernedResult)] = None
    code: Annotated[CodeResult | None, one(CodeResult)] = None
    title: Annotated[str, str]
    cause: Words = ""
    next_steps: Texts = ()
    fallbacks: Texts = ()
    evidence: Texts = ()
    retry_helps: Annotated[bool, bool] = False
    fix: Annotated[FixResult | None, one(FixResult)] = None

    @property
    def shared_name(self) -> str:
        """What is the same on hosts of every language; a result that somebody stored earlier has its title only."""
        return self.group or self.title

    @classmethod
    def of(cls, finding: Finding, language: Language) -> Self:
        """A finding with its texts."""
        told = tell(finding, language)
        return cls(
            id=finding.id,
            group=group_of(finding),
            severity=Health(finding.severity.label),
            confidence=finding.confidence.label,
            product=ConcernedResult.of(finding.product) if finding.product else None,
            code=CodeResult.of(finding.code, language) if finding.code else None,
            title=told.title,
            cause=told.cause,
            next_steps=told.next_steps,
            fallbacks=told.fallbacks,
            evidence=told.evidence,
            retry_helps=finding.retry_helps,
            fix=FixResult.of(finding.fix) if finding.fix else None,
        )
