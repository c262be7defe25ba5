# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What DISM and changepk end with, as sentences with a next step."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._servicing import Job, JobKind, Tool, Way
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._servicing_codes import ended_badly


def sentence(code: int | None, tool: Tool = Tool.DISM) -> str:
    job = Job(JobKind.CHANGE, "ServerDatacenter", Way.TASK, is_started=True, is_running=False, exit_code=code)
    return str(ended_badly(job, tool))


@pytest.mark.parametrize(
    ("code", "shown", "why"),
    [
        (50, "50 (0x80070032)", "does not offer this change"),
        (0x80070032, "0x80070032", "does not offer this change"),
        (87, "87 (0x80070057)", "the setup key was not taken"),
        (0x80070057, "0x80070057", "the setup key was not taken"),
        (0x8A010101, "0x8A010101", "the setup key was not taken"),
        (0xC004000F, "0xC004000F", "the setup key was not taken"),
        (1168, "1168 (0x80070490)", "a part of the edition is missing"),
        (0x80070490, "0x80070490", "a part of the edition is missing"),
        (740, "740 (0x800702E4)", "no full administrator rights"),
        (3017, "3017 (0x80070BC9)", "a restart has to come first"),
        (3018, "3018 (0x80070BCA)", "a restart has to come first"),
        (350, "350 (0x8007015E)", "a restart has to come first"),
        (5, "5 (0x80070005)", "kept from starting"),
        (0x80070005, "0x80070005", "kept from starting"),
        (0x80070020, "0x80070020", "another servicing session"),
        (1639, "1639 (0x80070667)", "not understood"),
        (0x800F0830, "0x800F0830", "the component store is damaged"),
        (0x8007371B, "0x8007371B", "the component store is damaged"),
        (0x80070002, "0x80070002", "a code this collection does not know"),
        (0xC000013A, "0xC000013A", "a code this collection does not know"),
    ],
)
def test_dism_ends_with_a_code_in_either_form(code: int, shown: str, why: str) -> None:
    text = sentence(code)
    assert f"dism ended with {shown}: " in text
    assert why in text
    assert "Nothing was restarted." in text


@pytest.mark.parametrize("code", [1, 5, 87, 0x800F0830])
def test_the_codes_of_changepk_are_not_published(code: int) -> None:
    assert "changepk does not say why" in sentence(code, Tool.CHANGEPK)


@pytest.mark.parametrize(("tool", "log"), [(Tool.DISM, "DISM\\dism.log"), (Tool.CHANGEPK, "CBS\\CBS.log")])
def test_a_job_without_an_exit_code_was_stopped_or_restarted(tool: Tool, log: str) -> None:
    text = sentence(None, tool)
    assert f"{tool.value} has ended before it was done" in text
    assert f"Look at C:\\Windows\\Logs\\{log} on the host" in text
