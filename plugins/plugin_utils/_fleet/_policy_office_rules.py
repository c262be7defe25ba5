# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requirements about Office: how it is licensed, and which volume products have to be. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from .._language._text import Listed, Text
from .._licensing._model import Channel
from .._result._product import ProductResult
from ._policy_requirement import Requirement, not_licensed, title_of
from ._policy_shape import Choice, OneOrMany, Words
from ._policy_subject import NOT_APPLICABLE, Finding, Subject, broken

_ACCOUNT: Final = "account"
_UNKNOWN: Final = "unknown"

#: How Office is licensed, by the channel of its key.
_MODELS: Final[Mapping[str, str]] = {
    Channel.GVLK.value: "volume",
    Channel.MAK.value: "volume",
    Channel.RETAIL.value: "retail",
    Channel.OEM.value: "retail",
    Channel.SUBSCRIPTION.value: _ACCOUNT,
}


@dataclass(frozen=True, slots=True)
class OfficeModel(Requirement):
    """Every product of Office is licensed in one of these ways."""

    models: tuple[str, ...]

    name = "office_model"
    shape = OneOrMany(
        Choice(tuple(dict.fromkeys(_MODELS.values()))),
        about="Every product of Office that shows has a volume key (volume), a key for one (retail), or is Microsoft "
        "365 Apps (account). A host without Office has nothing to do with it.",
    )

    @classmethod
    def of(cls, value: Any) -> Self:
        """From names of models."""
        return cls(value)

    def judge(self, subject: Subject, application: str) -> Finding:
        """Of all products of Office, whatever the rule is about."""
        if not subject.office:
            return NOT_APPLICABLE
        return broken(*(text for item in subject.office if (text := self._reason(item)) is not None))

    def _reason(self, product: ProductResult) -> Text | None:
        model = _ACCOUNT if product.follows_account else _MODELS.get(product.channel or "", _UNKNOWN)
        if model in self.models:
            return None
        return Text(
            "{product} is licensed as {model}, not as {wanted}",
            product=title_of(product),
            model=model,
            wanted=Listed(*self.models),
        )


@dataclass(frozen=True, slots=True)
class OfficeProducts(Requirement):
    """These volume products of Office are there and licensed."""

    release_ids: tuple[str, ...]

    name = "office_products"
    shape = OneOrMany(
        Words(pattern="^[A-Za-z0-9]+Volume$"),
        about="These volume products of Office, by release ID such as ProPlus2024Volume, are on the host and licensed.",
    )

    @classmethod
    def of(cls, value: Any) -> Self:
        """From release IDs."""
        return cls(value)

    def judge(self, subject: Subject, application: str) -> Finding:
        """Of all products of Office, whatever the rule is about."""
        return broken(*(text for name in self.release_ids if (text := self._reason(name, subject)) is not None))

    def _reason(self, release_id: str, subject: Subject) -> Text | None:
        name = release_id.lower()
        found = [item for item in subject.office if (item.office_product or "").lower() == name]
        if not found:
            return Text("it shows no {product} with a product key", product=release_id)
        return None if any(item.licensed for item in found) else not_licensed(found[0])
