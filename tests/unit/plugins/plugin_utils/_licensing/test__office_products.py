# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which products of Office are installed, by what click-to-run lists and by the licence rows."""

from __future__ import annotations

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import (
    Application,
    Channel,
    KmsClient,
    LicenseStatus,
    Product,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._office import ClickToRun
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._office_products import installed_products

CHANNELS = {"KMS": Channel.GVLK, "MAK": Channel.MAK, "Retail": Channel.RETAIL, "Grace": Channel.SUBSCRIPTION}


def row(
    family: str, *, key: str | None = "AAAAA", is_licensed: bool = False, application: Application = Application.OFFICE
) -> Product:
    return Product(
        activation_id=family.lower(),
        application=application,
        name=f"Office, {family} edition",
        description="",
        family=family,
        channel=next((channel for word, channel in CHANNELS.items() if f"_{word}" in family), Channel.SUBSCRIPTION),
        is_addon=False,
        status=LicenseStatus.LICENSED if is_licensed else LicenseStatus.NOTIFICATION,
        reason=0,
        partial_product_key=key,
        grace_minutes=0,
        evaluation_end=None,
        activation_type=0,
        kms=KmsClient(),
    )


def test_each_listed_product_has_its_rows_and_no_other() -> None:
    rows = (
        row("Office24ProPlus2024VL_KMS_Client_AE", is_licensed=True),
        row("Office24ProPlus2024R_Grace"),
        row("Office24VisioPro2024VL_MAK_AE", key=None),
        row("Professional", application=Application.WINDOWS),
    )
    pro_plus, visio = installed_products(ClickToRun(("proplus2024volume", "VisioPro2024Volume")), rows)
    assert (pro_plus.release_id, pro_plus.name) == ("ProPlus2024Volume", "Office LTSC Professional Plus 2024")
    assert pro_plus.rows == rows[:2]
    assert pro_plus.is_licensed
    assert pro_plus.leftovers == rows[1:2]
    assert (visio.volume_rows, visio.keyed_rows, visio.is_licensed) == (rows[2:3], (), False)


def test_a_release_nobody_knows_is_named_and_keeps_its_spelling() -> None:
    (found,) = installed_products(ClickToRun(("ProPlus2031Volume",)), ())
    assert (found.release_id, found.release, found.is_volume, found.rows) == ("ProPlus2031Volume", None, True, ())


def test_a_retail_installation_has_no_volume_rows() -> None:
    (found,) = installed_products(ClickToRun(("ProPlus2024Retail",)), (row("Office24ProPlus2024R_Retail"),))
    assert (found.is_volume, found.volume_rows, found.release) == (False, (), None)


def test_windows_installer_brings_rows_only() -> None:
    rows = (
        row("Office16ProPlusVL_KMS_Client", key=None),
        row("Office16ProPlusVL_MAK"),
        row("Office16VisioProVL_MAK", key=None),
    )
    pro_plus, visio = installed_products(None, rows)
    assert (pro_plus.release_id, pro_plus.is_volume, pro_plus.rows) == ("ProPlus2016Volume", True, rows[:2])
    assert visio.release_id == "VisioPro2016Volume"


def test_beside_click_to_run_only_a_key_tells_of_a_product_it_does_not_list() -> None:
    rows = (row("Office24VisioPro2024VL_MAK_AE", key=None), row("Office24ProjectPro2024VL_MAK_AE"))
    listed, told = installed_products(ClickToRun(("ProPlus2024Volume",)), rows)
    assert listed.rows == ()
    assert (told.release_id, told.is_listed) == ("ProjectPro2024Volume", False)


def test_microsoft_365_follows_an_account_whatever_its_rows_say() -> None:
    rows = (row("Office16O365ProPlusR_Grace"),)
    (listed,) = installed_products(ClickToRun(("O365ProPlusRetail",)), rows)
    (told,) = installed_products(None, rows)
    assert listed.follows_account and told.follows_account
    assert listed.rows == rows
    assert not listed.is_licensed


def test_a_row_of_another_account_is_no_product_beside_what_click_to_run_lists() -> None:
    rows = (row("Office16O365BusinessR_Grace"), row("Office19ProPlus2019R_Grace"))
    assert [item.release_id for item in installed_products(ClickToRun(("O365ProPlusRetail",)), rows)] == [
        "O365ProPlusRetail"
    ]
    assert [item.rows for item in installed_products(None, rows)] == [rows[:1], rows[1:]]
