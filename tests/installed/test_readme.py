# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first hour: what README has people save and type, in its order, from an empty virtualenv to activated hosts."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml

from tests.installed.stranger import ROOT, Done, Stranger

README = ROOT / "README.md"

SAVED = re.compile(r"<!-- file: (?P<name>\S+) -->\n```yaml\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
TYPED = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)

#: The first two commands make a virtualenv and enter it; that is where a stranger is.
INSIDE = 2

#: A run of first.yml that finds nothing left to do.
UNCHANGED = r"desk-01 +: ok=2 +changed=0 "


def saved(readme: Path, directory: Path) -> None:
    """Save the files that README shows."""
    for name, text in SAVED.findall(readme.read_text(encoding="utf-8")):
        (directory / name).write_text(text, encoding="utf-8")


def typed(readme: Path) -> list[str]:
    """The commands of README, in order."""
    return [line for block in TYPED.findall(readme.read_text(encoding="utf-8")) for line in block.splitlines()]


def test_the_first_hour_goes_as_readme_says(stranger: Stranger, project: Path) -> None:
    """The Japanese README has the same commands; a test of both says so."""
    saved(README, project)
    commands = typed(README)
    done = [stranger.run(command, project).succeeded() for command in commands[INSIDE:]]
    firsts = [item for item in done if " first.yml " in item.command]
    assert [bool(re.search(UNCHANGED, item.output)) for item in firsts] == [False, False, True], outputs(firsts)
    assert (project / "reports" / "diagnosis.html").exists()
    assert done[-1].command.endswith("simulator_state=stopped")
    key = yaml.safe_load((project / "keys.yml").read_text(encoding="utf-8"))["vault_windows_mak"]
    [started] = [item for item in done if item.command.endswith("licenseops.windows.simulator")]
    assert re.search(rf"^ +{key}  \(mak-windows-pro\) +desk-01$", started.output, re.MULTILINE), started.output


def outputs(done: list[Done]) -> str:
    """What commands said, for a failure."""
    return "\n".join(f"$ {item.command}\n{item.output}" for item in done)


def reached(stranger: Stranger, project: Path, scheme: str) -> dict[str, Any]:
    """How the simulator's own inventory reaches a host."""
    own = f"plugin: licenseops.windows.simulator\nscheme: {scheme}\n"
    (project / f"{scheme}.yml").write_text(own, encoding="utf-8")
    listed = stranger.run(f"ansible-inventory -i {scheme}.yml --host desk-01", project).succeeded()
    variables: dict[str, Any] = json.loads(listed.output)
    return variables


def test_the_inventory_to_copy_reaches_hosts_by_each_of_its_ways(stranger: Stranger, project: Path) -> None:
    """Address, port, login and authority are those of a simulated host; everything else is as README has it."""
    saved(README, project)
    commands = typed(README)
    for command in (commands[INSIDE], "ansible-playbook licenseops.windows.simulator"):
        stranger.run(command, project).succeeded()
    inventory = yaml.safe_load((project / "inventory.yml").read_text(encoding="utf-8"))
    hosts = {}
    for group in inventory["all"]["children"]["windows"]["children"].values():
        scheme = {5985: "http", 5986: "https"}[group["vars"]["ansible_port"]]
        there = reached(stranger, project, scheme)
        names = ["ansible_host", "ansible_port", "ansible_user", "ansible_password"]
        authority = {name for name in group["vars"] if name.endswith(("_ca_trust_path", "_ca_cert"))}
        own = {name: there[name] for name in names} | dict.fromkeys(authority, there.get("ansible_winrm_ca_trust_path"))
        hosts |= dict.fromkeys(group["hosts"], own)
    (project / "there.json").write_text(json.dumps({"all": {"hosts": hosts}}), encoding="utf-8")
    done = stranger.run(
        "ansible-playbook -i inventory.yml -i there.json licenseops.windows.status", project
    ).succeeded()
    reached_hosts = re.findall(r"^(\S+) +: ok=[1-9]", done.output, re.MULTILINE)
    assert sorted(reached_hosts) == sorted([*hosts, "localhost"]), done.output
