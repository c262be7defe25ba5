# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a product of Office is licensed: release ID, settings of the computer, users, rows; in this order."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Channel
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._office import (
    ClickToRun,
    OfficeSetting,
    OfficeValue,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._office_model import (
    Account,
    AccountKind,
    OfficeUser,
    OfficeUsers,
    channel_name,
    model_of,
    version_numbers,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._office_products import installed_products
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import licensed, office

SHARED, DEVICE, _OFFLINE = OfficeSetting
ON, OFF = OfficeValue.ON, OfficeValue.OFF
APPS = "O365ProPlusRetail"
NEW, OLD = "16.0.17928.20114", "16.0.11929.20300"
NEXT = OfficeUsers((OfficeUser("S-1-5-21-1-2-3-1001", ("o365proplusretail", "visioproretail")),))
NOBODY = OfficeUsers()
RETAIL_ROW = licensed(office(family="Office16VisioProR_Retail", channel=Channel.RETAIL))


@pytest.mark.parametrize(
    ("release_id", "settings", "version", "users", "model"),
    [
        ("ProPlus2024Volume", {SHARED: ON}, NEW, NEXT, "volume"),
        ("ProPlus2031Volume", {}, NEW, NOBODY, "volume"),
        ("HomeBusiness2021Retail", {}, NEW, NOBODY, "retail"),
        ("ProPlusRetail", {}, OLD, NOBODY, "retail"),
        (APPS, {DEVICE: ON, SHARED: ON}, NEW, NEXT, "device"),
        ("O365BusinessRetail", {DEVICE: ON}, OLD, NOBODY, "unknown"),
        (APPS, {SHARED: ON}, NEW, NEXT, "sca"),
        (APPS, {SHARED: OFF}, OLD, NEXT, "vnext"),
        (APPS, {SHARED: OfficeValue.UNCLEAR}, NEW, NOBODY, "vnext"),
        (APPS, {}, OLD, NOBODY, "unknown"),
        (APPS, {}, None, NOBODY, "unknown"),
        (APPS, {}, "sixteen", NOBODY, "unknown"),
        ("VisioProRetail", {}, NEW, NEXT, "vnext"),
        ("VisioProRetail", {}, NEW, NOBODY, "unknown"),
        ("Mystery", {}, NEW, NEXT, "unknown"),
    ],
)
def test_the_model_of_a_listed_product(
    release_id: str, settings: dict[OfficeSetting, OfficeValue], version: str | None, users: OfficeUsers, model: str
) -> None:
    installation = ClickToRun((release_id,), tuple(settings.items()), version)
    (product,) = installed_products(installation, ())
    verdict = model_of(product, installation, users)
    assert verdict.model.value == model
    assert len(verdict.evidence) == 1


def test_a_licensed_row_tells_retail_from_a_subscription_of_the_same_name() -> None:
    installation = ClickToRun(("VisioProRetail",), (), NEW)
    (product,) = installed_products(installation, (RETAIL_ROW,))
    assert model_of(product, installation, NOBODY).model.value == "retail"


def test_rows_alone_tell_what_they_are_of() -> None:
    (retail,) = installed_products(None, (RETAIL_ROW,))
    assert model_of(retail, None, NOBODY).model.value == "retail"
    (left,) = installed_products(None, (office(family="Office16O365ProPlusR_Grace", channel=Channel.SUBSCRIPTION),))
    assert model_of(left, None, NOBODY).model.value == "unknown"


@pytest.mark.parametrize(
    ("kinds", "kind"),
    [
        ((), "none"),
        (("personal", "work"), "work"),
        (("unknown", "personal"), "personal"),
        (("unknown",), "unknown"),
    ],
)
def test_of_several_accounts_that_of_work_counts(kinds: tuple[str, ...], kind: str) -> None:
    accounts = tuple(Account(AccountKind(name), "somebody@corp.example") for name in kinds)
    user = OfficeUser("S-1-5-21-1-2-3-1001", (), accounts)
    assert user.kind.value == kind
    assert "somebody" not in repr(user), "an address is personal"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("http://officecdn.microsoft.com/pr/55336B82-A18D-4DD6-B5F6-9E5095C314A6/", "MonthlyEnterprise"),
        ("http://officecdn.microsoft.com/pr/00000000-0000-0000-0000-000000000000", None),
        (r"\\server\share", None),
        ("", None),
        (None, None),
    ],
)
def test_a_channel_is_known_by_its_guid(address: str | None, name: str | None) -> None:
    assert channel_name(address) == name


@pytest.mark.parametrize("text", ["", "16.", "2408", "16.0.x", "16.0.-1", "１６.０", "16.0." + "9" * 10])
def test_what_is_no_version_has_no_numbers(text: str) -> None:
    assert version_numbers(text) == (None if text != "2408" else (2408,))
