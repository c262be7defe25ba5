# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory of simulated hosts, as Ansible parses it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ansible.errors import AnsibleError
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import inventory_loader

STATE = {
    "hosts": {
        "desk": {
            "address": "127.77.0.1", "port": 45985, "tls_port": 45986, "kind": "client", "generation": "windows-11",
            "locale": "ja-JP",
        },
        "srv": {
            "address": "127.77.0.2", "port": 45985, "tls_port": None, "kind": "server", "generation": "server-2022",
            "locale": "en-US",
        },
    },
    "user": "administrator",
    "password": "Simulated-Passw0rd",
    "certificate": "/tmp/fleet.json.pem",
}  # fmt: skip


def parsed(directory: Path, options: str = "", state: Any = None) -> InventoryData:
    """The inventory of a file with some options; the state file lies beside it."""
    (directory / "simulator.json").write_text(json.dumps(state or STATE), encoding="utf-8")
    path = directory / "simulator.yml"
    path.write_text(f"plugin: licenseops.windows.simulator\n{options}", encoding="utf-8")
    plugin = inventory_loader.get("licenseops.windows.simulator")
    assert plugin.verify_file(str(path))
    inventory = InventoryData()
    plugin.parse(inventory, DataLoader(), str(path))
    inventory.reconcile_inventory()
    return inventory


def variables(inventory: InventoryData, host: str) -> dict[str, Any]:
    """The variables of a host that begin with ansible_."""
    return {name: value for name, value in inventory.hosts[host].vars.items() if name.startswith("ansible_")}


def groups(inventory: InventoryData) -> dict[str, list[str]]:
    """The groups with hosts."""
    return {name: [host.name for host in group.hosts] for name, group in inventory.groups.items() if group.hosts}


def test_hosts_and_groups(tmp_path: Path) -> None:
    inventory = parsed(tmp_path)
    assert groups(inventory) == {
        "windows": ["desk", "srv"],
        "clients": ["desk"],
        "windows_11": ["desk"],
        "servers": ["srv"],
        "server_2022": ["srv"],
    }
    assert variables(inventory, "srv") == {
        "ansible_connection": "winrm",
        "ansible_host": "127.77.0.2",
        "ansible_port": 45985,
        "ansible_user": "administrator",
        "ansible_password": "Simulated-Passw0rd",
        "ansible_winrm_scheme": "http",
        "ansible_winrm_transport": "ntlm",
    }


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (
            "connection: psrp",
            {"ansible_psrp_protocol": "http", "ansible_psrp_auth": "negotiate", "ansible_port": 45985},
        ),
        (
            "scheme: https",
            {
                "ansible_winrm_scheme": "https",
                "ansible_winrm_ca_trust_path": "/tmp/fleet.json.pem",
                "ansible_port": 45986,
            },
        ),
        (
            "{connection: psrp, scheme: https}",
            {"ansible_psrp_protocol": "https", "ansible_psrp_ca_cert": "/tmp/fleet.json.pem", "ansible_port": 45986},
        ),
    ],
)
def test_each_way_to_a_host(tmp_path: Path, options: str, expected: dict[str, Any]) -> None:
    more = "\n".join(part.strip() for part in options.strip("{}").split(","))
    state = STATE | {"hosts": {"desk": STATE["hosts"]["desk"]}}  # type: ignore[index] # a mapping of mappings
    assert expected.items() <= variables(parsed(tmp_path, more, state), "desk").items()


def test_groups_of_ones_own(tmp_path: Path) -> None:
    options = "group: fleet\ngroups: {tokyo: simulator_locale == 'ja-JP'}\nkeyed_groups: [{key: simulator_kind}]\n"
    found = groups(parsed(tmp_path, options))
    assert (found["fleet"], found["tokyo"], found["_server"]) == (["desk", "srv"], ["desk"], ["srv"])


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ("statefile: x", "The inventory has no option statefile"),
        ("state_file: other.json", "No simulator runs: there is no state file"),
        ("scheme: https", "The simulated host srv does not listen for https"),
        ("connection: ssh", "Invalid value .ssh."),
        ("state_file: other.json\nlanguage: ja_JP.UTF-8", "シミュレーターは実行されていません"),
    ],
)
def test_what_is_wrong_is_one_sentence(tmp_path: Path, options: str, reason: str) -> None:
    with pytest.raises(AnsibleError, match=reason):
        parsed(tmp_path, options)


def test_a_relative_path_begins_at_the_inventory_file(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    parsed(tmp_path)
    assert groups(parsed(tmp_path / "sub", "state_file: ../simulator.json"))["clients"] == ["desk"]
