# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An action without Ansible around it: a task, a connection, and a host in memory or on a scripted wire."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible import _host_action, _options
from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible._host_action import HostAction
from ansible_collections.licenseops.windows.plugins.plugin_utils._task._patience import Patience

from .fake_host import FakeClock, FakeHost
from .wire import ScriptedTransport, client_over


def build(action: type[HostAction], args: dict[str, Any], **task: Any) -> HostAction:
    """An action with these options; ``check_mode`` and ``diff`` may be given too."""
    plain = {"async_val": 0, "check_mode": False, "diff": False, "action": "an_action", "delegate_to": None}
    facts = {"args": args} | plain | task
    connection = SimpleNamespace(transport="winrm", become=None, _shell=SimpleNamespace(tmpdir=None))
    loader = SimpleNamespace(_vault=SimpleNamespace(secrets=None))
    return action(SimpleNamespace(**facts), connection, None, loader, None, None)


def validated(action: type[HostAction], **args: Any) -> dict[str, Any]:
    """The options with their defaults, as ``desire`` gets them."""
    return build(action, args)._validated()


def run_on(
    monkeypatch: pytest.MonkeyPatch,
    action: type[HostAction],
    host: FakeHost,
    *,
    is_confidential: bool = True,
    check_mode: bool = False,
    diff: bool = False,
    **args: Any,
) -> dict[str, Any]:
    """The result of an action on a host in memory."""
    client = client_over(ScriptedTransport(is_confidential=is_confidential))
    clock = FakeClock()
    monkeypatch.setattr(_host_action, "client_for", lambda _connection: client)
    monkeypatch.setattr(_options, "Patience", partial(Patience, sleep=clock.sleep, clock=clock))
    monkeypatch.setattr(_host_action, "RemoteHost", lambda _session: host)
    return build(action, args, check_mode=check_mode, diff=diff).run(None, {"inventory_hostname": "a-host"})


def run_over(
    monkeypatch: pytest.MonkeyPatch, action: type[HostAction], transport: ScriptedTransport, **args: Any
) -> dict[str, Any]:
    """The result of an action over a scripted wire."""
    monkeypatch.setattr(_host_action, "client_for", lambda _connection: client_over(transport))
    return build(action, args).run(None, {})
