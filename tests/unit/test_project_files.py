# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files around the code: workflows run what there is, actions are pinned, and the documentation can be found.

Their form is checked by "make lint", against the published schemas.
"""

from __future__ import annotations

import inspect
import itertools
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.plugins.loader import connection_loader, fragment_loader
from ansible.utils import plugin_docs
from winrm.protocol import Protocol

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))

#: Programs that the images of the runners bring along.
OF_THE_RUNNER = {"gh", "google-chrome"}

PINNED = re.compile(r"uses: (?P<action>[\w./-]+)@(?P<commit>[0-9a-f]{40}) # (?P<version>v\d+\.\d+\.\d+)$")

Job = dict[str, Any]


def loaded(workflow: Path) -> dict[str, Any]:
    """A workflow, parsed."""
    content: dict[str, Any] = yaml.safe_load(workflow.read_text(encoding="utf-8"))
    return content


def jobs() -> Iterator[tuple[str, Job]]:
    """Every job of every workflow, with its name."""
    for workflow in WORKFLOWS:
        yield from ((f"{workflow.name}: {name}", job) for name, job in loaded(workflow)["jobs"].items())


def variants(job: Job) -> Iterator[dict[str, str]]:
    """What a job's matrix puts in for its expressions; one empty variant where there is no matrix."""
    matrix = job.get("strategy", {}).get("matrix", {})
    for values in itertools.product(*matrix.values()):
        chosen = dict(zip(matrix, values, strict=True))
        flat = {f"matrix.{key}": value for key, value in chosen.items() if isinstance(value, str)}
        yield flat | {
            f"matrix.{key}.{part}": text
            for key, value in chosen.items()
            if isinstance(value, dict)
            for part, text in value.items()
        }


def filled(text: str, variant: dict[str, str]) -> str:
    """A text of a workflow with the matrix put in."""
    return re.sub(r"\$\{\{ ([\w.]+) \}\}", lambda found: variant.get(found[1], found[0]), text)


def commands() -> list[str]:
    """Every command line of every job, as the runner gets it."""
    return [
        line
        for dummy, job in jobs()
        for variant in variants(job)
        for step in job["steps"]
        for line in filled(step.get("run", ""), variant).splitlines()
    ]


def targets() -> set[str]:
    """What "make" can be asked for."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):.* ## ", makefile, re.MULTILINE))


def test_every_command_of_a_workflow_exists() -> None:
    programs = {shlex.split(line)[0] for line in commands()}
    assert {name for name in programs - OF_THE_RUNNER if shutil.which(name) is None} == set()


def test_every_target_that_a_workflow_makes_exists() -> None:
    asked = {shlex.split(line)[1] for line in commands() if line.startswith("make ")}
    assert asked
    assert asked <= targets()


def test_what_make_test_runs_is_run_by_the_workflow_too() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (parts,) = re.findall(r"^PARTS +\?= (.+)$", makefile, re.MULTILINE)
    assert {f"make {part}" for part in parts.split()} <= {" ".join(line.split()[:2]) for line in commands()}


def test_actions_are_pinned_by_their_commit() -> None:
    used = [
        line.strip().removeprefix("- ")
        for workflow in WORKFLOWS
        for line in workflow.read_text(encoding="utf-8").splitlines()
        if re.match(r" *(- )?uses:", line)
    ]
    assert used
    assert [line for line in used if not PINNED.match(line)] == []
    pins = {(found["action"], found["commit"], found["version"]) for line in used if (found := PINNED.match(line))}
    assert len(pins) == len({action for action, *dummy in pins}), "one action, one commit"


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_do_nothing_but_what_a_job_asks_for(workflow: Path) -> None:
    content = loaded(workflow)
    assert content["permissions"] == {}
    assert all("permissions" in job for job in content["jobs"].values())
    writing = {name for name, job in content["jobs"].items() if "write" in job["permissions"].values()}
    assert writing == ({"github"} if workflow.name == "release.yml" else set())


def test_a_workflow_puts_no_text_of_others_into_a_shell() -> None:
    strange = re.compile(r"\$\{\{ (?!matrix\.)")
    assert [step["run"] for dummy, job in jobs() for step in job["steps"] if strange.search(step.get("run", ""))] == []


def test_the_workflow_and_the_documentation_name_the_same_lines_of_ansible_core() -> None:
    matrix = loaded(ROOT / ".github" / "workflows" / "ci.yml")["jobs"]["lines"]["strategy"]["matrix"]
    lines = [line["core"].rsplit(".", 1)[0] for line in matrix["line"]]
    assert f"ansible-core {lines[0]} to {lines[-1]}" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"ansible-core {lines[0]} から {lines[-1]}" in (ROOT / "README.ja.md").read_text(encoding="utf-8")
    assert f'requires_ansible: ">={lines[0]}.0"' in (ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8")


def test_the_scenario_that_is_run_has_the_playbooks_and_hosts_of_every_other() -> None:
    scenarios = ROOT / "extensions" / "molecule"
    others = sorted(path.parent.name for path in scenarios.glob("*/converge.yml") if path.parent.name != "fleet")
    assert len(others) >= 5
    for step in ("converge", "verify"):
        plays = yaml.safe_load((scenarios / "fleet" / f"{step}.yml").read_text(encoding="utf-8"))
        assert [play["ansible.builtin.import_playbook"] for play in plays] == [
            f"../{name}/{step}.yml" for name in others
        ]
    # The play between check mode and converge looks at the group that has the name of the scenario.
    inventory = yaml.safe_load((scenarios / "inventory.yml").read_text(encoding="utf-8"))
    assert sorted(inventory["all"]["children"]["fleet"]["children"]) == others
    assert "\tmolecule test --scenario-name fleet\n" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_the_licence_lies_where_both_people_and_tools_look_for_it() -> None:
    assert (ROOT / "COPYING").read_bytes() == (ROOT / "LICENSES" / "GPL-3.0-or-later.txt").read_bytes()


@pytest.mark.parametrize(("readme", "suffix"), [("README.md", ".md"), ("README.ja.md", ".ja.md")])
def test_the_readme_lists_every_guide(readme: str, suffix: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    japanese = {path.name for path in (ROOT / "docs").glob("*.ja.md")}
    guides = {path.name for path in (ROOT / "docs").glob("*.md")} - japanese
    translated = {name for name in guides if name.replace(".md", ".ja.md") in japanese}
    wanted = {name.replace(".md", suffix) if name in translated else name for name in guides}
    assert wanted - set(re.findall(r"\(docs/([\w.-]+\.md)\)", text)) == set()


def shown(page: Path, language: str) -> list[str]:
    """The blocks of a language on a page, without their comments."""
    blocks = re.findall(rf"^ *```{language}\n(.*?)^ *```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return [re.sub(r"^ *#.*\n", "", block, flags=re.MULTILINE) for block in blocks]


@pytest.mark.parametrize(
    "page", ["README.md", *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md") if ".ja." not in path.name)]
)
def test_what_is_typed_is_the_same_in_both_languages(page: str) -> None:
    other = ROOT / page.replace(".md", ".ja.md")
    assert not other.exists() or shown(ROOT / page, "console") == shown(other, "console")


@pytest.mark.parametrize(("page", "count"), [("README.md", 1), ("docs/awx.md", 2)])
def test_what_is_copied_is_the_same_in_both_languages(page: str, count: int) -> None:
    marked = re.compile(r"<!-- (file: inventory\.yml|awx \w+: begin) -->\n```yaml\n(.*?)^```", re.DOTALL | re.MULTILINE)
    pages = [ROOT / page, ROOT / page.replace(".md", ".ja.md")]
    english, japanese = (
        {name: yaml.safe_load(text) for name, text in marked.findall(path.read_text(encoding="utf-8"))}
        for path in pages
    )
    assert len(english) == count
    assert english == japanese


@pytest.mark.parametrize("page", ["README.md", "README.ja.md"])
def test_the_inventory_to_copy_knows_the_variables_of_the_connections(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    (source,) = re.findall(r"<!-- file: inventory.yml -->\n```yaml\n(.*?)```", text, re.DOTALL)
    ways = yaml.safe_load(source)["all"]["children"]["windows"]["children"]
    assert {group["vars"]["ansible_connection"] for group in ways.values()} == {"winrm", "psrp"}
    for name, group in ways.items():
        plugin = connection_loader.find_plugin(group["vars"]["ansible_connection"])
        documentation = plugin_docs.get_docstring(plugin, fragment_loader)[0]
        known = {entry["name"] for option in documentation["options"].values() for entry in option.get("vars", ())}
        # What winrm does not document it hands to pywinrm.
        known |= {f"ansible_winrm_{name}" for name in inspect.signature(Protocol.__init__).parameters}
        assert group["vars"].keys() - {"ansible_connection"} <= known, name


@pytest.mark.parametrize(
    "page", sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]), ids=lambda path: path.name
)
def test_links_to_files_lead_somewhere(page: Path) -> None:
    links = re.findall(r'(?:\]\(|src="|href=")((?!https?:|#)[^)"#\s]+)', page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
