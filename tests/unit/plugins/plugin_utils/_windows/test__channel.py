# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a key was sold, and whose licence a row of Office tells of."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._cim._row import Row
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import ActivatedBy, Channel, Product
from ansible_collections.licenseops.windows.plugins.plugin_utils._windows._rows import read_product
from ansible_collections.licenseops.windows.tests.unit.plugins.support.licence_rows import (
    LEFTOVERS,
    SUBSCRIBED,
    row_named,
)

WINDOWS = "55c92734-d682-4d71-983e-d6ec3f16059f"
OFFICE = "0ff1ce15-a989-479d-af46-f275c6370663"


def product(**columns: str | None) -> Product:
    return read_product(Row([*({"ID": "a", "LicenseStatus": "1"} | columns).items()]))


@pytest.mark.parametrize(
    ("key_channel", "description", "channel"),
    [
        pytest.param("Retail", "", Channel.RETAIL, id="Retail"),
        pytest.param("retail", "", Channel.RETAIL, id="other case"),
        pytest.param("Retail:TB:Eval", "", Channel.EVALUATION, id="Retail:TB:Eval"),
        pytest.param("OEM:DM", "", Channel.OEM, id="OEM:DM"),
        pytest.param("OEM:NONSLP", "", Channel.OEM, id="OEM:NONSLP"),
        pytest.param("OEM:SLP", "", Channel.OEM, id="OEM:SLP"),
        pytest.param("OEM:COA", "", Channel.OEM, id="OEM:COA"),
        pytest.param("Volume:GVLK", "", Channel.GVLK, id="Volume:GVLK"),
        pytest.param("Volume:MAK", "", Channel.MAK, id="Volume:MAK"),
        pytest.param("Volume:CSVLK", "", Channel.CSVLK, id="Volume:CSVLK"),
        pytest.param("Volume:MAK", "x, VOLUME_KMSCLIENT channel", Channel.MAK, id="the key counts more"),
        pytest.param("Volume:New", "x, VOLUME_MAK channel", Channel.MAK, id="unknown, described"),
        pytest.param("Something", "nothing known", Channel.OTHER, id="unknown"),
        pytest.param(None, "x, RETAIL channel", Channel.RETAIL, id="described RETAIL"),
        pytest.param("", "x, RETAIL channel", Channel.RETAIL, id="empty, described RETAIL"),
        pytest.param(None, "x, RETAIL(MAK) channel", Channel.MAK, id="described RETAIL(MAK)"),
        pytest.param(None, "x, OEM_DM channel", Channel.OEM, id="described OEM_DM"),
        pytest.param(None, "x, OEM_SLP channel", Channel.OEM, id="described OEM_SLP"),
        pytest.param(None, "x, OEM_COA_NSLP channel", Channel.OEM, id="described OEM_COA_NSLP"),
        pytest.param(None, "x, VOLUME_MAK channel", Channel.MAK, id="described VOLUME_MAK"),
        pytest.param(None, "x, VOLUME_KMSCLIENT channel", Channel.GVLK, id="described VOLUME_KMSCLIENT"),
        pytest.param(None, "x, VOLUME_KMS channel", Channel.CSVLK, id="described VOLUME_KMS"),
        pytest.param(None, "x, VOLUME_KMS_2012-R2 channel", Channel.CSVLK, id="described VOLUME_KMS with a suffix"),
        pytest.param(None, "x, TIMEBASED_EVAL channel", Channel.EVALUATION, id="described TIMEBASED_EVAL"),
        pytest.param(None, "x, TIMEBASED_SUB channel", Channel.SUBSCRIPTION, id="described TIMEBASED_SUB"),
        pytest.param(None, "x, VIRTUAL_MACHINE_ACTIVATION channel", Channel.AVMA, id="described AVMA"),
        pytest.param(None, "x, volume_mak channel", Channel.MAK, id="described in lower case"),
        pytest.param(None, None, Channel.OTHER, id="neither"),
    ],
)
def test_the_channel_follows_from_the_key_or_else_from_the_description(
    key_channel: str | None, description: str | None, channel: Channel
) -> None:
    assert product(ProductKeyChannel=key_channel, Description=description).channel is channel


@pytest.mark.parametrize("name", LEFTOVERS)
def test_what_microsoft_365_apps_leave_behind_is_a_subscription_and_never_an_evaluation(name: str) -> None:
    found = row_named(name)
    assert (found.channel, found.follows_account) == (Channel.SUBSCRIPTION, True)


def test_a_licensed_subscription_is_activated_by_it() -> None:
    assert row_named(SUBSCRIBED).activated_by is ActivatedBy.SUBSCRIPTION


@pytest.mark.parametrize("name", ["Office KMS", "Office MAK", "MAK", "KMS", "OEM", "digital", "MAK, Japanese"])
def test_any_other_row_tells_of_its_own_licence(name: str) -> None:
    found = row_named(name)
    assert found.channel is not Channel.SUBSCRIPTION
    assert not found.follows_account


@pytest.mark.parametrize(
    ("columns", "channel", "follows_account"),
    [
        pytest.param({"ProductKeyChannel": "Retail:TB:Sub"}, Channel.SUBSCRIPTION, False, id="Windows by subscription"),
        pytest.param({"Name": "O365_Grace_Subscription"}, Channel.OTHER, False, id="Windows by any name"),
        pytest.param(
            {"ApplicationID": OFFICE, "ProductKeyChannel": "Retail:TB:Sub"}, Channel.SUBSCRIPTION, True, id="Office"
        ),
        pytest.param(
            {"ApplicationID": OFFICE, "ProductKeyChannel": "Retail:TB:Trial"}, Channel.EVALUATION, False, id="a trial"
        ),
        pytest.param(
            {"ApplicationID": OFFICE, "ProductKeyChannel": "Retail", "Name": "Office16ProPlusR_Retail"},
            Channel.RETAIL, False, id="Office by retail key",
        ),
        pytest.param(
            {"ApplicationID": OFFICE, "ProductKeyChannel": "Volume:MAK", "LicenseFamily": "O365ProPlusVL_MAK"},
            Channel.MAK, False, id="a volume key counts, whatever the name",
        ),
        pytest.param(
            {"ApplicationID": OFFICE, "ProductKeyChannel": "Retail", "LicenseFamily": "Office16O365HomePremR_SubTest5"},
            Channel.SUBSCRIPTION, True, id="by family",
        ),
        pytest.param(
            {"ApplicationID": OFFICE, "ProductKeyChannel": "Retail", "Name": "Office 16, O365HomePremR_SubTest5"},
            Channel.SUBSCRIPTION, True, id="by name",
        ),
    ],
)  # fmt: skip
def test_only_office_without_a_volume_key_follows_an_account(
    columns: dict[str, str], channel: Channel, follows_account: bool
) -> None:
    found = product(**({"ApplicationID": WINDOWS} | columns))
    assert (found.channel, found.follows_account) == (channel, follows_account)
