# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the documentation shows is run: the examples of the modules, and the README with the output it prints."""

from __future__ import annotations

import importlib
import json
import re
import textwrap
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._moment import iso_second
from ansible_collections.licenseops.windows.plugins.plugin_utils._store._survey_file import survey_text
from tests.integration import keys
from tests.support.fleet import ROOT, Fleet
from tests.support.play import Playbook
from tests.support.policies import write_policies
from tests.support.portal import EXPORT_FORMAT, machine_uuid
from tests.support.surveys import survey_of

MODULES = "ansible_collections.licenseops.windows.plugins.modules"
LOOKUPS = "ansible_collections.licenseops.windows.plugins.lookup"


def examples(module: str) -> list[dict[str, Any]]:
    """The tasks of a module's EXAMPLES."""
    tasks: list[dict[str, Any]] = yaml.safe_load(importlib.import_module(f"{MODULES}.{module}").EXAMPLES)
    return tasks


#: The host on which the examples of a module are run.
HOSTS = {
    "fleet_history": "showcase-licensed",
    "licence_policy": "showcase-licensed",
    "fleet_report": "showcase",
    "offline_worklist": "showcase",
    "show": "showcase",
    "win_activation_status": "showcase-licensed",
    "win_product_key": "showcase",
    "win_activation": "showcase-kms",
    "win_kms_client": "showcase-office",
    "win_offline_activation": "showcase",
    "win_activation_diagnosis": "showcase-licensed",
    "win_software_protection": "showcase-licensed",
    "win_office_licensing": "microsoft-365",
    "win_office_status": "microsoft-365-shared",
    "win_office_reset": "microsoft-365-shared",
}

#: Modules about a play, not a host; test_plays.py runs their examples.
OF_PLAYS = {"play_check", "play_summary"}

#: Modules about a fleet; test_fleet_survey.py and test_fleet_drift.py run their examples.
OF_FLEETS = {"fleet_drift", "fleet_survey"}

#: Each of its examples is for another host; test_win_edition.py runs them.
OF_EDITIONS = {"win_edition"}

CHECK = ("--check", "--diff")


def test_the_examples_of_every_module_have_their_host() -> None:
    modules = {path.stem for path in (ROOT / "plugins" / "modules").glob("*.py")}
    assert modules - OF_PLAYS - OF_FLEETS - OF_EDITIONS == HOSTS.keys()


def variables_of(fleet: Fleet, directory: Path, module: str, host: str) -> dict[str, Any]:
    """What the examples take from elsewhere."""
    variables: dict[str, Any] = {
        "windows_mak": keys.MAK_PRO,
        "esu_mak": keys.ESU_YEAR_2_KEY,
        "esu_keys": {keys.ESU_YEAR_1: keys.ESU_YEAR_1_KEY},
        "office_mak": keys.OFFICE,
        "visio_mak": keys.VISIO,
        "ledger_file": str(directory / "ledger.sqlite"),
        "office_activation_id": fleet.keyed("showcase")["VWM72"]["activation_id"],
    }
    if module == "win_offline_activation":
        variables["confirmation_ids"] = {host: fleet.confirmation_id(host, "PKX99")}
        variables["esu_confirmation_ids"] = {host: fleet.confirmation_id(host, "FFR38")}
    return variables


@pytest.mark.parametrize(("module", "host"), HOSTS.items(), ids=HOSTS)
def test_the_examples_of_a_module_run_in_check_mode_first_and_then_for_real(
    fleet: Fleet, playbook: Playbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, host: str
) -> None:
    """The file that the page exports is the only thing nobody but a person brings."""
    monkeypatch.chdir(tmp_path)
    if module == "fleet_report":
        (tmp_path / "survey.json").write_text(survey_text(survey_of(60)), encoding="utf-8")
    if module == "offline_worklist":
        (tmp_path / "confirmations.json").write_text(export_of(fleet, host))
    if module == "licence_policy":
        write_policies(tmp_path)
    if module == "fleet_history":
        write_policies(tmp_path, iso_second(datetime.now(timezone.utc)))
    tasks, variables = examples(module), variables_of(fleet, tmp_path, module, host)
    before = sorted(tmp_path.rglob("*.csv"))
    for arguments in (CHECK, ()):
        run = playbook.run(host, tasks, variables=variables, arguments=arguments)
        assert run.returncode == 0, run.output
        assert len([result for result in run.results if result.verdict != "item"]) == len(tasks)
        if arguments == CHECK:
            assert (fleet.mutating(host), sorted(tmp_path.rglob("*.csv"))) == (0, before)
            assert not (tmp_path / "ledger.sqlite").exists()


#: Tasks and plays in a guide: fenced, or indented and begun by a name.
_FENCED = re.compile(r"```yaml\n(- .*?)```", re.DOTALL)
_INDENTED = re.compile(r"\n\n(    - name:.*\n(?:    .*\n|\n(?=    ))*)")

#: Those of "ci" are run as its reader runs them, by tests/installed/test_guide.py; those of the others
#: have hosts of their own, in a file of the name of their subject.
OF_OTHERS = {"ci", "office", "edition", "survey", "policy", "drift", "history"}
GUIDES = ("activation", "air-gapped", "diagnosis", "troubleshooting")


def tasks_of(guide: Path) -> list[dict[str, Any]]:
    """The tasks that a guide shows, those of whole plays included."""
    text = guide.read_text(encoding="utf-8")
    blocks = [*_FENCED.findall(text), *map(textwrap.dedent, _INDENTED.findall(text))]
    shown = [item for block in blocks for item in yaml.safe_load(block)]
    return [task for item in shown for task in item.get("tasks", [item])]


def test_every_guide_that_shows_a_task_is_run() -> None:
    shown = {path.name.partition(".")[0] for path in (ROOT / "docs").glob("*.md") if tasks_of(path)}
    assert shown - OF_OTHERS == set(GUIDES)


@pytest.mark.parametrize("guide", [f"{name}{language}.md" for name in GUIDES for language in ("", ".ja")])
def test_the_tasks_of_a_guide_run_in_check_mode_first_and_then_for_real(
    fleet: Fleet, playbook: Playbook, tmp_path: Path, guide: str
) -> None:
    tasks, host = tasks_of(ROOT / "docs" / guide), "licensed" if guide.startswith("troubleshooting") else "fresh"
    for task in tasks:
        options = task.get("licenseops.windows.win_activation", {})
        if "ledger" in options:
            options["ledger"] = str(tmp_path / "ledger.sqlite")
    for arguments in (CHECK, ()):
        run = playbook.run(host, tasks, variables={"vault_windows_mak": keys.MAK_PRO}, arguments=arguments)
        assert run.returncode == 0, run.output
        if arguments == CHECK:
            assert fleet.mutating(host) == 0
    assert "PKX99" in fleet.keyed(host)


@pytest.mark.parametrize("lookup", sorted(path.stem for path in (ROOT / "plugins" / "lookup").glob("*.py")))
@pytest.mark.parametrize("arguments", [(), ("--check", "--diff")], ids=["for real", "check mode"])
def test_the_examples_of_a_lookup_say_something(playbook: Playbook, lookup: str, arguments: tuple[str, ...]) -> None:
    tasks = yaml.safe_load(importlib.import_module(f"{LOOKUPS}.{lookup}").EXAMPLES)
    run = playbook.run("showcase", tasks, arguments=arguments)
    assert run.returncode == 0, run.output
    assert all(result.result["msg"] for result in run.results)


def export_of(fleet: Fleet, host: str) -> str:
    """What the page exports once the Confirmation ID of a host was typed into it."""
    product = fleet.keyed(host)["PKX99"]
    answer = fleet.admin.call("GET", f"/hosts/{host}/confirmation_id?activation_id={product['activation_id']}")
    confirmation = {
        "host": host,
        "host_uuid": machine_uuid(fleet.admin.state(host)["hardware"]).upper(),
        "activation_id": product["activation_id"],
        "partial_product_key": "PKX99",
        "installation_id": answer["installation_id"],
        "confirmation_id": answer["confirmation_id"],
    }
    return json.dumps(
        {"format": EXPORT_FORMAT, "version": 1, "list": "", "exported_at": "", "confirmations": [confirmation]}
    )


def test_the_examples_of_the_work_list_take_a_host_to_licensed(
    fleet: Fleet, playbook: Playbook, tmp_path: Path
) -> None:
    (tmp_path / "confirmations.json").write_text(export_of(fleet, "showcase"))
    run = playbook.run("showcase", examples("offline_worklist"))
    assert run.returncode == 0, run.output
    assert fleet.keyed("showcase")["PKX99"]["license_status"] == 1


def first_example(readme: Path) -> tuple[list[dict[str, Any]], str]:
    """The tasks of the first example in a README, and what they print."""
    text = readme.read_text(encoding="utf-8")
    (source,) = re.findall(r"```yaml\n(- hosts: .*?)```", text, re.DOTALL)[:1]
    (shown,) = re.findall(r"```text\n(TASK .*?)```", text, re.DOTALL)[:1]
    (play,) = yaml.safe_load(source)
    return play["tasks"], shown


@pytest.mark.parametrize("readme", ["README.md", "README.ja.md"])
def test_the_first_example_can_be_tried_in_check_mode_and_prints_what_the_readme_shows(
    fleet: Fleet, playbook: Playbook, readme: str
) -> None:
    tasks, shown = first_example(ROOT / readme)
    settings: dict[str, Any] = {
        "variables": {"vault_windows_mak": keys.MAK_PRO, "licenseops_language": "en"},
        "environ": {"COLUMNS": "80"},
    }
    tried = playbook.run("desk-01", tasks, arguments=("--check",), **settings)
    assert tried.returncode == 0, tried.output
    assert "Windows(R), Professional edition: licensed by known_after_run" in tried.output
    assert fleet.mutating("desk-01") == 0
    run = playbook.run("desk-01", tasks, **settings)
    assert run.returncode == 0, run.output
    printed = run.output[run.output.index("TASK [") : run.output.index("PLAY RECAP")]
    assert shown.strip() == printed.strip()
