# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requirements about licences: that there is one, by what, from which KMS host, and for how long. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self

from .._language._moment import read_moment
from .._language._text import Listed, Text
from .._licensing._model import ActivatedBy, Channel
from .._result._product import ProductResult
from ._kms_use import OTHER_WAYS, asks_kms, kms_place
from ._policy_patterns import Patterns
from ._policy_requirement import MOST_DAYS, Plain, Requirement, not_licensed, of_products, title_of
from ._policy_shape import Choice, OneOrMany, Wanted, Whole, Words
from ._policy_subject import KEPT, NOT_APPLICABLE, Finding, Subject, broken, unread

_KMS: Final = ActivatedBy.KMS.value

#: What licenses a product that has a setup key, or lifts it.
_OF_SETUP_KEYS: Final = OTHER_WAYS | {_KMS}


@dataclass(frozen=True, slots=True)
class Licensed(Plain):
    """Every product is licensed."""

    name = "licensed"
    shape = Wanted(about="Every product is licensed. A Windows without a product key is not.")

    def judge(self, subject: Subject, application: str) -> Finding:
        """Of all products together."""
        return of_products(subject, application, lambda item: None if item.licensed else not_licensed(item))


@dataclass(frozen=True, slots=True)
class ActivatedByOneOf(Requirement):
    """Every product is licensed, and by one of these ways."""

    ways: tuple[str, ...]

    name = "activated_by"
    shape = OneOrMany(
        Choice(tuple(way.value for way in ActivatedBy if way not in (ActivatedBy.NONE, ActivatedBy.UNKNOWN))),
        about="Every product is licensed, and by one of these ways.",
    )

    @classmethod
    def of(cls, value: Any) -> Self:
        """From names of ways."""
        return cls(value)

    def judge(self, subject: Subject, application: str) -> Finding:
        """Of all products together."""
        return of_products(subject, application, self._reason)

    def _reason(self, product: ProductResult) -> Text | None:
        if not product.licensed:
            return not_licensed(product)
        if product.activated_by in self.ways:
            return None
        return Text(
            "{product} is activated by {way}, not by {wanted}",
            product=title_of(product),
            way=product.activated_by or ActivatedBy.UNKNOWN.value,
            wanted=Listed(*self.ways),
        )


@dataclass(frozen=True, slots=True)
class KmsHosts(Requirement):
    """KMS clients use one of these KMS hosts."""

    hosts: Patterns

    name = "kms_hosts"
    shape = OneOrMany(
        Words(),
        about="KMS clients use one of these KMS hosts, set or found by DNS. * stands for any characters. "
        "What is licensed by Active Directory, a token or a subscription asks none.",
    )

    @classmethod
    def of(cls, value: Any) -> Self:
        """From names and patterns."""
        return cls(Patterns.of(value))

    def judge(self, subject: Subject, application: str) -> Finding:
        """Of all KMS clients together, licensed or not."""
        clients = [product for product in subject.products(application) if asks_kms(product)]
        places = [(product, kms_place(product, subject.row.service)) for product in clients]
        used = [(product, place.host if place is not None else None) for product, place in places]
        wrong = [
            Text("{product} uses the KMS host {host}", product=title_of(product), host=host)
            for product, host in used
            if host is not None and not self.hosts.match(host)
        ]
        if wrong:
            return broken(*wrong)
        if any(host is None and product.activated_by == _KMS for product, host in used):
            return unread(Text("it does not show which KMS host it uses"))
        return KEPT if any(host is not None for product, host in used) else NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class MinDays(Requirement):
    """Every product is licensed for so long."""

    days: int

    name = "min_days"
    shape = Whole(
        0,
        MOST_DAYS,
        about="Every product is licensed for so many days at least, from when the host was read.",
    )

    @classmethod
    def of(cls, value: Any) -> Self:
        """From a number."""
        return cls(value)

    def judge(self, subject: Subject, application: str) -> Finding:
        """Of all products together."""
        return of_products(subject, application, lambda item: self._reason(item, subject.read_at))

    def _reason(self, product: ProductResult, read_at: datetime) -> Text | None:
        if not product.licensed:
            return not_licensed(product)
        if product.expires_at is None:
            return None
        end = read_moment(product.expires_at)
        if end is None:
            return Text("until when {product} is licensed is not known", product=title_of(product))
        left = (end - read_at).days
        if left >= self.days:
            return None
        return Text(
            "{product} is licensed for {days} more days, less than {wanted}",
            product=title_of(product),
            days=left,
            wanted=self.days,
        )


@dataclass(frozen=True, slots=True)
class NoEvaluation(Plain):
    """No product is an evaluation."""

    name = "no_evaluation"
    shape = Wanted(about="No product is an evaluation.")

    def judge(self, subject: Subject, application: str) -> Finding:
        """Of all products together; one that is not there is no evaluation."""
        products = subject.products(application)
        found = [item for item in products if item.channel == Channel.EVALUATION.value]
        if not products:
            return NOT_APPLICABLE
        return broken(*(Text("{product} is an evaluation", product=title_of(item)) for item in found))


@dataclass(frozen=True, slots=True)
class NoIdleSetupKey(Plain):
    """No product has a setup key that licenses nothing."""

    name = "no_setup_key_without_activation"
    shape = Wanted(
        about="No product has a KMS client setup key (GVLK) without being licensed by KMS, Active Directory, a token "
        "or a subscription."
    )

    def judge(self, subject: Subject, application: str) -> Finding:
        """Of all products with such a key together."""
        keyed = [item for item in subject.products(application) if item.channel == Channel.GVLK.value]
        idle = [item for item in keyed if not item.licensed or item.activated_by not in _OF_SETUP_KEYS]
        if not keyed:
            return NOT_APPLICABLE
        return broken(
            *(
                Text("{product} has a KMS client setup key and is not activated", product=title_of(item))
                for item in idle
            )
        )
