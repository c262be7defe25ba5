# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Office as plain results: the same shape for volume products and Microsoft 365 Apps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final, Self

from .._language._text import Language
from .._licensing._office import ClickToRun, OfficeSetting, OfficeValue
from .._licensing._office_model import OfficeFiles, OfficeUser, OfficeUsers, channel_name
from .._planner._office_state import KnownProduct, known_products
from .._planner._wish import Observed
from ._product import ProductResult
from ._record import OptionalFlag, OptionalNumber, OptionalText, OptionalTexts, Record, Texts, many, one

_FLAGS: Final = {OfficeValue.ON: True, OfficeValue.OFF: False, OfficeValue.ABSENT: False}


@dataclass(frozen=True, slots=True)
class OfficeProductResult(Record):
    """A product of Office; None for what cannot be told."""

    office_product: OptionalText = None
    title: OptionalText = None
    model: OptionalText = None
    evidence: Texts = ()
    licensed: OptionalFlag = None
    rows: Annotated[tuple[ProductResult, ...], many(ProductResult)] = ()

    @classmethod
    def of(cls, known: KnownProduct, now: datetime, language: Language) -> Self:
        """That of a product; of its rows those that have a key."""
        return cls(
            office_product=known.product.release_id,
            title=known.product.name,
            model=known.verdict.model.value,
            evidence=tuple(text.said_in(language) for text in known.verdict.evidence),
            licensed=known.is_licensed,
            rows=tuple(ProductResult.of(row, now, language) for row in known.product.keyed_rows),
        )


@dataclass(frozen=True, slots=True)
class OfficeUserResult(Record):
    """A user who is logged on."""

    sid: OptionalText = None
    kind: OptionalText = None
    vnext: OptionalFlag = None
    identities: OptionalTexts = None

    @classmethod
    def of(cls, user: OfficeUser, *, with_addresses: bool) -> Self:
        """That of a user; addresses only where they were asked for."""
        addresses = tuple(account.address for account in user.accounts if account.address)
        return cls(user.sid, user.kind.value, bool(user.next_products), addresses if with_addresses else None)


@dataclass(frozen=True, slots=True)
class ChannelResult(Record):
    """An update channel."""

    name: OptionalText = None
    url: OptionalText = None


@dataclass(frozen=True, slots=True)
class OfficeResult(Record):
    """Office on one host; None for what cannot be told."""

    installed: OptionalFlag = None
    installation: OptionalText = None
    version: OptionalText = None
    platform: OptionalText = None
    channel: Annotated[ChannelResult | None, one(ChannelResult)] = None
    shared_computer: OptionalFlag = None
    device_based: OptionalFlag = None
    extended_offline: OptionalFlag = None
    products: Annotated[tuple[OfficeProductResult, ...], many(OfficeProductResult)] = ()
    users: Annotated[tuple[OfficeUserResult, ...], many(OfficeUserResult)] = ()
    left_out_users: OptionalNumber = None
    unread_users: OptionalNumber = None
    files: OptionalTexts = None
    unread_directories: OptionalTexts = None


def render_office(observed: Observed, now: datetime, language: Language, *, with_addresses: bool) -> dict[str, Any]:
    """Office as it was observed."""
    installation, users = observed.part(ClickToRun), observed.part(OfficeUsers) or OfficeUsers()
    files, products = observed.part(OfficeFiles), known_products(observed)
    return OfficeResult(
        installed=bool(products),
        installation=_installation(installation, products),
        version=installation.version if installation else None,
        platform=installation.platform if installation else None,
        channel=ChannelResult(channel_name(installation.channel), installation.channel) if installation else None,
        shared_computer=_flag(installation, OfficeSetting.SHARED_COMPUTER),
        device_based=_flag(installation, OfficeSetting.DEVICE_BASED),
        extended_offline=_flag(installation, OfficeSetting.EXTENDED_OFFLINE),
        products=tuple(OfficeProductResult.of(product, now, language) for product in products),
        users=tuple(OfficeUserResult.of(user, with_addresses=with_addresses) for user in users.users),
        left_out_users=users.left_out,
        unread_users=users.unread,
        files=files.paths if files else None,
        unread_directories=files.unread if files else None,
    ).as_data()


def _installation(installation: ClickToRun | None, products: tuple[KnownProduct, ...]) -> str:
    if installation is not None:
        return "click_to_run"
    return "windows_installer" if products else "none"


def _flag(installation: ClickToRun | None, setting: OfficeSetting) -> bool | None:
    """None where there is no click-to-run, and for a value that means nothing."""
    return _FLAGS.get(installation.value(setting)) if installation is not None else None
