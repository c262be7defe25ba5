# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts with Office: its rows and keys, what its installation leaves in the registry, and the users of a host."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.catalogue import key_ring, profile
from tests.simulator.host_report import host_state
from tests.simulator.model.keys import KeyRecord
from tests.simulator.model.values import Channel
from tests.simulator.simulation import new_host, new_machine
from tests.simulator.validation import ScenarioError
from tests.unit.simulator.machines import fails, install, product, shown

WINDOWS = "windows-11-pro"
ADDONS = ("office-2013", "office-2016", "office-2019", "office-2021", "office-2024")
CLICK_TO_RUN = r"SOFTWARE\Microsoft\Office\ClickToRun\Configuration"
POLICIES = (
    r"SOFTWARE\Policies\Microsoft\Office\16.0\Common\Licensing",
    r"SOFTWARE\WOW6432Node\Policies\Microsoft\Office\16.0\Common\Licensing",
)
ADA = "S-1-5-21-1-2-3-1001"
BOB = "S-1-5-21-1-2-3-1002"
COMMON = r"Software\Microsoft\Office\16.0\Common"


def office_keys() -> list[KeyRecord]:
    """All keys of Office in the ring."""
    records = [key_ring().named(name) for name in key_ring().names()]
    return [record for record in records if record and any(name in ADDONS for name in record.generations)]


def row_names(machine: Any) -> set[str]:
    """Names of the Office rows of a machine."""
    licences = machine.state.licences.values()
    return {licence.sku.row for licence in licences if not licence.sku.is_windows}


def test_all_published_setup_keys_of_office_are_there() -> None:
    published = [record for record in office_keys() if not record.key.startswith("TNTTT")]
    assert len({record.key for record in published}) == len(published) == 52 + 4
    assert {record.channel for record in published} == {Channel.GVLK}


@pytest.mark.parametrize("addon", ADDONS)
def test_every_key_of_office_is_of_one_product_and_has_its_row(addon: str) -> None:
    machine = new_machine([WINDOWS, addon])
    records = [record for record in office_keys() if addon in record.generations]
    assert len(records) > 10
    for record in records:
        install(machine, record.name)
        keyed = [item for item in machine.state.licences.values() if item.key and item.key.record is record]
        assert len(keyed) == 1, record.name


@pytest.mark.parametrize(
    ("addon", "row", "family", "name"),
    [
        ("office-2013", "proplus/gvlk", "OfficeProPlusVL_KMS_Client", "Office 15, OfficeProPlusVL_KMS_Client edition"),
        ("office-2016", "proplus/mak", "Office16ProPlusVL_MAK", "Office 16, Office16ProPlusVL_MAK edition"),
        (
            "office-2016",
            "project-c2r/gvlk",
            "Office16ProjectProXC2RVL_KMS_ClientC2R",
            "Office 16, Office16ProjectProXC2RVL_KMS_ClientC2R edition",
        ),
        (
            "office-2019",
            "visio/mak",
            "Office19VisioPro2019VL_MAK_AE",
            "Office 19, Office19VisioPro2019VL_MAK_AE edition",
        ),
        (
            "office-2021",
            "project/mak2",
            "Office21ProjectPro2021VL_MAK_AE2",
            "Office 21, Office21ProjectPro2021VL_MAK_AE2 edition",
        ),
        (
            "office-2024",
            "proplus/grace",
            "Office24ProPlus2024R_Grace",
            "Office 24, Office24ProPlus2024R_Grace edition",
        ),
    ],
)
def test_rows_are_named_as_recorded(addon: str, row: str, family: str, name: str) -> None:
    found = shown(new_machine([WINDOWS, addon]), row)
    assert (found["LicenseFamily"], found["Name"], found["PartialProductKey"]) == (family, name, None)


@pytest.mark.parametrize("addon", ADDONS)
def test_rows_have_names_and_ids_of_their_own(addon: str) -> None:
    skus = profile(addon).skus
    assert len({sku.row for sku in skus}) == len({sku.activation_id for sku in skus}) == len(skus)
    assert all(sku.releases for sku in skus)


def test_keys_of_windows_installer_and_of_click_to_run_do_not_fit_each_other() -> None:
    machine = new_machine([WINDOWS, "office-2016"], office={"licence_rows": ["ProjectProXVolume"]})
    for name in ("gvlk-office-2016-project", "mak-office-2016-project"):
        with fails(0xC004F069):
            install(machine, name)
    install(machine, "gvlk-office-2016-project-c2r")
    assert shown(machine, "project-c2r/gvlk")["PartialProductKey"] == "DRTW9"


def test_only_installed_licence_files_have_volume_rows() -> None:
    machine = new_machine([WINDOWS, "office-2024"], office={"licence_rows": ["VisioPro2024Volume"]})
    assert row_names(machine) == {"visio/gvlk", "visio/mak"}
    with fails(0xC004F069):
        install(machine, "mak-office-2024-proplus")
    install(machine, "mak-office-2024-visio")


def test_a_retail_installation_has_its_own_rows_only() -> None:
    setup = {"release_ids": ["ProPlus2024Retail"], "licence_rows": []}
    machine = new_machine([WINDOWS, "office-2024"], office=setup, licences={"visio/grace": "grace_over"})
    assert row_names(machine) == {"proplus/retail", "proplus/grace", "visio/retail", "visio/grace"} - {"visio/retail"}
    assert shown(machine, "visio/grace")["Description"] == "Office 24, RETAIL(Grace) channel"


def test_a_licence_that_is_not_installed_cannot_have_a_situation() -> None:
    with pytest.raises(ScenarioError, match="proplus/gvlk: unknown key"):
        new_machine([WINDOWS, "office-2024"], office={"licence_rows": []}, licences={"proplus/gvlk": "kms_licensed"})


def test_rows_of_two_releases_are_told_apart() -> None:
    machine = new_machine(
        [WINDOWS, "office-2024", "office-2019"],
        licences={"visio/gvlk": "kms_licensed", "office-2019/visio/gvlk": "kms_lapsed"},
    )
    assert shown(machine, "visio/gvlk")["LicenseFamily"] == "Office24VisioPro2024VL_KMS_Client_AE"
    assert shown(machine, "office-2019/visio/gvlk")["LicenseFamily"] == "Office19VisioPro2019VL_KMS_Client_AE"


def test_the_old_profile_is_as_it_was() -> None:
    assert len(profile("office-ltsc-2024-proplus").skus) == 8
    machine = new_machine([WINDOWS, "office-ltsc-2024-proplus"])
    install(machine, "mak-office-2024-proplus")
    assert shown(machine, "proplus/mak")["LicenseFamily"] == "Office24ProPlus2024VL_MAK_AE"


def test_click_to_run_and_policies_are_in_the_registry() -> None:
    setup = {
        "release_ids": ["O365ProPlusRetail", "VisioPro2024Volume"],
        "version": "16.0.1.2",
        "platform": "x86",
        "channel": "http://cdn.example/pr/1",
        "shared_computer": "1",
        "device_based": "0",
        "extended_offline": 1,
    }
    found = host_state(new_host([WINDOWS, "office-2024"], office=setup))["office"]
    assert found[CLICK_TO_RUN] == {
        "CDNBaseUrl": "http://cdn.example/pr/1",
        "O365ProPlusRetail.DeviceBasedLicensing": "0",
        "Platform": "x86",
        "ProductReleaseIds": "O365ProPlusRetail,VisioPro2024Volume",
        "SharedComputerLicensing": "1",
        "UpdateChannel": "http://cdn.example/pr/1",
        "VersionToReport": "16.0.1.2",
    }
    assert [found[path] for path in POLICIES] == [{"ExtendedOfflineSubscription": 1}] * 2


@pytest.mark.parametrize("addon", ["office-2013", "office-2016"])
def test_windows_installer_leaves_no_key_of_click_to_run(addon: str) -> None:
    assert host_state(new_host([WINDOWS, addon]))["office"] == {}
    by_hand = host_state(new_host([WINDOWS, "office-2024"], office={"release_ids": []}))
    assert by_hand["office"] == {}


def users() -> list[dict[str, Any]]:
    """One who is logged on, one who is not."""
    return [
        {
            "sid": ADA,
            "name": "ada",
            "next": {"O365ProPlusRetail": 2},
            "identities": [{"address": "ada@corp.example"}, {"address": "ada@home.example", "provider": "personal"}],
            "registry": {r"Software\Example": {"Odd": {"type": "REG_NONE", "hex": "00 ff"}, "Text": "abc"}},
        },
        {"sid": BOB, "loaded": False, "next": {}},
    ]


def test_users_have_profiles_and_hives() -> None:
    host = new_host(WINDOWS, users=users())
    state = host.machine.state
    profiles = state.registry.subkeys(r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList")
    assert profiles == ["S-1-5-18", "S-1-5-19", "S-1-5-20", ADA, BOB]
    assert state.hives.loaded.roots() == [".DEFAULT", "S-1-5-18", "S-1-5-19", "S-1-5-20", ADA, f"{ADA}_Classes"]
    found = host_state(host)["users"]
    assert {sid: item["loaded"] for sid, item in found.items()} == {ADA: True, BOB: False}
    keys = found[ADA]["keys"]
    assert keys[rf"{COMMON}\Licensing\LicensingNext"] == {"O365ProPlusRetail": 2}
    assert keys[r"Software\Example"] == {"Odd": [0, 255], "Text": "abc"}
    identities = {path.rpartition("_")[2]: values for path, values in keys.items() if "Identities\\" in path}
    assert identities["ADAL"]["EmailAddress"] == "ada@corp.example"
    assert identities["LiveId"]["ProviderId"] == "LiveId"
    assert found[BOB]["keys"][rf"{COMMON}\Licensing\LicensingNext"] == {}


def test_users_log_off_and_on_again() -> None:
    hives = new_machine(WINDOWS, users=users()).state.hives
    assert (hives.log_off(ADA), hives.log_off(ADA), hives.log_off("S-1-5-18")) == (True, False, False)
    assert not hives.loaded.has_key(ADA)
    assert not hives.loaded.has_key(rf"{ADA}\Software\Example")
    assert (hives.log_on(ADA), hives.log_on(ADA), hives.log_on(BOB)) == (True, False, True)
    assert hives.loaded.has_key(rf"{ADA}\Software\Example")
    assert hives.users() == {ADA: True, BOB: True}


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"office": {"nothing": 1}}, "office.nothing: unknown key"),
        ({"office": {"licence_rows": ["ProPlus2013Volume"]}}, "one of "),
        ({"office": {"platform": "arm"}}, "one of x64, x86"),
        ({"users": [{"sid": "ada"}]}, "a SID such as"),
        ({"users": [{"sid": ADA}, {"sid": ADA}]}, "given twice"),
        ({"users": [{"sid": ADA, "registry": {"A": {"B": {"type": "REG_NONE", "hex": "x"}}}}]}, "bytes such as"),
        ({"names": {"kms": "nowhere"}}, "an IP address is expected"),
    ],
)
def test_what_cannot_be_is_refused(settings: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ScenarioError, match=sentence):
        new_machine([WINDOWS, "office-2024"], **settings)


def test_an_office_product_is_activated_by_its_kms_host() -> None:
    machine = new_machine([WINDOWS, "office-2021"])
    install(machine, "gvlk-office-2021-visio")
    with fails(0xC004F074):
        product(machine, "visio/gvlk", "Activate")
