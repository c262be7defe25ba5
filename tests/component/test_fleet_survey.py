# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many hosts asked in one task: the rows and requests are those of tasks on each host, whatever becomes of a host."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ansible.parsing.vault import VaultLib, VaultSecret

from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible import _connection
from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._interruption import Interruption
from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._survey import RowFate, Survey, SurveyRow
from ansible_collections.licenseops.windows.plugins.plugin_utils._store._survey_file import load_survey
from tests.component.bench import LocalFleet
from tests.component.test_examples import examples, tasks_of
from tests.integration import keys
from tests.support.fleet import ROOT
from tests.support.launch import PlayRun
from tests.support.play import PSRP, Playbook
from tests.support.secrets import assert_no_secret

#: Healthy, without a key, with add-ons, with Office, of a client that may have a subscription, and of another language.
HOSTS = ("licensed", "fresh", "trial", "digital", "tokyo", "esu", "office", "firmware")

STATUS = {"application": "all", "service": True, "host_id": True}


def survey_task(**options: Any) -> dict[str, Any]:
    """The task, as the documentation shows it."""
    options = {"hosts": ",".join(HOSTS), **options}
    task = {"licenseops.windows.fleet_survey": options, "delegate_to": "localhost", "run_once": True}
    return {"name": "Survey", **task, "register": "survey"}


def surveyed(playbook: Playbook, *, hosts: str = "all", **settings: Any) -> dict[str, Any]:
    """The result of a survey; settings are options, but for those of ``Playbook.run``."""
    ours = {name: settings.pop(name) for name in ("variables", "arguments", "play") if name in settings}
    result = playbook.run(hosts, [survey_task(**settings)], **ours).only.result
    assert result["changed"] is False
    return dict(result)


def rows_of(result: Mapping[str, Any]) -> dict[str, SurveyRow]:
    """Its rows by name."""
    return {row.name: row for row in Survey.from_data(result["survey"]).rows}


@pytest.mark.parametrize("connection", [{}, PSRP], ids=["winrm", "psrp"])
def test_a_row_is_what_a_task_on_the_host_returns_and_costs_the_same_requests(
    fleet: LocalFleet, playbook: Playbook, connection: dict[str, Any]
) -> None:
    status = {"name": "Status", "licenseops.windows.win_activation_status": STATUS}
    run = playbook.run(",".join(HOSTS), [status], variables=connection)
    tasks = {host: SurveyRow.of_task(host, ["windows"], run.of("Status", host).result) for host in HOSTS}
    asked = {host: fleet.summary(host) for host in HOSTS}
    fleet.admin.clear_journal()
    rows = rows_of(surveyed(playbook, workers=4, variables=connection))
    assert {name: replace(row, asked_at=None) for name, row in rows.items()} == tasks
    assert {host: fleet.summary(host) for host in HOSTS} == asked
    assert all(row.asked_at for row in rows.values())


def test_every_fate_is_a_row_and_none_of_them_fails_the_task(fleet: LocalFleet, playbook: Playbook) -> None:
    fleet.admin.add_fault("trial", "access_denied", times=9)
    own = {
        "ansible_host": "{{ {'fresh': 'nobody.example'}[inventory_hostname] | default(inventory_hostname) }}",
        "ansible_connection": "{{ {'tokyo': 'ssh', 'esu': 'winrm'}[inventory_hostname] | default('winrm') }}",
        "ansible_become": "{{ inventory_hostname == 'office' }}",
        "ansible_password": "{{ {'digital': 'wrong'}[inventory_hostname] | default('Simulated-Passw0rd') }}",
        "ansible_winrm_path": "{{ 'wsman' if inventory_hostname != 'firmware' else nowhere }}",
    }
    result = surveyed(playbook, variables=own)
    rows = rows_of(result)
    assert {name: row.fate for name, row in rows.items()} == {
        "licensed": RowFate.READ,
        "fresh": RowFate.UNREACHABLE,
        "trial": RowFate.FAILED,
        "digital": RowFate.UNREACHABLE,
        "tokyo": RowFate.FAILED,
        "esu": RowFate.READ,
        "office": RowFate.FAILED,
        "firmware": RowFate.FAILED,
    }
    assert "0x80338104" in str(rows["trial"].reason) or "0x80070005" in str(rows["trial"].reason)
    assert "'ssh' cannot carry" in str(rows["tokyo"].reason)
    assert "become does not work" in str(rows["office"].reason)
    assert "connection variables of firmware" in str(rows["firmware"].reason)
    assert "refused the login" in str(rows["digital"].reason)
    assert result["counts"]["unreachable"] == 2
    assert result["lines"][0].startswith("8 hosts: ")


def test_the_file_is_written_but_in_check_mode_and_never_over_what_is_no_survey(
    playbook: Playbook, tmp_path: Path
) -> None:
    path = tmp_path / "survey.json"
    assert "survey" not in surveyed(playbook, dest=str(path), arguments=["--check"])
    assert not path.exists()
    for _again in range(2):
        assert surveyed(playbook, dest=str(path))["dest"] == str(path)
        assert [row.name for row in load_survey(path).rows] == [host for host in json_hosts(playbook) if host in HOSTS]
    assert path.stat().st_mode & 0o777 == 0o600
    other = tmp_path / "other.json"
    other.write_text("{}")
    failed = playbook.run("all", [survey_task(dest=str(other))]).failure.result
    assert "is not replaced" in failed["msg"]
    assert other.read_text() == "{}"


def json_hosts(playbook: Playbook) -> list[str]:
    """The inventory in its order."""
    return list(playbook._inventory({})["windows"]["hosts"])


@pytest.mark.parametrize(
    ("most", "fails"), [("2", False), ("1", True), ("25%", False), ("24%", True), ("0", True), ("100%", False)]
)
def test_too_many_hosts_that_could_not_be_read_fail_the_task_at_its_end(
    fleet: LocalFleet, playbook: Playbook, tmp_path: Path, most: str, fails: bool
) -> None:
    own = {"ansible_host": "{{ inventory_hostname if inventory_hostname not in ['fresh', 'esu'] else 'no.example' }}"}
    path = tmp_path / "survey.json"
    run = playbook.run("all", [survey_task(dest=str(path), max_unreachable=most)], variables=own)
    assert (run.returncode != 0) == fails, run.output
    assert ("2 of 8 hosts could not be read" in run.output) == fails
    assert len(load_survey(path).rows) == len(HOSTS)


def test_evidence_is_what_a_diagnosis_of_the_host_says(fleet: LocalFleet, playbook: Playbook) -> None:
    diagnosis = {"name": "Diagnosis", "licenseops.windows.win_activation_diagnosis": {}}
    run = playbook.run("trial,licensed", [diagnosis])
    rows = rows_of(surveyed(playbook, hosts="all", with_evidence=True))
    for host in ("trial", "licensed"):
        found = rows[host].diagnosis
        assert found is not None
        told = run.of("Diagnosis", host).result
        assert [item.id for item in found.findings] == [item["id"] for item in told["findings"]]
    assert rows["trial"].diagnosis != rows["licensed"].diagnosis


#: A password by another name, and an option of a library that is left to it.
_OWN = {"own": "Simulated-Passw0rd", "ansible_winrm_more": "{{ omit }}"}


def test_connections_have_the_options_that_a_task_gives_them(
    playbook: Playbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Templates, extras and the command line included: what the libraries get is the same."""
    seen: list[tuple[str, str]] = []
    for kind in ("winrm", "psrp"):
        builder = _connection._BUILDERS[kind]

        def configure(connection: Any, kind: str = kind, real: Any = builder.configure) -> str:
            identity = str(real(connection))
            seen.append((kind, identity))
            return identity

        monkeypatch.setitem(_connection._BUILDERS, kind, replace(builder, configure=configure))  # type: ignore[arg-type] # read-only for others
    variables = [
        {"ansible_winrm_read_timeout_sec": 77, "ansible_user": "{{ account }}", "account": "administrator"},
        {"ansible_winrm_transport": "{{ 'nt' ~ 'lm' }}", "ansible_connection": "ansible.builtin.winrm"},
        {"ansible_winrm_transport": ["ntlm", "basic"], "ansible_winrm_path": "{{ nowhere | default(omit) }}"},
        {**PSRP, "ansible_psrp_read_timeout": "{{ 30 + 3 }}", "ansible_psrp_path": "{{ omit }}"},
        {"ansible_winrm_message_encryption": "{{ omit }}", "ansible_password": "{{ vars['own'] }}", **_OWN},
    ]
    status = {"licenseops.windows.win_activation_status": STATUS}
    for own in variables:
        for arguments in ((), ("-e", "ansible_winrm_operation_timeout_sec=21", "-u", "administrator")):
            seen.clear()
            run = playbook.run("licensed", [status], variables=own, arguments=arguments)
            by_task = set(seen)
            seen.clear()
            survey = playbook.run("licensed", [survey_task(hosts="licensed")], variables=own, arguments=arguments)
            assert (run.returncode, survey.returncode) == (0, 0), survey.output
            assert by_task == set(seen)


@pytest.mark.parametrize("connection", [{}, PSRP], ids=["winrm", "psrp"])
def test_a_password_in_a_vault_is_opened_and_one_that_cannot_be_is_the_fate_of_its_host(
    playbook: Playbook, tmp_path: Path, connection: dict[str, Any]
) -> None:
    """That of one host is locked with another secret; no more than that shows."""
    secrets = {"default": "correct horse", "other": "battery staple"}
    locked = {name: _locked("Simulated-Passw0rd", secret) for name, secret in secrets.items()}
    opener = tmp_path / "opener.txt"
    opener.write_text(secrets["default"])
    own = {**connection, "ansible_password": "{{ other if inventory_hostname == 'trial' else default_ }}"}
    variables = {**own, "default_": locked["default"], "other": locked["other"]}
    arguments = ["--vault-password-file", str(opener)]
    result = surveyed(playbook, hosts="all", variables=variables, arguments=arguments)
    rows = rows_of(result)
    assert [name for name, row in rows.items() if row.fate is not RowFate.READ] == ["trial"]
    assert "connection variables of trial cannot be used" in str(rows["trial"].reason)
    assert_no_secret(json.dumps(result), {"password": "Simulated-Passw0rd", **secrets})


def _locked(text: str, secret: str) -> dict[str, str]:
    """A value in a vault, as an inventory in JSON has it."""
    sealed = VaultLib([("default", VaultSecret(secret.encode()))]).encrypt(text)
    return {"__ansible_vault": sealed.decode()}


def test_a_survey_that_is_broken_off_keeps_what_was_read(
    playbook: Playbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The signal comes when two hosts have answered; what it would have done is done when the file is written."""
    passed: list[int] = []
    monkeypatch.setattr(Interruption, "is_wanted", property(lambda _own: looks.append(1) is None and len(looks) > 4))
    monkeypatch.setattr(Interruption, "pass_on", lambda _own: passed.append(1))
    looks: list[int] = []
    result = surveyed(playbook, dest=str(tmp_path / "survey.json"), workers=1)
    survey = load_survey(tmp_path / "survey.json")
    fates = [row.fate for row in survey.rows]
    assert (result["complete"], survey.complete, passed) == (False, False, [1])
    assert 0 < fates.count(RowFate.READ) < len(HOSTS)
    assert set(fates) == {RowFate.READ, RowFate.NOT_ASKED}
    assert result["lines"][-1] == "The survey was broken off."


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"hosts": "nobody"}, "no host that 'nobody' names"),
        ({"hosts": []}, "no host"),
        ({"workers": 0}, "workers is out of bounds"),
        ({"workers": 201}, "workers is out of bounds"),
        ({"timeout": 0}, "timeout is out of bounds"),
        ({"max_unreachable": "some"}, "max_unreachable is neither"),
        ({"max_unreachable": "101%"}, "max_unreachable is neither"),
        ({"dest": "/"}, "dest"),
        ({"dest": "/proc/survey.json"}, "dest: /proc/survey.json cannot be used"),
    ],
)
def test_a_mistake_is_told_before_any_host_is_asked(
    fleet: LocalFleet, playbook: Playbook, options: dict[str, Any], complaint: str
) -> None:
    failed = playbook.run("all", [survey_task(**options)]).failure.result
    assert complaint in failed["msg"]
    assert sum(fleet.summary(host)["requests"] for host in HOSTS) == 0


@pytest.mark.parametrize("guide", ["survey.md", "survey.ja.md", ""])
def test_what_the_documentation_shows_runs_in_check_mode_first_and_then_for_real(
    fleet: LocalFleet, playbook: Playbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, guide: str
) -> None:
    """The tasks of the guide in both languages, and the examples of the module."""
    monkeypatch.chdir(tmp_path)
    tasks = tasks_of(ROOT / "docs" / guide) if guide else examples("fleet_survey")
    for arguments in (("--check", "--diff"), ()):
        run = playbook.run(",".join(HOSTS), tasks, arguments=arguments)
        assert run.returncode == 0, run.output
        assert (tmp_path / "survey.json").exists() == (not arguments)
    assert sum(fleet.mutating(host) for host in HOSTS) == 0


def test_no_secret_shows_in_the_file_or_on_the_terminal(fleet: LocalFleet, playbook: Playbook, tmp_path: Path) -> None:
    """Not the key in the firmware, no password, and no key given for a host, which Ansible would print."""
    path = tmp_path / "survey.json"
    fleet.admin.add_fault("trial", "access_denied", times=9)
    tasks = [survey_task(dest=str(path), with_evidence=True), survey_task(hosts=[keys.MAK_PRO])]
    run = playbook.run("all", tasks, variables={"ansible_host": "{{ inventory_hostname }}"}, arguments=["-vvvvvv"])
    assert "firmware" in path.read_text()
    for text in (run.output, path.read_text(), json.dumps([item.result for item in run.results])):
        assert_no_secret(text, {"firmware": keys.FIRMWARE, "mak": keys.MAK_PRO, "password": "Simulated-Passw0rd"})


def played(playbook: Playbook, *arguments: str) -> PlayRun:
    """The playbook of that name."""
    return playbook.run_file("licenseops.windows.survey", arguments=arguments)


def test_the_playbook_asks_whom_limit_leaves(fleet: LocalFleet, playbook: Playbook, tmp_path: Path) -> None:
    path = tmp_path / "survey.json"
    run = played(playbook, "-e", f"survey_dest={path}", "--limit", "licensed,trial")
    assert run.returncode == 0, run.output
    assert [row.name for row in load_survey(path).rows] == ["trial", "licensed"]
    assert "2 hosts: 1 licensed, 1 not licensed." in run.output
    assert "Not licensed: trial" in run.output
    assert json.loads(path.read_text())["pattern"]
