# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a module's documentation promises is what its action plugin accepts."""

from __future__ import annotations

import importlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible._options import (
    LONG_SECONDS,
    RETRIES,
    TIMEOUT_SECONDS,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._questions import ALL_REQUESTS

ROOT = Path(__file__).resolve().parents[2]
COLLECTION = "licenseops.windows"
MODULES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py"))
ACTIONS = sorted(path.stem for path in (ROOT / "plugins" / "action").glob("*.py"))

#: Options that carry a secret; nothing else is hidden.
SECRETS = {"product_key", "product_keys", "confirmation_id"}

ROLES = sorted(path.name for path in (ROOT / "roles").iterdir())

ADDED = re.compile(r"version_added: *[\"']?([0-9.]+)")

#: With how many requests a diagnosis reads everything, in whatever sentence.
EVERYTHING = re.compile(r"max_requests[:=] ?([0-9]{2,})|[Ww]ith `?([0-9]+)`?, everything|`([0-9]+)` reads everything")

#: Variables of roles whose default is not that of the option they are given as, and why.
OTHER_DEFAULTS = {
    "activate_min_days_remaining": "the role asserts in any case; no days are the assertion that it is licensed",
    "office_reset_backup": "the module has to be told where copies go; the role has a place for those of a fleet",
    "offline_apply_worklist": "both roles of a fleet are to find the same list without being told its name",
    "offline_collect_application": "an air-gapped host is visited once, so Office is collected with Windows",
    "offline_collect_worklist": "as offline_apply_worklist",
    "report_csv": "the module writes what it is told to; the role has a place for the files of a fleet",
    "report_html": "as report_csv",
    "report_json": "as report_csv",
    "report_survey": "as report_csv",
    "survey_hosts": "the module has to be told whom to ask; the playbooks of this collection are about windows",
}

Options = Mapping[str, Mapping[str, Any]]

pytestmark = pytest.mark.skipif(not MODULES, reason="the collection has no module yet")


@pytest.fixture(scope="module")
def documentation() -> dict[str, dict[str, Any]]:
    """What ansible-doc says of every module, fragments merged."""
    environment = os.environ | {"ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".build")}
    command = [sys.executable, "-m", "ansible", "doc", "--type", "module", "--json"]
    command += [f"{COLLECTION}.{name}" for name in MODULES]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return {name.rpartition(".")[2]: entry["doc"] for name, entry in json.loads(done.stdout).items()}


def spec_of(name: str) -> Any:
    """The options an action plugin takes."""
    return importlib.import_module(f"ansible_collections.{COLLECTION}.plugins.action.{name}").ActionModule.spec


def content_of(path: str) -> Any:
    """A YAML file of the collection."""
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def numbers(version: str) -> tuple[int, ...]:
    """A version as numbers."""
    return tuple(map(int, version.split(".")))


def passed_on(role: str) -> Iterator[tuple[str, str, str]]:
    """Module, option and variable, where a task of a role hands a variable of the role on as it is."""
    for path in sorted((ROOT / "roles" / role / "tasks").glob("*.yml")):
        for task in tasks_in(content_of(str(path.relative_to(ROOT)))):
            for name, options in task.items():
                module = str(name).removeprefix(f"{COLLECTION}.")
                for option, value in (options or {}).items() if module in MODULES and isinstance(options, dict) else ():
                    found = re.fullmatch(r"\{\{ *(\w+)( *\|.*)? *\}\}", str(value))
                    if found:
                        yield module, option, found.group(1)


def tasks_in(tasks: Any) -> Iterator[dict[str, Any]]:
    """The tasks of a list, those in blocks included."""
    for task in tasks or ():
        yield task
        for part in ("block", "rescue", "always"):
            yield from tasks_in(task.get(part))


def documented(options: Options) -> dict[str, Any]:
    """The facts of documented options, with the defaults of the format filled in."""
    return {
        name: {
            "type": option.get("type", "str"),
            "elements": option.get("elements"),
            "required": option.get("required", False),
            "default": option.get("default"),
            "choices": list(option["choices"]) if "choices" in option else None,
            "aliases": sorted(option.get("aliases", [])),
            "options": documented(option["suboptions"]) if "suboptions" in option else None,
        }
        for name, option in options.items()
    }


def accepted(options: Options) -> dict[str, Any]:
    """The same facts of an argument spec."""
    return {
        name: {
            "type": option.get("type", "str"),
            "elements": option.get("elements"),
            "required": option.get("required", False),
            "default": option.get("default"),
            "choices": list(option["choices"]) if "choices" in option else None,
            "aliases": sorted(option.get("aliases", [])),
            "options": accepted(option["options"]) if "options" in option else None,
        }
        for name, option in options.items()
    }


def flat(options: Options) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Options and suboptions alike."""
    for name, option in options.items():
        yield name, option
        yield from flat(option.get("options", {}))


def names(options: Options, option: str, other: str) -> bool:
    """Whether the description of an option refers to another one."""
    description = options[option]["description"]
    text = description if isinstance(description, str) else " ".join(description)
    return re.search(rf"O\({other}\b", text) is not None


def test_every_module_has_its_action_and_every_action_its_module() -> None:
    """One name, twice."""
    assert MODULES == ACTIONS


def test_the_action_group_names_every_module_that_says_something_of_its_own() -> None:
    """A name that does not exist would be ignored without a word."""
    speaking = [name for name in MODULES if "language" in spec_of(name).options]
    assert content_of("meta/runtime.yml")["action_groups"] == {"activation": speaking}


def test_nothing_was_added_later_than_the_version_of_the_collection() -> None:
    """Modules, plugins, options and roles alike."""
    version = content_of("galaxy.yml")["version"]
    files = [
        path for place in ("plugins", "roles") for path in (ROOT / place).rglob("*") if path.suffix in (".py", ".yml")
    ]
    added = [(path, found) for path in files for found in ADDED.findall(path.read_text(encoding="utf-8"))]
    assert len(added) >= len(MODULES)
    assert not [(str(path), found) for path, found in added if numbers(found) > numbers(version)]


@pytest.mark.parametrize("role", ROLES)
def test_defaults_of_a_role_are_those_of_its_modules(role: str, documentation: dict[str, dict[str, Any]]) -> None:
    """Where a variable is given as an option, both have the same default, or ``OTHER_DEFAULTS`` says why not.

    An empty one leaves the option out; of a template nobody knows before.
    """
    defaults = content_of(f"roles/{role}/defaults/main.yml")
    plain = {name: value for name, value in defaults.items() if value not in ("", {}) and "{{" not in str(value)}
    of_options = {name: documentation[module]["options"][option] for module, option, name in passed_on(role)}
    other = {name for name, option in of_options.items() if name in plain and plain[name] != option.get("default")}
    assert other == {name for name in OTHER_DEFAULTS if name.startswith(f"{role}_")}
    assert len(of_options.keys() & plain.keys()) >= 2


def test_the_number_of_requests_that_reads_everything_is_one_number() -> None:
    """In the modules, the roles and the guides, in the examples too; and so many are enough."""
    places = [ROOT / "plugins" / "modules", ROOT / "roles", ROOT / "docs"]
    files = [path for place in places for path in place.rglob("*") if path.suffix in (".py", ".yml", ".md")]
    found = (EVERYTHING.findall(path.read_text(encoding="utf-8")) for path in files)
    told = {number for groups in found for group in groups for number in group if number}
    assert len(told) == 1
    assert int(*told) >= ALL_REQUESTS


@pytest.mark.parametrize("name", MODULES)
def test_options_are_documented_as_they_are_accepted(name: str, documentation: dict[str, dict[str, Any]]) -> None:
    """Names, types, elements, required, defaults, choices and aliases."""
    assert accepted(spec_of(name).options) == documented(documentation[name].get("options", {}))


@pytest.mark.parametrize("name", MODULES)
def test_secrets_and_nothing_else_are_hidden(name: str) -> None:
    """Hiding more than that would make results unreadable."""
    options = dict(flat(spec_of(name).options))
    assert {option for option, facts in options.items() if facts.get("no_log")} == SECRETS & options.keys()


@pytest.mark.parametrize("name", MODULES)
def test_options_that_exclude_each_other_say_so(name: str, documentation: dict[str, dict[str, Any]]) -> None:
    """One of the two names the other in its description."""
    options = documentation[name].get("options", {})
    pairs = (pair for group in spec_of(name).mutually_exclusive for pair in combinations(group, 2))
    assert not [pair for pair in pairs if not names(options, *pair) and not names(options, *reversed(pair))]


@pytest.mark.parametrize(("option", "bounds"), [("timeout", TIMEOUT_SECONDS), ("retries", RETRIES)])
def test_bounds_of_waiting_are_documented_as_they_are_enforced(
    option: str, bounds: range, documentation: dict[str, dict[str, Any]]
) -> None:
    """Every module that has such an option says them."""
    told = {name: entry["options"][option] for name, entry in documentation.items() if option in entry["options"]}
    assert len(told) >= 5
    promises = dict.fromkeys(told, f"{bounds[0]} to {bounds[-1]}")
    if option == "timeout":
        promises["win_edition"] = f"{LONG_SECONDS[0]} to {LONG_SECONDS[-1]}"
    assert not [name for name, facts in told.items() if promises[name] not in str(facts["description"])]


@pytest.mark.parametrize("name", MODULES)
def test_promises_are_machine_readable(name: str, documentation: dict[str, dict[str, Any]]) -> None:
    """Check mode and diff are stated for every module."""
    attributes = documentation[name].get("attributes", {})
    assert {"check_mode", "diff_mode"} <= attributes.keys()
