# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Threads whose connections need Kerberos tickets: each sees its own, and the winrm plugin itself fetches it."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from ansible.playbook.play_context import PlayContext
from ansible.plugins.loader import connection_loader

from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible._survey_jobs import SurveyJobs
from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible._survey_progress import SurveyProgress
from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._interruption import Interruption
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language

#: Writes whose ticket it is into the file that it is told, and that it was asked; carol it refuses.
_KINIT = """#!/bin/sh
echo "$1" >> "{log}"
if [ "$1" = carol@CORP.EXAMPLE ]; then echo "kinit: Password incorrect" >&2; exit 1; fi
printf %s "$1" > "${{KRB5CCNAME#FILE:}}"
"""

#: One after the other, as an inventory may have them; nobody has a local account.
_USERS = ("anna@CORP.EXAMPLE", "bob@CORP.EXAMPLE", "carol@CORP.EXAMPLE", "nobody")


class Inventory:
    """Connections of hosts by name: the number of a user, and of a host."""

    def __init__(self, kinit: Path) -> None:
        self._kinit = kinit
        self.made = Counter[str]()

    def of(self, host: str) -> Any:
        """As ``InventoryConnections`` makes it."""
        self.made[host] += 1
        connection = connection_loader.get("winrm", PlayContext())
        options = {"ansible_host": host, "ansible_user": user_of(host), "ansible_password": "p"}
        options |= {"ansible_winrm_kinit_cmd": str(self._kinit)}
        connection.set_options(var_options={**options, "_extras": {}})
        return connection


class Question:
    """What a survey asks: here, whose ticket is to be seen."""

    language = Language.ENGLISH

    @staticmethod
    def now() -> None:
        """No time is noted."""

    @staticmethod
    def masked(result: Any) -> Any:
        """Nothing is hidden."""
        return result


def user_of(host: str) -> str:
    """Who logs in there."""
    return _USERS[int(host.rpartition("-")[2]) % len(_USERS)]


def test_no_thread_sees_the_ticket_of_another_user_and_each_is_fetched_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refused ticket is the fate of the hosts of its user; and who has to wait is configured once more only."""
    log, kinit = tmp_path / "log", tmp_path / "kinit"
    kinit.write_text(_KINIT.format(log=log))
    kinit.chmod(0o700)
    monkeypatch.delenv("KRB5CCNAME", raising=False)
    seen: dict[str, str] = {}

    def answer(_jobs: SurveyJobs, host: str, connection: Any) -> dict[str, Any]:
        connection._build_winrm_kwargs()
        if "kerberos" in connection._winrm_transport:
            assert connection.get_option("kerberos_mode") == "manual"
            seen[host] = Path(os.environ["KRB5CCNAME"].removeprefix("FILE:")).read_text(encoding="utf-8")
        return {"products": []}

    monkeypatch.setattr(SurveyJobs, "_answer", answer)
    hosts, screen = [f"pc-{number}" for number in range(40)], SimpleScreen()
    inventory: Any = Inventory(kinit)
    question: Any = Question()
    progress = SurveyProgress(len(hosts), screen, Language.ENGLISH, is_terminal=False)
    rows = list(SurveyJobs(inventory, question, {}).rows(hosts, 8, progress, Interruption()))
    assert sorted(row.name for row in rows) == sorted(hosts)
    assert seen == {host: user_of(host) for host in hosts if user_of(host) in _USERS[:2]}
    refused = {row.name for row in rows if "Password incorrect" in str(row.reason)}
    assert refused == {host for host in hosts if user_of(host) == _USERS[2]}
    assert log.read_text(encoding="utf-8").split() == list(_USERS[:3])
    assert max(inventory.made.values()) == 2
    assert "KRB5CCNAME" not in os.environ


class SimpleScreen:
    """Shows nothing."""

    def display(self, text: str) -> None:
        """Nothing takes that long here."""
        raise AssertionError(text)
