# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults that only real connections have; what a host answers is in tests/component."""

from __future__ import annotations

from pathlib import Path

from tests.integration import keys
from tests.support.fleet import Fleet
from tests.support.play import PSRP, WINRM, Playbook
from tests.support.plays import module, play, played

HOSTS = {"trial": WINRM, "desk-01": PSRP}
READERS = {"esu": WINRM, "showcase-licensed": PSRP}


def test_a_connection_dropped_while_idle_or_in_a_query_is_renewed(
    fleet: Fleet, playbook: Playbook, tmp_path: Path
) -> None:
    for host in HOSTS:
        fleet.admin.add_fault(host, "idle_drop", on={"method": "InstallProductKey"}, times=1)
    for host in READERS:
        fleet.admin.add_fault(host, "drop_after", on={"kind": "pull"}, times=1)
    activate = module("activate", "win_activation", {"product_key": keys.MAK_PRO, "timeout": 4})
    plays = [play(host, activate, vars=connection) for host, connection in HOSTS.items()]
    plays += [
        play(host, module("read", "win_activation_status"), vars=connection) for host, connection in READERS.items()
    ]
    run = played(playbook, tmp_path, plays)
    for host in HOSTS:
        assert run.of("activate", host).result["licensed"] is True
        assert fleet.methods(host).count("Activate") == 1
    assert fleet.spent("PKX99") == len(HOSTS)
    for host in READERS:
        assert run.of("read", host).verdict == "ok"
        assert fleet.summary(host)["authentication"] == 6, "one more login"
