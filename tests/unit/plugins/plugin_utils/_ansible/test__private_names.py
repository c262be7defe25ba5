# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Private names of Ansible's connection plugins: one list, which the plugins of the installed ansible-core fulfil."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.playbook.play_context import PlayContext
from ansible.plugins.loader import connection_loader
from ansible.release import __version__ as core_version

from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible import _connection
from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible._connection import client_for
from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible._private_names import (
    FIRST_LINE,
    LAST_LINE,
    PRIVATE_NAMES,
    SURVEY_NAMES,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import InputError
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._client import Client
from ansible_collections.licenseops.windows.tests.unit.plugins.support.connections import FakeConnection

ROOT = Path(__file__).resolve().parents[5]
EVERY = [(kind, name) for kind, names in PRIVATE_NAMES.items() for name in (*names.before, *names.configured)]


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_connection, "_clients", {})


class Lacking(FakeConnection):
    """A connection plugin of a later ansible-core, which has lost a name and everything that depended on it."""

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(kind)
        self.__dict__["lost"] = name

    def __getattribute__(self, name: str) -> Any:
        if name == object.__getattribute__(self, "__dict__").get("lost"):
            raise AttributeError(name)
        return super().__getattribute__(name)


@pytest.mark.parametrize(("kind", "name"), EVERY)
def test_a_name_that_is_missing_is_told_before_anything_is_sent(kind: str, name: str) -> None:
    connection = Lacking(kind, name)
    with pytest.raises(InputError) as caught:
        client_for(connection)
    message, advice = caught.value.told(Language.ENGLISH)
    assert message.startswith(f"The connection plugin {kind} of ansible-core {core_version} has no {name} any more")
    assert f"ansible-core {FIRST_LINE} to {LAST_LINE}, which are known to work" in advice
    told = caught.value.told(Language.JAPANESE)
    assert all(fact in told[0] for fact in (kind, core_version, name))
    assert told[0] != message
    assert connection.libraries == []


@pytest.mark.parametrize("kind", PRIVATE_NAMES)
def test_the_plugins_of_the_installed_ansible_core_have_every_name(kind: str) -> None:
    plugin = connection_loader.get(kind, PlayContext())
    variables: dict[str, Any] = {"ansible_host": "windows.example", "ansible_user": "u", "ansible_password": "p"}
    plugin.set_options(var_options={**variables, "_extras": {}})
    assert isinstance(client_for(plugin), Client)


def test_the_list_holds_what_is_used_and_nothing_else() -> None:
    """Whatever is asked of a connection that is private, and ``shell_id``, which only looks public."""
    tree = ast.parse(Path(_connection.__file__).read_text(encoding="utf-8"))
    used = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "connection"
    }
    listed = {*(name for dummy, name in EVERY), *SURVEY_NAMES}
    assert {name for name in used if name.startswith("_")} | {"shell_id"} == listed
    assert "shell_id" in used


def test_the_lines_known_to_work_are_those_that_are_asked_for_and_tested() -> None:
    runtime = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8"))
    assert runtime["requires_ansible"] == f">={FIRST_LINE}.0"
    newest = re.findall(r"^NEWEST_CORE +\?= (\d+\.\d+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest == [LAST_LINE]
    for readme in ("README.md", "README.ja.md"):
        text = (ROOT / readme).read_text(encoding="utf-8")
        assert re.search(rf"ansible-core {re.escape(FIRST_LINE)}\D+{re.escape(LAST_LINE)}", text), readme
