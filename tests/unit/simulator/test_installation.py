# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""InstallProductKey, UninstallProductKey and the key in the registry."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.catalogue import unknown_keys
from tests.simulator.model import Machine
from tests.simulator.model.switches import Switches
from tests.simulator.simulation import new_machine
from tests.unit.simulator.machines import fails, install, key, picture, product, service, shown

PRO_MAK = "Professional/mak"


def test_a_new_key_fills_its_row_and_does_not_license_it() -> None:
    machine = new_machine(windows="no_key")
    install(machine, "mak-windows-pro")
    row = shown(machine, PRO_MAK)
    assert row["PartialProductKey"] == "PKX99"
    assert row["ProductKeyChannel"] == "Volume:MAK"
    assert len(row["OfflineInstallationId"]) == 63
    assert row["LicenseStatus"] == 5


@pytest.mark.parametrize(
    ("level", "status", "reason", "minutes"),
    [("7", 2, 0x4004F00C, 27 * 1440), ("8", 5, 0xC004F034, 0), ("10", 5, 0xC004F034, 0)],
)
def test_a_young_windows_has_an_initial_grace_period_until_windows_7(
    level: str, status: int, reason: int, minutes: int
) -> None:
    machine = new_machine(windows="no_key", installed_days_ago=3, schema_level=level)
    install(machine, "mak-windows-pro")
    row = shown(machine, PRO_MAK)
    assert (row["LicenseStatus"], row["LicenseStatusReason"], row["GracePeriodRemaining"]) == (status, reason, minutes)


def test_a_young_office_has_its_initial_grace_period_on_every_windows() -> None:
    machine = new_machine(["windows-11-pro", "office-ltsc-2024-proplus"], installed_days_ago=3)
    install(machine, "gvlk-office-2024-proplus")
    row = shown(machine, "proplus/gvlk")
    assert (row["LicenseStatus"], row["GracePeriodRemaining"]) == (2, 27 * 1440)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("nonsense", 0xC004F050),
        ("TNTTT-TTTTT-TTTTT-TTTTT-PKX98", 0xC004F050),
        (unknown_keys()[0], 0xC004E016),
        (key("mak-windows-pro-refused"), 0xC004F051),
        (key("mak-server-2022"), 0xC004F069),
        (key("mak-windows-enterprise"), 0xC004F210),
        (key("retail-windows-home"), 0xC004F210),
        (key("upgrade-windows-pro"), 0xC004F061),
        (key("esu-windows-10-year-1"), 0x8004E026),
    ],
)
def test_keys_that_do_not_fit_are_refused_with_their_code(text: str, code: int) -> None:
    machine = new_machine(windows="no_key")
    with fails(code):
        service(machine, "InstallProductKey", ProductKey=text)
    assert not machine.rows("SELECT ID FROM SoftwareLicensingProduct WHERE PartialProductKey <> NULL")


def test_rights_come_before_a_pending_restart_and_that_before_the_key() -> None:
    machine = new_machine(windows="no_key", elevated=False)
    machine.state.pending_restart = True
    with fails(0xC004F025):
        install(machine, "mak-windows-pro")
    machine = new_machine(windows="no_key")
    machine.state.pending_restart = True
    with fails(0xC004D302):
        service(machine, "InstallProductKey", ProductKey="nonsense")


def test_an_upgrade_key_installs_over_a_licensed_base() -> None:
    machine = new_machine(windows="retail_licensed")
    install(machine, "upgrade-windows-pro")
    assert shown(machine, "Professional/retail")["PartialProductKey"] == "RMP97"


def test_another_edition_can_be_reached_by_key_when_the_switch_says_so() -> None:
    machine = new_machine(windows="no_key", switches=Switches(edition_upgrade_by_key=True))
    install(machine, "gvlk-windows-enterprise")
    assert shown(machine, "Enterprise/gvlk")["PartialProductKey"] == "2YT43"
    home = new_machine("windows-11-home", windows="no_key", switches=Switches(edition_upgrade_by_key=True))
    with fails(0xC004F210):
        install(home, "mak-windows-pro")


def test_a_new_windows_key_replaces_the_old_one_only() -> None:
    machine = new_machine(
        ["windows-10-pro", "office-ltsc-2024-proplus"],
        windows="retail_licensed",
        licences={"esu-year-1": "mak_licensed", "proplus/gvlk": "kms_licensed"},
    )
    install(machine, "mak-windows-pro")
    old = shown(machine, "Professional/retail")
    assert (old["LicenseStatus"], old["LicenseStatusReason"]) == (0, 0xC004F014)
    assert old["PartialProductKey"] is None
    assert old["OfflineInstallationId"] is None
    assert shown(machine, "esu-year-1")["LicenseStatus"] == 1
    assert shown(machine, "proplus/gvlk")["LicenseStatus"] == 1


def test_office_products_coexist() -> None:
    machine = new_machine(["windows-10-pro", "office-ltsc-2024-proplus"])
    for name in ("mak-office-2024-proplus", "gvlk-office-2024-proplus", "mak-visio-2024", "mak-project-2024"):
        install(machine, name)
    office = "SELECT PartialProductKey FROM SoftwareLicensingProduct WHERE ApplicationID LIKE '0FF1CE15%'"
    keyed = {row["PartialProductKey"] for row in machine.rows(office + " AND PartialProductKey IS NOT NULL")}
    assert keyed == {"VWM72", "GCVGB", "KRT37", "WPX94"}


def test_the_same_key_again_keeps_an_activation() -> None:
    machine = new_machine(windows="mak_licensed")
    install(machine, "mak-windows-pro")
    assert machine.row(PRO_MAK).is_licensed


def test_the_same_key_again_drops_the_activation_when_the_switch_says_so() -> None:
    machine = new_machine(windows="mak_licensed", switches=Switches(reinstall_keeps_activation=False))
    install(machine, "mak-windows-pro")
    assert not machine.row(PRO_MAK).is_licensed


def test_another_key_of_the_same_kind_drops_the_activation_and_changes_the_installation_id() -> None:
    machine = new_machine(windows="mak_licensed")
    before = shown(machine, PRO_MAK)["OfflineInstallationId"]
    install(machine, "mak-windows-pro-low")
    after = shown(machine, PRO_MAK)
    assert after["OfflineInstallationId"] != before
    assert after["LicenseStatus"] == 5


def test_uninstalling_leaves_an_empty_row_and_the_kms_settings() -> None:
    machine = new_machine(windows="kms_licensed", kms={"machine": "kms.corp.example"})
    product(machine, "Professional/gvlk", "UninstallProductKey")
    assert picture(machine.row("Professional/gvlk")) == (0, 0xC004F014)
    assert machine.state.service.kms.machine == "kms.corp.example"
    with fails(0xC004F014):
        product(machine, "Professional/gvlk", "UninstallProductKey")


def _decoded_key(machine: Machine) -> str:
    """The key in DigitalProductId, decoded as inventory tools do."""
    arguments: dict[str, Any] = {
        "hDefKey": 0x80000002,
        "sSubKeyName": r"SOFTWARE\Microsoft\Windows NT\CurrentVersion",
        "sValueName": "DigitalProductId",
    }
    outcome = machine.invoke("StdRegProv", None, "GetBinaryValue", arguments, namespace="root/default")
    data = outcome.outputs["uValue"]
    assert isinstance(data, list)
    assert len(data) == 164
    number = int.from_bytes(bytes(item for item in data[52:67] if isinstance(item, int)), "little")
    has_n = number >> 115 & 1
    number &= ~(1 << 115)
    symbols = []
    for _dummy in range(25):
        number, rest = divmod(number, 24)
        symbols.append(rest)
    symbols.reverse()
    text = "".join("BCDFGHJKMPQRTVWXY2346789"[item] for item in symbols)
    if has_n:
        text = text[1 : symbols[0] + 1] + "N" + text[symbols[0] + 1 :]
    return "-".join(text[start : start + 5] for start in range(0, 25, 5))


def test_the_registry_holds_the_installed_key_until_it_is_cleared() -> None:
    machine = new_machine(windows="no_key")
    install(machine, "gvlk-windows-professional")
    assert _decoded_key(machine) == key("gvlk-windows-professional")
    service(machine, "ClearProductKeyFromRegistry")
    assert _decoded_key(machine) == "BBBBB-BBBBB-BBBBB-BBBBB-BBBBB"
    assert shown(machine, "Professional/gvlk")["PartialProductKey"] == "T83GX"
