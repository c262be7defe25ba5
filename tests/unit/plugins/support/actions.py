# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An action without Ansible around it: a task, a connection, and a host in memory or on a scripted wire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible._host_action import HostAction, Reached
from ansible_collections.licenseops.windows.plugins.plugin_utils._cim._session import Session
from ansible_collections.licenseops.windows.plugins.plugin_utils._task._patience import Patience
from ansible_collections.licenseops.windows.plugins.plugin_utils._windows._host import RemoteHost

from .fake_host import FakeClock, FakeHost
from .wire import ScriptedTransport, client_over


def build(action: type[HostAction[Any]], args: dict[str, Any], **task: Any) -> HostAction[Any]:
    """An action with these options; ``check_mode`` and ``diff`` may be given too."""
    plain = {
        "async_val": 0,
        "check_mode": False,
        "diff": False,
        "action": "an_action",
        "delegate_to": None,
    }
    facts = {"args": args} | plain | task
    connection = SimpleNamespace(transport="winrm", become=None, _shell=SimpleNamespace(tmpdir=None))
    loader = SimpleNamespace(_vault=SimpleNamespace(secrets=None))
    return action(SimpleNamespace(**facts), connection, None, loader, None, None)


def validated(action: type[HostAction[Any]], **args: Any) -> dict[str, Any]:
    """The options with their defaults, as ``desire`` gets them."""
    return build(action, args)._validated()


def run_on(
    action: type[HostAction[Any]],
    host: FakeHost,
    *,
    is_confidential: bool = True,
    check_mode: bool = False,
    diff: bool = False,
    **args: Any,
) -> dict[str, Any]:
    """The result of an action on a host in memory, whose time passes only when the action waits."""
    clock = FakeClock()

    class OnHost(action):
        def reach(self) -> Reached:
            return Reached(host, is_confidential)

        def patience(self, args: Mapping[str, Any]) -> Patience:
            return replace(super().patience(args), sleep=clock.sleep, clock=clock)

    return build(OnHost, args, check_mode=check_mode, diff=diff).run(None, {"inventory_hostname": "a-host"})


def run_over(action: type[HostAction[Any]], transport: ScriptedTransport, **args: Any) -> dict[str, Any]:
    """The result of an action over a scripted wire."""

    class OverWire(action):
        def reach(self) -> Reached:
            return Reached(RemoteHost(Session(client_over(transport))), transport.is_confidential)

    return build(OverWire, args).run(None, {})
