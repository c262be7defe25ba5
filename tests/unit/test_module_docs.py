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

from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible._options import RETRIES, TIMEOUT_SECONDS

ROOT = Path(__file__).resolve().parents[2]
COLLECTION = "licenseops.windows"
MODULES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py"))
ACTIONS = sorted(path.stem for path in (ROOT / "plugins" / "action").glob("*.py"))

#: Options that carry a secret; nothing else is hidden.
SECRETS = {"product_key", "confirmation_id"}

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


def test_the_action_group_names_modules_that_exist() -> None:
    """A name that does not exist would be ignored without a word."""
    groups = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8"))["action_groups"]
    assert {name for members in groups.values() for name in members} <= set(MODULES)


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
    promise = f"{bounds[0]} to {bounds[-1]}"
    assert not [name for name, facts in told.items() if promise not in " ".join(facts["description"])]


@pytest.mark.parametrize("name", MODULES)
def test_promises_are_machine_readable(name: str, documentation: dict[str, dict[str, Any]]) -> None:
    """Check mode and diff are stated for every module."""
    attributes = documentation[name].get("attributes", {})
    assert {"check_mode", "diff_mode"} <= attributes.keys()
