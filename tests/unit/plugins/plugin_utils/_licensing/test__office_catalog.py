# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of Office: which release IDs, licence rows and setup keys belong together."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import (
    Application,
    Channel,
    KmsClient,
    LicenseStatus,
    Product,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._office_catalog import (
    OfficeRelease,
    base_of,
    base_of_family,
    base_of_release,
    find_release,
    nearest_releases,
    release_of,
    release_of_setup_key,
    releases,
)

#: What stands behind the first part of LicenseFamily; the first two recorded, those of click-to-run 2016 community.
SUFFIXES = ("_KMS_Client_AE", "_MAK_AE", "_KMS_Client", "_MAK", "_KMS_ClientC2R", "_MAKC2R")


def name_of(release: OfficeRelease) -> str:
    return release.release_id


def test_microsoft_publishes_56_setup_keys_and_each_is_of_one_product() -> None:
    keys = [release.setup_key.reveal() for release in releases() if release.setup_key]
    assert len(keys) == len(set(keys)) == 52 + 4
    assert {release.release_id for release in releases() if not release.setup_key} == {
        release.release_id for release in releases() if release.base.endswith("2013")
    }


@pytest.mark.parametrize("release", releases(), ids=name_of)
def test_all_names_of_a_product_lead_to_it(release: OfficeRelease) -> None:
    for name in (release.release_id, *release.aliases):
        assert find_release(f" {name.upper()} ") is release
        assert (base_of_release(name) or "").lower() == release.base.lower()
    for family in release.families:
        assert {base_of_family(f"{family}{suffix}") for suffix in SUFFIXES} == {release.base}
    if release.setup_key:
        assert release_of_setup_key(release.setup_key) is release


def test_no_name_is_of_two_products() -> None:
    names = [name.lower() for release in releases() for name in (release.release_id, *release.aliases)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("family", "base"),
    [
        ("Office24ProPlus2024R_Grace", "ProPlus2024"),
        ("Office19ProPlus2019MSDNR_Retail", "ProPlus2019"),
        ("Office16ProPlusR_Grace", "ProPlus2016"),
        ("Office24Standard2024VL_MAK_AE1", "Standard2024"),
        ("Office16HomeBusinessR_Grace", "HomeBusiness2016"),
        ("Office21HomeBusiness2021R_Retail", "HomeBusiness2021"),
        ("Office16O365BusinessR_Grace", "O365Business"),
        ("OfficeProPlusSubR_Subscription", "ProPlusSub"),
        ("Office16Mondo", None),
        ("Professional", None),
        ("Office99ThingVL_MAK", None),
        ("", None),
    ],
)
def test_bases_of_other_rows(family: str, base: str | None) -> None:
    assert base_of_family(family) == base


@pytest.mark.parametrize(
    ("release_id", "base"),
    [
        ("HomeBusiness2021Retail", "HomeBusiness2021"),
        ("O365ProPlusEEANoTeamsRetail", "O365ProPlusEEANoTeams"),
        ("x", None),
    ],
)
def test_bases_of_other_release_ids(release_id: str, base: str | None) -> None:
    assert base_of_release(release_id) == base


def test_a_release_id_with_a_typing_mistake_has_neighbours() -> None:
    assert nearest_releases("ProPlus2024Volum")[0] == "ProPlus2024Volume"
    assert nearest_releases("qqqq") == ()


def row(family: str, name: str = "") -> Product:
    return Product(
        activation_id="a",
        application=Application.OFFICE,
        name=name,
        description="",
        family=family,
        channel=Channel.OTHER,
        is_addon=False,
        status=LicenseStatus.UNLICENSED,
        reason=0,
        partial_product_key=None,
        grace_minutes=0,
        evaluation_end=None,
        activation_type=0,
        kms=KmsClient(),
    )


@pytest.mark.parametrize(
    ("family", "release_id"),
    [
        ("Office24ProPlus2024VL_KMS_Client_AE", "ProPlus2024Volume"),
        ("Office16VisioProVL_MAK", "VisioPro2016Volume"),
        ("Office16VisioProXC2RVL_MAKC2R", "VisioProXVolume"),
        ("OfficeVisioProVL_MAK", "VisioPro2013Volume"),
        ("Office24ProPlus2024R_Grace", None),
        ("Office24ProPlus2024VLX_MAK", None),
        ("", None),
    ],
)
def test_only_a_volume_row_tells_of_a_volume_product(family: str, release_id: str | None) -> None:
    found = release_of(row(family))
    assert (found.release_id if found else None) == release_id


def test_a_row_without_a_family_tells_by_its_name() -> None:
    found = row("", "Office 24, Office24ProPlus2024VL_MAK_AE1 edition")
    assert (base_of(found), release_of(found)) == ("ProPlus2024", find_release("ProPlus2024Volume"))
