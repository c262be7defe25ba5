# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``show`` and ``play_summary``: lines as they are, in one piece, and nothing that does something to a terminal."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.action import play_summary
from ansible_collections.licenseops.windows.plugins.action import show as show_module
from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible._action import CollectionAction
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import FAKE_KEY

#: Microsoft's published setup key of Windows 11 Pro.
SETUP_KEY = "W269N-WFGWX-YVC9B-4J6C9-T83GX"


class Terminal:
    """What was printed, a text a call."""

    def __init__(self) -> None:
        self.printed: list[str] = []

    def display(self, text: str) -> None:
        """Print."""
        self.printed.append(text)


def run(
    kind: type[CollectionAction],
    variables: dict[str, Any],
    *,
    check_mode: bool = False,
    no_log: bool = False,
    **args: Any,
) -> tuple[dict[str, Any], list[str]]:
    """The result, and what was printed."""
    task = SimpleNamespace(args=args, async_val=0, check_mode=check_mode, diff=False, action="task", no_log=no_log)
    connection = SimpleNamespace(_shell=SimpleNamespace(tmpdir=None))
    action = kind(task, connection, None, None, None, None)
    terminal = Terminal()
    action._display = terminal
    return action.run(None, variables), terminal.printed


def show(**given: Any) -> tuple[dict[str, Any], list[str]]:
    """Show lines."""
    return run(show_module.ActionModule, {}, **given)


def sum_up(**given: Any) -> tuple[dict[str, Any], list[str]]:
    """Sum up a play of one host that came to nothing."""
    hosts = {name: ["web"] for name in ("ansible_play_hosts_all", "ansible_play_hosts", "ansible_play_batch")}
    variables = {**hosts, "inventory_hostname": "web", "hostvars": {"web": {}}}
    return run(play_summary.ActionModule, variables, results=["nothing"], **given)


@pytest.mark.parametrize("check_mode", [False, True])
def test_lines_are_printed_as_they_are_and_in_one_piece(check_mode: bool) -> None:
    result, printed = show(lines=['"quoted"', "    東京, 大阪", "a\nb"], check_mode=check_mode)
    assert printed == ['"quoted"\n    東京, 大阪\na\nb']
    assert result["lines"] == ['"quoted"', "    東京, 大阪", "a", "b"]
    assert not result["changed"]


def test_the_callback_does_not_print_them_once_more() -> None:
    assert show(lines=["a"])[0]["_ansible_verbose_override"]


def test_a_text_is_no_list_of_what_its_commas_part() -> None:
    assert show(lines="one, two")[1] == ["one, two"]


def test_nothing_is_nothing() -> None:
    assert show(lines=[])[1] == []


def test_what_a_host_put_into_its_name_does_nothing_to_the_terminal() -> None:
    assert show(lines=["web\x1b[2J\r\x07", "\u202egpj.exe", "a\tb"])[1] == ["web\\x1b[2J\\r\\x07\n\\u202egpj.exe\na\tb"]


@pytest.mark.parametrize(
    "key",
    [
        SETUP_KEY,
        # As near to a key of the simulator as can be.
        FAKE_KEY.replace("TNTTT", "TNTTV"),
        FAKE_KEY.lower(),
        FAKE_KEY.replace("-", ""),
        FAKE_KEY.replace("-", " "),
    ],
)
def test_a_key_that_slipped_in_is_masked_on_the_terminal_and_in_the_result(key: str) -> None:
    result, printed = show(lines=[f"key: {key}"])
    assert printed == ["key: ********"]
    assert result["lines"] == ["key: ********"]


def test_a_key_of_the_simulator_can_be_copied() -> None:
    result, printed = show(lines=[f"{FAKE_KEY}  (mak)  web-1, {SETUP_KEY}"])
    assert printed == [f"{FAKE_KEY}  (mak)  web-1, ********"]
    assert result["lines"] == printed


def test_no_log_prints_nothing() -> None:
    assert show(lines=["a"], no_log=True)[1] == []
    assert sum_up(no_log=True)[1] == []
    assert sum_up()[1] == ["1 host: 1 not begun."]


@pytest.mark.parametrize("callback", ["ansible.posix.json", "json", "ansible.posix.jsonl"])
def test_output_for_programs_stays_theirs(monkeypatch: pytest.MonkeyPatch, callback: str) -> None:
    monkeypatch.setenv("ANSIBLE_STDOUT_CALLBACK", callback)
    result, printed = show(lines=["a"])
    assert (result["lines"], printed) == (["a"], [])
    result, printed = sum_up()
    assert (result["lines"], printed) == (["1 host: 1 not begun."], [])


def test_lines_are_required() -> None:
    assert "lines" in show()[0]["msg"]
