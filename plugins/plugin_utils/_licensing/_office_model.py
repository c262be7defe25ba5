# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How products of Office are licensed, and by what that is known. Pure.

Software Protection says nothing reliable about Microsoft 365 Apps (documented), so their model is told by settings of
the computer and by what users who are logged on have in their part of the registry.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import Final

from .._language._text import Text
from ._office import ClickToRun, OfficeSetting, OfficeValue
from ._office_catalog import is_account_id
from ._office_products import OfficeProduct


class OfficeModel(enum.Enum):
    """How a product is licensed."""

    VOLUME = "volume"
    RETAIL = "retail"
    #: By the account of whoever is signed in, with the licensing of version 1910 and later.
    VNEXT = "vnext"
    SCA = "sca"
    DEVICE = "device"
    UNKNOWN = "unknown"


class AccountKind(enum.Enum):
    """Whose account is signed in to Office."""

    WORK = "work"
    PERSONAL = "personal"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Account:
    """An account that is known to Office.

    Attributes:
        address: Personal data; None when it was not asked for or is not there.
    """

    kind: AccountKind
    address: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class OfficeUser:
    """A user who is logged on.

    Attributes:
        sid: Security identifier.
        next_products: Products that are licensed to the account by the licensing of version 1910 and later, lower case.
        accounts: Those that are signed in to Office.
    """

    sid: str
    next_products: tuple[str, ...] = ()
    accounts: tuple[Account, ...] = ()

    @property
    def kind(self) -> AccountKind:
        """Work before personal, since a subscription of a company is licensed by the former."""
        kinds = {account.kind for account in self.accounts}
        order = (AccountKind.WORK, AccountKind.PERSONAL, AccountKind.UNKNOWN)
        return next((kind for kind in order if kind in kinds), AccountKind.NONE)


@dataclass(frozen=True, slots=True)
class OfficeUsers:
    """The users of a computer, of whom only those who are logged on can be read.

    Attributes:
        users: Those who were read.
        left_out: Those who are logged on too, but were more than are read, or may not be read.
        unread: Those who have a profile and are not logged on.
    """

    users: tuple[OfficeUser, ...] = ()
    left_out: int = 0
    unread: int = 0


@dataclass(frozen=True, slots=True)
class OfficeFiles:
    """Licence files of Office.

    Attributes:
        paths: Those that were found.
        unread: Directories that could not be listed.
        left_out: Users whose directories were not listed, because there were more than are read.
    """

    paths: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """The model of a product, and by what it is known.

    Attributes:
        evidence: One sentence each, without a stop at the end.
    """

    model: OfficeModel
    evidence: tuple[Text, ...]


#: GUID in the address of an update channel, and its name (documented; those of volume products community).
_CHANNELS: Final = {
    "492350f6-3a01-4f97-b9c0-c7c6ddf67d60": "Current",
    "64256afe-f5d9-4f86-8936-8840a6a4f5be": "CurrentPreview",
    "55336b82-a18d-4dd6-b5f6-9e5095c314a6": "MonthlyEnterprise",
    "7ffbc6bf-bc32-4f92-8982-f9dd17fd3114": "SemiAnnual",
    "b8f9b850-328d-4355-9145-c59439a0c4cf": "SemiAnnualPreview",
    "5440fd1f-7ecb-4221-8110-145efaa6372f": "Beta",
    "f2e724c1-748f-4b47-8fb8-8e0d210e9208": "PerpetualVL2019",
    "5030841d-c919-4594-8d2d-84ae4f96e58e": "PerpetualVL2021",
    "7983bac0-e531-40cf-be00-fd24fe66619c": "PerpetualVL2024",
}

#: Build of version 1910, the first with the new licensing (the version is documented, its build general knowledge).
_FIRST_NEXT_BUILD: Final = 12130

#: Release IDs without a year that are sold as a subscription and as Office 2016 alike (documented).
_EITHER: Final = frozenset({"visioproretail", "projectproretail"})


def channel_name(address: str | None) -> str | None:
    """The name of an update channel by its address; None for one that is not Microsoft's.

    >>> channel_name("http://officecdn.microsoft.com/pr/492350f6-3a01-4f97-b9c0-c7c6ddf67d60")
    'Current'
    """
    return _CHANNELS.get((address or "").rstrip("/").rpartition("/")[2].lower())


def version_numbers(text: str) -> tuple[int, ...] | None:
    """The numbers of a version, for comparison; None for what is none.

    >>> version_numbers("16.0.17932.20130") > version_numbers("16.0.9999")
    True
    """
    parts = text.strip().split(".")
    if not all(part.isascii() and part.isdigit() and len(part) <= 9 for part in parts):
        return None
    return tuple(int(part) for part in parts)


def model_of(product: OfficeProduct, installation: ClickToRun | None, users: OfficeUsers) -> Verdict:
    """How a product is licensed.

    Args:
        product: The product.
        installation: What click-to-run has installed, with all settings; None where it has installed nothing.
        users: The users of the computer.
    """
    if product.is_volume:
        return Verdict(OfficeModel.VOLUME, (_of_release(product, Text("a volume product")),))
    release_id = product.release_id or ""
    if product.follows_account or is_account_id(release_id):
        return _by_account(product, installation, users)
    if release_id.lower() in _EITHER:
        return _either(product, users)
    if product.base is not None and release_id.lower().endswith("retail"):
        return Verdict(OfficeModel.RETAIL, (_of_release(product, Text("a retail product")),))
    if product.keyed_rows and not product.is_listed:
        return Verdict(OfficeModel.RETAIL, (Text("Software Protection has a retail row with a key"),))
    return Verdict(OfficeModel.UNKNOWN, (Text("nobody knows the release ID {release}", release=release_id or "-"),))


def _by_account(product: OfficeProduct, installation: ClickToRun | None, users: OfficeUsers) -> Verdict:
    """The settings of the computer come before what its users have."""
    if _is_on(installation, OfficeSetting.DEVICE_BASED) and (product.release_id or "").lower() == "o365proplusretail":
        return Verdict(OfficeModel.DEVICE, (Text("device-based licensing is on"),))
    if _is_on(installation, OfficeSetting.SHARED_COMPUTER):
        return Verdict(OfficeModel.SCA, (Text("shared computer activation is on"),))
    own = _licensed_to(product, users)
    if own:
        return Verdict(OfficeModel.VNEXT, (_to_users(own),))
    numbers = version_numbers(installation.version or "") if installation else None
    if numbers is not None and len(numbers) > 2 and numbers[2] >= _FIRST_NEXT_BUILD:
        return Verdict(OfficeModel.VNEXT, (Text("version 1910 and later; no user who was read shows a licence"),))
    if product.rows and not product.is_listed:
        return Verdict(OfficeModel.UNKNOWN, (Text("a row of Software Protection that click-to-run does not list"),))
    return Verdict(OfficeModel.UNKNOWN, (Text("nothing tells how its accounts are licensed"),))


def _either(product: OfficeProduct, users: OfficeUsers) -> Verdict:
    """A subscription where an account has it, retail where a row has a licence."""
    own = _licensed_to(product, users)
    if own:
        return Verdict(OfficeModel.VNEXT, (_to_users(own),))
    if product.is_licensed:
        return Verdict(OfficeModel.RETAIL, (Text("Software Protection has a retail row with a licence"),))
    return Verdict(
        OfficeModel.UNKNOWN, (_of_release(product, Text("sold as a subscription and as Office 2016 alike")),)
    )


def _licensed_to(product: OfficeProduct, users: OfficeUsers) -> int:
    name = (product.release_id or "").lower()
    return sum(name in user.next_products for user in users.users)


def _to_users(count: int) -> Text:
    return Text("users who have it in LicensingNext: {count}", count=count)


def _of_release(product: OfficeProduct, what: Text) -> Text:
    return Text("{release} is {what}", release=product.release_id or product.name, what=what)


def _is_on(installation: ClickToRun | None, setting: OfficeSetting) -> bool:
    return installation is not None and installation.value(setting) is OfficeValue.ON
