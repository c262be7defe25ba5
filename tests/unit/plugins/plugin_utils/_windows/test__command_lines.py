# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The only command lines a host is ever made to run, letter by letter."""

from __future__ import annotations

import re

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._product_key import ProductKey
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._servicing import JobKind, JobOrder, Tool
from ansible_collections.licenseops.windows.plugins.plugin_utils._windows._command_lines import command_of, kept_line
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import MalformedAnswer
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import FAKE_KEY, SETUP_KEY

SYSTEM = r"C:\Windows\system32"
SERVER_KEY = "WX4NM-KYWYW-QJJR4-XV3QB-6VM33"
LIST = JobOrder(JobKind.LIST)
CHANGE = JobOrder(JobKind.CHANGE, "ServerDatacenterCor", Tool.DISM, ProductKey.parse(SERVER_KEY))
CHANGEPK = JobOrder(JobKind.CHANGE, "Professional", Tool.CHANGEPK, ProductKey.parse(SETUP_KEY))
SET = (
    rf"C:\Windows\system32\dism.exe /English /Online /Set-Edition:ServerDatacenterCor /ProductKey:{SERVER_KEY} "
    "/AcceptEula /Quiet /NoRestart"
)
FOR = (
    r"""for /f "tokens=3 delims=: " %a in ('C:\Windows\system32\dism.exe /English /Online /Get-TargetEditions ^| """
    r"""C:\Windows\system32\findstr.exe /b /c:"Target Edition" /c:"The operation completed"') """
    r"do C:\Windows\system32\reg.exe add HKLM\SOFTWARE\licenseops.windows\targets /v %a /t REG_SZ /d 1 /f"
)


def kept(kind: str) -> str:
    """What keeps the exit code."""
    return (
        rf"C:\Windows\system32\reg.exe add HKLM\SOFTWARE\licenseops.windows\{kind} /v exit /t REG_SZ "
        "/d !errorlevel! /f"
    )


def test_a_task_runs_the_program_itself() -> None:
    assert command_of(CHANGE, SYSTEM).line == SET
    assert command_of(CHANGEPK, SYSTEM).line == rf"C:\Windows\system32\changepk.exe /ProductKey {SETUP_KEY}"
    assert command_of(LIST, SYSTEM).line == rf'C:\Windows\system32\cmd.exe /d /s /c "{FOR}"'


def test_a_process_keeps_its_exit_code_behind_it() -> None:
    shell = r"C:\Windows\system32\cmd.exe /d /v:on /s /c"
    assert kept_line(CHANGE, SYSTEM) == f'{shell} "{SET} & {kept("change-edition")}"'
    assert kept_line(LIST, SYSTEM) == f'{shell} "({FOR}) & {kept("list-editions")}"'


def test_only_published_keys_get_into_an_order() -> None:
    with pytest.raises(ValueError, match="only a published setup key"):
        JobOrder(JobKind.CHANGE, "ServerDatacenter", Tool.DISM, ProductKey.parse(FAKE_KEY))


@pytest.mark.parametrize(
    "order", [("list", "X", None), ("change", "", SERVER_KEY), ("change", "ServerDatacenter", None)]
)
def test_an_order_is_whole(order: tuple[str, str, str | None]) -> None:
    kind, target, key = order
    with pytest.raises(ValueError, match="a change has a target and a setup key"):
        JobOrder(JobKind[kind.upper()], target, Tool.DISM, ProductKey.parse(key) if key else None)


@pytest.mark.parametrize("target", ["Server Datacenter", "A&B", 'A"', "A/B", "A%B", "ServerDatacenter!"])
def test_no_other_text_gets_into_a_line(target: str) -> None:
    with pytest.raises(ValueError, match="letters and digits"):
        command_of(JobOrder(JobKind.CHANGE, target, Tool.DISM, ProductKey.parse(SERVER_KEY)), SYSTEM)


@pytest.mark.parametrize(
    "system",
    ["", "system32", r"C:\Windows", r"C:\Win dows\system32", r"C:\a&b\system32", r"\\h\s\system32"],
)
def test_a_host_cannot_name_another_directory(system: str) -> None:
    with pytest.raises(MalformedAnswer, match="system directory"):
        command_of(CHANGE, system)


@pytest.mark.parametrize("order", [LIST, CHANGE, CHANGEPK])
def test_every_program_stands_with_its_full_path(order: JobOrder) -> None:
    for line in (command_of(order, SYSTEM).line, kept_line(order, SYSTEM)):
        programs = [word.lstrip("\"'(") for word in re.findall(r"\S*\b\w+\.exe", line)]
        assert programs
        assert all(program.startswith(f"{SYSTEM}\\") for program in programs)
        assert len(line) < 8191
