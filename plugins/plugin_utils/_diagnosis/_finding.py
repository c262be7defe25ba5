# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a diagnosis says: findings, without a language. Texts are made of them elsewhere."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from .._licensing._model import Product
from ._kinds import Kind, Severity

#: What a text may mention: names, numbers, codes already in hexadecimal.
Mention = str | int


class Confidence(enum.IntEnum):
    """How sure it is; the smallest is the surest.

    CERTAIN: a code and the state of the host agree. LIKELY: one of them alone says so. POSSIBLE: it would explain it.
    """

    CERTAIN = enum.auto()
    LIKELY = enum.auto()
    POSSIBLE = enum.auto()

    @property
    def label(self) -> str:
        """The stable name used in results."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class ModuleCall:
    """The task that would put it right.

    Attributes:
        module: Name of a module of this collection, without the collection.
        options: Its options.
        is_safe: True when it changes nothing that anyone could want to keep and costs no activation.
    """

    module: str
    options: Mapping[str, str | bool]
    is_safe: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that was seen: a sentence by its name, and what the sentence mentions."""

    name: str
    mentions: Mapping[str, Mention] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer to why.

    Attributes:
        kind: What was found.
        product: The product it is about, None for the host as a whole.
        code: The code that led to it, None when the state did.
        milder: How bad it is here, None when it is as bad as its kind can be.
        behind: The kind whose explanation belongs to it, None when its own texts say all.
        mentions: Names and numbers for title, cause and next steps.
        facts: What it rests on, the most telling first.
        retry_helps: True when trying again later, with no change by a person, can succeed.
    """

    kind: Kind
    confidence: Confidence
    product: Product | None = None
    code: int | None = None
    milder: Severity | None = None
    behind: Kind | None = None
    mentions: Mapping[str, Mention] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    retry_helps: bool = False
    fix: ModuleCall | None = None

    @property
    def id(self) -> str:
        """The stable name used in results."""
        return self.kind.id

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return self.kind.severity if self.milder is None else self.milder
