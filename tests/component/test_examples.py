# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the documentation shows is run: the examples of the modules, and the README with the output it prints."""

from __future__ import annotations

import importlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integration import keys
from tests.support.fleet import ROOT, Fleet
from tests.support.play import Playbook
from tests.support.portal import EXPORT_FORMAT, machine_uuid

MODULES = "ansible_collections.licenseops.windows.plugins.modules"
LOOKUPS = "ansible_collections.licenseops.windows.plugins.lookup"


def examples(module: str) -> list[dict[str, Any]]:
    """The tasks of a module's EXAMPLES."""
    tasks: list[dict[str, Any]] = yaml.safe_load(importlib.import_module(f"{MODULES}.{module}").EXAMPLES)
    return tasks


#: The host on which the examples of a module are run.
HOSTS = {
    "win_activation_status": "showcase-licensed",
    "win_product_key": "showcase",
    "win_activation": "showcase",
    "win_kms_client": "showcase",
    "win_offline_activation": "showcase",
    "win_activation_diagnosis": "showcase-licensed",
    "win_software_protection": "showcase-licensed",
    "win_office_licensing": "microsoft-365",
}


def test_the_examples_of_every_module_have_their_host() -> None:
    assert {path.stem for path in (ROOT / "plugins" / "modules").glob("win_*.py")} == HOSTS.keys()


@pytest.mark.parametrize(("module", "host"), HOSTS.items(), ids=HOSTS)
def test_the_examples_of_a_module_run(fleet: Fleet, playbook: Playbook, tmp_path: Path, module: str, host: str) -> None:
    variables: dict[str, Any] = {
        "windows_mak": keys.MAK_PRO,
        "esu_mak": keys.ESU_YEAR_1_KEY,
        "esu_keys": {keys.ESU_YEAR_1: keys.ESU_YEAR_1_KEY},
        "office_mak": keys.OFFICE,
        "ledger_file": str(tmp_path / "ledger.sqlite"),
        "office_activation_id": fleet.keyed("showcase")["VWM72"]["activation_id"],
    }
    if module == "win_offline_activation":
        variables["confirmation_ids"] = {host: fleet.confirmation_id(host, "PKX99")}
        variables["esu_confirmation_ids"] = {host: fleet.confirmation_id(host, "FFR38")}
    run = playbook.run(host, examples(module), variables=variables)
    assert run.returncode == 0, run.output
    assert len([result for result in run.results if result.verdict != "item"]) == len(examples(module))


@pytest.mark.parametrize("lookup", sorted(path.stem for path in (ROOT / "plugins" / "lookup").glob("*.py")))
@pytest.mark.parametrize("arguments", [(), ("--check", "--diff")], ids=["for real", "check mode"])
def test_the_examples_of_a_lookup_say_something(playbook: Playbook, lookup: str, arguments: tuple[str, ...]) -> None:
    tasks = yaml.safe_load(importlib.import_module(f"{LOOKUPS}.{lookup}").EXAMPLES)
    run = playbook.run("showcase", tasks, arguments=arguments)
    assert run.returncode == 0, run.output
    assert all(result.result["msg"] for result in run.results)


def test_the_examples_about_office_can_be_tried_first(fleet: Fleet, playbook: Playbook) -> None:
    run = playbook.run("microsoft-365", examples("win_office_licensing"), arguments=("--check", "--diff"))
    assert [result.is_changed for result in run.results] == [True] * len(examples("win_office_licensing"))
    assert fleet.mutating("microsoft-365") == 0


def test_the_examples_of_the_work_list_take_a_host_to_licensed(
    fleet: Fleet, playbook: Playbook, tmp_path: Path
) -> None:
    product = fleet.keyed("showcase")["PKX99"]
    answer = fleet.admin.call("GET", f"/hosts/showcase/confirmation_id?activation_id={product['activation_id']}")
    confirmation = {
        "host": "showcase",
        "host_uuid": machine_uuid(fleet.admin.state("showcase")["hardware"]).upper(),
        "activation_id": product["activation_id"],
        "partial_product_key": "PKX99",
        "installation_id": answer["installation_id"],
        "confirmation_id": answer["confirmation_id"],
    }
    export = {"format": EXPORT_FORMAT, "version": 1, "list": "", "exported_at": "", "confirmations": [confirmation]}
    (tmp_path / "confirmations.json").write_text(json.dumps(export))
    run = playbook.run("showcase", examples("offline_worklist"))
    assert run.returncode == 0, run.output
    assert fleet.keyed("showcase")["PKX99"]["license_status"] == 1


def test_the_readme_shows_what_its_task_prints(playbook: Playbook) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (source,) = re.findall(r"```yaml\n(.*?)```", readme, re.DOTALL)
    (shown,) = re.findall(r"<!-- output: begin -->\n```text\n(.*?)```\n<!-- output: end -->", readme, re.DOTALL)
    (play,) = yaml.safe_load(source)
    run = playbook.run(
        "desk-01", play["tasks"], variables={"vault_windows_mak": keys.MAK_PRO}, environ={"COLUMNS": "80"}
    )
    assert run.returncode == 0, run.output
    printed = run.output[run.output.index("TASK [") : run.output.index("PLAY RECAP")]
    assert shown.strip() == printed.strip()
