# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The callback inside of ansible-playbook: what it lets out of the machine, and what it reads of a result."""

from __future__ import annotations

import importlib.util
import json
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PATH = Path(__file__).resolve().parents[3] / "simulator" / "check" / "callback_plugins" / "idempotency_check.py"


@pytest.fixture(scope="module")
def callback() -> types.ModuleType:
    """The file as Ansible loads it: by its path, in no package."""
    spec = importlib.util.spec_from_file_location("idempotency_check_in_test", PATH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def called_from(name: str, action: Callable[[], None]) -> None:
    """Call something as a module of another name does."""
    module = types.ModuleType(name)
    exec("def call(action):\n    action()\n", module.__dict__)
    module.call(action)


@pytest.mark.parametrize(
    ("caller", "address", "is_refused"),
    [
        ("ansible.plugins.connection.winrm", "192.0.2.7", True),
        ("ansible_collections.a.b.plugins.connection.c", "2001:db8::7", True),
        ("winrm.transport", "192.0.2.7", True),
        ("pypsrp.wsman", "real.example", True),
        ("ansible.plugins.connection.winrm", "127.77.0.1", False),
        ("ansible.plugins.connection.psrp", "::1", False),
        ("ansible.plugins.connection.psrp", "localhost", False),
        ("ansible.plugins.connection.local", "192.0.2.7", False),
        ("ansible_collections.a.b.plugins.lookup.vault", "192.0.2.7", False),
    ],
)
def test_only_connections_are_kept_on_the_machine(
    callback: types.ModuleType,
    caller: str,
    address: str,
    is_refused: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SIMULATOR_CHECK_RECORD", str(tmp_path / "run.jsonl"))

    def connect() -> None:
        callback._keep_to_loopback("socket.connect", (None, (address, 5985)))

    if not is_refused:
        called_from(caller, connect)
        assert not list(tmp_path.iterdir())
        return
    with pytest.raises(PermissionError, match="no simulated host"):
        called_from(caller, connect)
    assert json.loads((tmp_path / "run.jsonl").read_text()) == {"refused": address}


@pytest.mark.parametrize(("caller", "is_refused"), [("ssh", True), ("local", False)])
def test_programs_that_connect_are_refused_too(
    callback: types.ModuleType, caller: str, is_refused: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIMULATOR_CHECK_RECORD", str(tmp_path / "run.jsonl"))
    refused = []

    def start() -> None:
        try:
            callback._keep_to_loopback("subprocess.Popen", (b"ssh", [], None, None))
        except PermissionError:
            refused.append(True)

    called_from(f"ansible.plugins.connection.{caller}", start)
    assert bool(refused) == is_refused


@pytest.mark.parametrize(
    ("fields", "targets", "message"),
    [
        ({"msg": "No."}, set(), "No."),
        (
            {"_ansible_delegated_vars": {"ansible_delegated_host": "a", "ansible_host": "127.77.0.1"}},
            {"a", "127.77.0.1"},
            "",
        ),
        (
            {
                "msg": "One or more items failed",
                "results": [
                    {"_ansible_delegated_vars": {"ansible_delegated_host": "a"}},
                    {"_ansible_delegated_vars": {"ansible_delegated_host": "b"}, "failed": True, "msg": "Why."},
                ],
            },
            {"a", "b"},
            "Why.",
        ),
        ({"results": None}, set(), ""),
    ],
)
def test_what_it_reads_of_a_result(
    callback: types.ModuleType, fields: dict[str, Any], targets: set[str], message: str
) -> None:
    assert callback._targets(fields) == targets
    assert callback._message(fields) == message


class Journals:
    """Stands in for the simulator, one request further each time."""

    def __init__(self) -> None:
        self.count = 0

    def arrivals(self) -> int:
        """How many have arrived."""
        self.count += 1
        return self.count


@pytest.mark.parametrize(
    ("method", "more", "verdict"),
    [
        ("v2_runner_on_ok", {}, "ok"),
        ("v2_runner_on_failed", {}, "failed"),
        ("v2_runner_on_failed", {"ignore_errors": True}, "ignored"),
        ("v2_runner_on_unreachable", {}, "unreachable"),
        ("v2_runner_on_skipped", {}, "skipped"),
    ],
)
def test_it_notes_what_came_between_beginning_and_end(
    callback: types.ModuleType,
    method: str,
    more: dict[str, bool],
    verdict: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SIMULATOR_CHECK_RECORD", str(tmp_path / "run.jsonl"))
    recorder = object.__new__(callback.CallbackModule)  # without the hook, which would stay for good
    recorder._journals, recorder._begun = Journals(), {}
    host = types.SimpleNamespace(get_name=lambda: "one")
    task = types.SimpleNamespace(_uuid="u", get_name=lambda: "Task", get_path=lambda: "site.yml:3")
    recorder.v2_runner_on_start(host, task)
    result = types.SimpleNamespace(task=task, host=host, result={"changed": True, "msg": "No."})
    getattr(recorder, method)(result, **more)
    line = json.loads((tmp_path / "run.jsonl").read_text())
    assert (line["verdict"], line["changed"], line["span"]) == (verdict, True, [1, 2])
    assert line["message"] == ("No." if verdict in ("failed", "unreachable") else "")
