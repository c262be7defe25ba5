# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a rule can require, in general: what people write for it, and what it says of a host. Pure."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Self

from .._language._text import Text
from .._result._product import ProductResult
from ._policy_shape import Shape
from ._policy_subject import NOT_APPLICABLE, OFFICE, Finding, Subject, broken

#: Ten years.
MOST_DAYS: Final = 3650

NO_WINDOWS: Final = Text("it shows no product key of Windows")


@dataclass(frozen=True, slots=True)
class Requirement(ABC):
    """Something that has to hold on a host.

    Attributes:
        name: In a policy.
        shape: What is written for it.
        is_about_a_run: Whether it looks at a run in check mode rather than at a survey.
        is_about_reading: Whether it can tell of a host that was not read.
    """

    name: ClassVar[str]
    shape: ClassVar[Shape]
    is_about_a_run: ClassVar[bool] = False
    is_about_reading: ClassVar[bool] = False

    @classmethod
    @abstractmethod
    def of(cls, value: Any) -> Self:
        """From what was written."""

    @abstractmethod
    def judge(self, subject: Subject, application: str) -> Finding:
        """What it says of a host.

        Args:
            subject: One that was read, unless it can tell of others.
            application: What the rule is about.
        """


@dataclass(frozen=True, slots=True)
class Plain(Requirement):
    """A requirement that is there or not."""

    @classmethod
    def of(cls, value: Any) -> Self:
        """Whatever was written is true."""
        return cls()


def of_products(subject: Subject, application: str, reason: Callable[[ProductResult], Text | None]) -> Finding:
    """Of all products together, by what stands against each; a Windows without a key is against it as well."""
    products = subject.products(application)
    against = [text for product in products if (text := reason(product)) is not None]
    if application != OFFICE and subject.row.windows is None:
        against.insert(0, NO_WINDOWS)
    return broken(*against) if against or products else NOT_APPLICABLE


def title_of(product: ProductResult) -> str:
    """What a product is called beside the others of its host."""
    return f"{product.short_name} ...{product.partial_product_key}" if product.application == OFFICE else "Windows"


def not_licensed(product: ProductResult) -> Text:
    """That it is not, and by which code."""
    code = product.reason.code if product.reason is not None else None
    if code is None:
        return Text("{product} is not licensed", product=title_of(product))
    return Text("{product} is not licensed ({code})", product=title_of(product), code=code)
