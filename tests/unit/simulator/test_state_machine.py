# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random walks through the model: whatever happens, some things must hold."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.simulator.catalogue import key_ring
from tests.simulator.model import ModelError
from tests.simulator.model.digits import confirmation_id, has_valid_blocks
from tests.simulator.model.network import KmsHost, SrvRecord
from tests.simulator.simulation import new_machine, new_world
from tests.unit.simulator.machines import install, product, service

ROWS = ("Professional/mak", "Professional/retail", "Professional/gvlk", "esu-year-1", "visio/mak", "proplus/gvlk")


class Walk(RuleBasedStateMachine):
    """A client in a small world."""

    def __init__(self) -> None:
        super().__init__()
        world = new_world()
        world.network.hosts["kms"] = KmsHost("kms")
        world.network.srv["corp.example"] = [SrvRecord("kms")]
        profiles = ["windows-10-pro", "office-ltsc-2024-proplus"]
        self.machine = new_machine(profiles, world, windows="no_key", dns_suffix="corp.example")

    def attempt(self, method: str, row: str, **arguments: str) -> None:
        """Call a product method; failing is fine."""
        try:
            product(self.machine, row, method, **arguments)
        except ModelError:
            return

    @rule(name=st.sampled_from(key_ring().names()))
    def install(self, name: str) -> None:
        """Install any known key."""
        try:
            install(self.machine, name)
        except ModelError:
            return

    @rule(method=st.sampled_from(["Activate", "UninstallProductKey", "ReArmSku"]), row=st.sampled_from(ROWS))
    def call(self, method: str, row: str) -> None:
        """Activate, uninstall or rearm."""
        self.attempt(method, row)

    @rule(row=st.sampled_from(ROWS))
    def deposit(self, row: str) -> None:
        """Activate offline."""
        number = self.machine.state.installation_id(self.machine.row(row)) or "0"
        identifier = confirmation_id(number)
        self.attempt("DepositOfflineConfirmationId", row, InstallationId=number, ConfirmationId=identifier)

    @rule(minutes=st.integers(1, 300_000))
    def wait(self, minutes: int) -> None:
        """Let time pass."""
        self.machine.state.world.clock.advance(minutes=minutes)

    @rule(hardware=st.sampled_from(["a", "b"]))
    def exchange(self, hardware: str) -> None:
        """Change the hardware."""
        self.machine.change_hardware(hardware)

    @rule()
    def restart(self) -> None:
        """Reboot."""
        self.machine.reboot()

    @rule(reachable=st.booleans())
    def cable(self, reachable: bool) -> None:
        """Plug the KMS host in or out."""
        self.machine.state.world.network.hosts["kms"].is_reachable = reachable

    @invariant()
    def at_most_one_windows_key(self) -> None:
        """Installing replaces inside the Windows application."""
        base = [item for item in self.machine.state.licences.values() if item.sku.is_windows_base and item.key]
        assert len(base) <= 1

    @invariant()
    def rows_are_consistent(self) -> None:
        """Keys, statuses and minutes fit together."""
        for row in self.machine.rows("SELECT * FROM SoftwareLicensingProduct"):
            has_key = row["PartialProductKey"] is not None
            number = row["OfflineInstallationId"]
            assert has_key == (number is not None) == (row["ProductKeyID2"] is not None)
            assert not (row["LicenseStatus"] == 1 and not has_key)
            assert has_key or (row["LicenseStatus"], row["LicenseStatusReason"]) == (0, 0xC004F014)
            assert number is None or has_valid_blocks(str(number), 7)
            assert row["LicenseStatus"] != 5 or row["GracePeriodRemaining"] == 0

    @invariant()
    def activations_stay_within_their_limit(self) -> None:
        """A key is never counted beyond what it grants."""
        for counts in self.machine.state.world.activation.report().values():
            assert counts["left"] >= 0

    @invariant()
    def reading_changes_nothing(self) -> None:
        """Two reads in a row agree, and refreshing without time passing changes nothing."""
        wql = "SELECT ID, LicenseStatus, GracePeriodRemaining, PartialProductKey FROM SoftwareLicensingProduct"
        before = self.machine.rows(wql)
        service(self.machine, "RefreshLicenseStatus")
        assert self.machine.rows(wql) == before


Walk.TestCase.settings = settings(max_examples=25, stateful_step_count=15, deadline=None)
TestWalk = Walk.TestCase
