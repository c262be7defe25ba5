# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notes what each task did and which requests it sent, for the check of idempotency, and keeps real hosts out of it.

It runs inside ansible-playbook and imports nothing of the simulator, so that nothing of that hides a user's modules.
"""

from __future__ import annotations

import errno
import http.client
import inspect
import ipaddress
import json
import os
import sys
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: idempotency_check
type: aggregate
short_description: Notes what tasks do and send
description:
  - Private to the check of idempotency of the simulator, which loads it.
"""

#: Environment: the file that is written, and where the admin endpoint of the simulator is, as JSON.
RECORD, ADMIN = "SIMULATOR_CHECK_RECORD", "SIMULATOR_CHECK_ADMIN"

_CLIENTS = ("winrm.", "pypsrp.", "psrp.", "paramiko.")


class CallbackModule(CallbackBase):
    """Writes a line of JSON for each task of each host when it has ended."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "idempotency_check"

    def __init__(self) -> None:
        super().__init__()
        self.wants_implicit_tasks = True
        self._journals = _Journals(json.loads(os.environ[ADMIN]))
        self._begun: dict[tuple[str, str], int] = {}
        sys.addaudithook(_keep_to_loopback)

    def v2_runner_on_start(self, host: Any, task: Any) -> None:
        """A task begins on a host. Ansible says so before the process is made that does it."""
        self._begun[host.get_name(), task._uuid] = self._journals.arrivals()

    def v2_runner_on_ok(self, result: Any) -> None:
        """A task went well."""
        self._end("ok", result)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        """A task failed."""
        self._end("ignored" if ignore_errors else "failed", result)

    def v2_runner_on_unreachable(self, result: Any) -> None:
        """A host could not be reached."""
        self._end("unreachable", result)

    def v2_runner_on_skipped(self, result: Any) -> None:
        """A task was skipped."""
        self._end("skipped", result)

    def v2_playbook_on_stats(self, stats: Any) -> None:
        """The run has come to its end; what was rescued is known only now."""
        fates = {
            host: {"failed": stats.failures.get(host, 0), "unreachable": stats.dark.get(host, 0)}
            for host in stats.processed
        }
        _write({"fates": fates})

    def _end(self, verdict: str, result: Any) -> None:
        task, host, fields = _parts(result)
        end = self._journals.arrivals()
        begin = self._begun.pop((host.get_name(), task._uuid), end)
        _write(
            {
                "host": host.get_name(),
                "task": task.get_name(),
                "path": task.get_path() or "",
                "verdict": verdict,
                "changed": bool(fields.get("changed")),
                "message": _message(fields) if verdict in ("failed", "unreachable") else "",
                "targets": sorted(_targets(fields)),
                "span": [begin, end],
            }
        )


class _Journals:
    """Asks the simulator how many requests have arrived."""

    def __init__(self, place: dict[str, Any]) -> None:
        self._token = {"X-Simulator-Token": place["token"]}
        self._connection = http.client.HTTPConnection(place["address"], place["port"], timeout=60)

    def arrivals(self) -> int:
        """At all hosts, ever."""
        self._connection.request("GET", "/journal", headers=self._token)
        return int(json.loads(self._connection.getresponse().read())["arrivals"])


def _write(line: dict[str, Any]) -> None:
    with open(os.environ[RECORD], "a", encoding="utf-8") as stream:
        stream.write(json.dumps(line) + "\n")


def _parts(result: Any) -> tuple[Any, Any, dict[str, Any]]:
    """Task, host and result; their public names came with ansible-core 2.19."""
    if hasattr(result, "task"):
        return result.task, result.host, result.result
    return result._task, result._host, result._result


def _items(fields: dict[str, Any]) -> list[dict[str, Any]]:
    """The result and those of its loop."""
    items = fields.get("results")
    return [fields, *(item for item in items if isinstance(item, dict))] if isinstance(items, list) else [fields]


def _targets(fields: dict[str, Any]) -> set[str]:
    """Names and addresses of the hosts that a task was delegated to; none where it was not."""
    given = [item.get("_ansible_delegated_vars") or {} for item in _items(fields)]
    names = ("ansible_delegated_host", "ansible_host")
    return {str(delegated[name]) for delegated in given for name in names if delegated.get(name)}


def _message(fields: dict[str, Any]) -> str:
    """Why it failed: of a loop, what the first item says."""
    wrong = [item for item in _items(fields)[1:] if item.get("failed") or item.get("unreachable")]
    return str((wrong or [fields])[0].get("msg") or "")


def _keep_to_loopback(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse what a connection plugin does to reach a host that is not simulated.

    Lookups and modules on the controller are none of its business: they may use the network.
    """
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and not _is_loopback(str(address[0])) and _comes_from_a_connection(_CLIENTS):
            _refuse(str(address[0]))
    elif event == "subprocess.Popen" and _comes_from_a_connection(()):
        _refuse(str(arguments[0]))


def _refuse(what: str) -> None:
    """Note it, because the user's playbook may tolerate what comes of it."""
    _write({"refused": what})
    raise PermissionError(errno.EACCES, f"{what} is no simulated host, and the check talks to no other")


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address.partition("%")[0]).is_loopback
    except ValueError:
        return address == "localhost"


def _comes_from_a_connection(clients: tuple[str, ...]) -> bool:
    """Whether a connection plugin, or the client behind it, is at work; the plugin ``local`` reaches nobody."""
    frame = inspect.currentframe()
    while frame is not None:
        name = str(frame.f_globals.get("__name__", ""))
        if name.startswith(clients):
            return True
        if name.startswith("ansible.plugins.connection.") or ".plugins.connection." in name:
            return not name.endswith(".local")
        frame = frame.f_back
    return False
