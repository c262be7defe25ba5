# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulated host at the end of real sockets, pywinrm and pypsrp before it, and a journal between them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible import _connection
from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible._connection import client_for
from ansible_collections.licenseops.windows.plugins.plugin_utils._cim._row import Row
from ansible_collections.licenseops.windows.plugins.plugin_utils._cim._session import Instance, Query, Session
from ansible_collections.licenseops.windows.tests.unit.plugins.support.connections import LiveConnection
from tests.simulator.background import BackgroundServer
from tests.simulator.host import Host
from tests.simulator.injection import read_rule
from tests.simulator.validation import Node

SCENARIO = {
    "hosts": {
        "desk": {
            "profile": "windows-10-pro",
            "windows": {"situation": "key_not_activated", "key": "mak-windows-pro"},
            "transports": {"basic": True, "allow_unencrypted": True},
        },
        "elsewhere": {"profile": "windows-10-pro", "transports": {"basic": True, "allow_unencrypted": True}},
    }
}

#: Ways to log in, by the names of ``LiveConnection``, and whether TLS is below.
LOGINS = {"sealed": False, "basic": False, "plain": True}

ACTIVATE = "Activate"
DEPOSIT = "DepositOfflineConfirmationId"
_ARGUMENTS = {DEPOSIT: {"InstallationId": "1" * 63, "ConfirmationId": "0" * 48}}


@dataclass
class Desk:
    """The host, and one client of it."""

    server: BackgroundServer
    kind: str
    login: str
    more: dict[str, Any]

    def __post_init__(self) -> None:
        self.is_tls = LOGINS[self.login]
        trust = {"ca_trust_path": self.server.certificate} if self.is_tls else {}
        self.connection = LiveConnection(self.kind, self.url("desk"), self.login, **trust | self.more)
        self.client = client_for(self.connection)
        self.client._sleep = lambda _seconds: None
        self.session = Session(self.client)

    @property
    def transport(self) -> Any:
        return self.client._transport

    @property
    def host(self) -> Host:
        return self.server.host("desk")

    def url(self, name: str, is_tls: bool | None = None) -> str:
        """Where a host listens."""
        is_tls = self.is_tls if is_tls is None else is_tls
        address, port = self.server.endpoint(name, is_tls)
        return f"http{'s' if is_tls else ''}://{address}:{port}/wsman"

    def fault(self, name: str, **rule: Any) -> None:
        """Arm a fault."""
        parsed = read_rule(Node({"name": name, **rule}))
        self.server.run(lambda: self.host.add_fault(parsed))

    def read(self) -> tuple[Row, ...]:
        """A query."""
        return self.session.query(Query("SoftwareLicensingService", ("Version",)))

    def invoke(self, method: str = ACTIVATE) -> Row:
        """Activate, or another method that must not go out twice."""
        row = self.host.machine.row("Professional/mak").sku.activation_id
        return self.session.invoke(Instance("SoftwareLicensingProduct", (("ID", row),)), method, _ARGUMENTS.get(method))

    def arrived(self, method: str = ACTIVATE) -> int:
        """How often a method reached the machine, by the journal."""
        return sum(entry.method == method for entry in self.host.journal.entries)

    @property
    def requests(self) -> int:
        return self.host.journal.summary()["requests"]

    @property
    def logins(self) -> int:
        return self.host.journal.summary()["authentication"]

    def wait_for_the_drop(self) -> None:
        """Until the end of the connection has reached us."""
        for _round in range(200):
            if self.transport._wire.is_dropped:
                return
            time.sleep(0.01)
        raise AssertionError("the connection was not dropped")


def forget_clients(monkeypatch: Any) -> None:
    """Own clients for one test."""
    monkeypatch.setattr(_connection, "_clients", {})
