# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""win_offline_activation: Installation ID out, Confirmation ID in. The simulator's admin endpoint plays the portal."""

from __future__ import annotations

import pytest

from tests.integration import keys
from tests.support.fleet import Fleet
from tests.support.play import Playbook

MODULE = "win_offline_activation"
CHECK = ("--check", "--diff")
LAST = keys.last_five(keys.MAK_AIR_GAPPED)


def labelled(digits: str) -> str:
    """As the portal prints it."""
    return "  ".join(
        f"{label}: {digits[start : start + 6]}" for label, start in zip("ABCDEFGH", range(0, 48, 6), strict=True)
    )


def test_a_host_without_internet_goes_to_licensed(fleet: Fleet, playbook: Playbook) -> None:
    read = playbook.task("airgap", MODULE)
    assert not read.is_changed
    assert read.result["licensed"] is False
    blocks = read.result["installation_id_blocks"]
    assert len(blocks) == 9
    assert "".join(blocks) == read.result["installation_id"]
    assert fleet.mutating("airgap") == 0

    answer = fleet.confirmation_id("airgap", LAST)
    options = {"confirmation_id": labelled(answer), "installation_id": " ".join(blocks)}
    assert playbook.task("airgap", MODULE, options, arguments=CHECK).is_changed
    assert fleet.mutating("airgap") == 0
    assert fleet.keyed("airgap")[LAST]["license_status"] != 1

    done = playbook.task("airgap", MODULE, options)
    assert done.is_changed
    assert done.result["licensed"] is True
    assert fleet.methods("airgap") == ["DepositOfflineConfirmationId", "RefreshLicenseStatus"]
    assert fleet.keyed("airgap")[LAST]["license_status"] == 1

    fleet.mark()
    assert not playbook.task("airgap", MODULE, options).is_changed
    assert fleet.mutating_since_mark("airgap") == 0


@pytest.mark.parametrize("style", ["{0}", "full-width", "dashes"])
def test_a_confirmation_id_is_understood_in_any_form(fleet: Fleet, playbook: Playbook, style: str) -> None:
    answer = fleet.confirmation_id("airgap", LAST)
    forms = {
        "{0}": answer,
        "full-width": "".join(chr(ord(digit) + 0xFEE0) for digit in answer),
        "dashes": "-".join(answer[start : start + 6] for start in range(0, 48, 6)),
    }
    assert playbook.task("airgap", MODULE, {"confirmation_id": forms[style]}).result["licensed"] is True


def test_nothing_is_sent_to_a_licensed_product(fleet: Fleet, playbook: Playbook) -> None:
    answer = fleet.confirmation_id("airgap", LAST)
    task = playbook.task("licensed", MODULE, {"confirmation_id": answer})
    assert not task.is_changed
    assert task.result["licensed"] is True
    assert fleet.methods("licensed") == []


def test_a_stale_pair_is_not_sent(fleet: Fleet, playbook: Playbook) -> None:
    stale = playbook.task("airgap", MODULE).result["installation_id"]
    answer = fleet.confirmation_id("airgap", LAST)
    fleet.admin.change_hardware("airgap")
    task = playbook.task("airgap", MODULE, {"confirmation_id": answer, "installation_id": stale})
    assert "is not the one this Confirmation ID was issued for" in task.result["msg"]
    assert fleet.mutating("airgap") == 0


def test_a_confirmation_id_of_another_host_is_refused_by_the_host(fleet: Fleet, playbook: Playbook) -> None:
    (office_last,) = {keys.last_five(keys.OFFICE)}
    answer = fleet.confirmation_id("office", office_last)
    task = playbook.task("airgap", MODULE, {"confirmation_id": answer})
    assert (task.verdict, task.result["error"]["code"]) == ("failed", "0xC004F031")
    assert fleet.keyed("airgap")[LAST]["license_status"] != 1


def test_a_kms_client_is_not_offered_a_confirmation_id(fleet: Fleet, playbook: Playbook) -> None:
    answer = fleet.confirmation_id("airgap", LAST)
    task = playbook.task("kms-lost", MODULE, {"confirmation_id": answer})
    assert "KMS client setup key" in task.result["msg"]
    assert fleet.mutating("kms-lost") == 0


def test_several_office_products_must_be_told_apart(fleet: Fleet, playbook: Playbook) -> None:
    task = playbook.task("office", MODULE, {"application": "office"})
    assert "Give activation_id" in task.result["msg"]
    visio = fleet.keyed("office")["KRT37"]["activation_id"]
    options = {"activation_id": visio, "confirmation_id": fleet.confirmation_id("office", "KRT37")}
    assert playbook.task("office", MODULE, options).result["licensed"] is True
    assert fleet.keyed("office")["VWM72"]["license_status"] != 1


def test_a_host_without_a_key_is_told_to_install_one(playbook: Playbook) -> None:
    assert "Install one with win_product_key first" in playbook.task("fresh", MODULE).result["msg"]
