# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The admin endpoint: JSON over plain HTTP on loopback, for tests that look behind the scenes.

Every request carries the token of the state file in `X-Simulator-Token`.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from .host import Host
from .host_report import host_state, host_work
from .http.message import BadMessage, HttpRequest, read_request, response
from .injection import read_rule
from .model.errors import ModelError
from .simulation import Simulation
from .upheaval_section import read_power, read_servicing
from .validation import Node, ScenarioError

_JSON = "application/json"


class AdminError(Exception):
    """A request the endpoint refuses."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Call:
    """One admin request."""

    host: Host | None
    query: dict[str, str]
    data: dict[str, Any]

    def require_host(self) -> Host:
        """The addressed host."""
        if self.host is None:
            raise AdminError(404, "a host is needed")
        return self.host


class Admin:
    """Serves the endpoint."""

    def __init__(self, simulation: Simulation, token: str) -> None:
        self._simulation = simulation
        self._token = token
        self._routes: list[tuple[str, re.Pattern[str], Callable[[Call], Any]]] = [
            ("GET", re.compile(r"/hosts"), self._hosts),
            ("GET", re.compile(r"/hosts/(?P<host>[^/]+)/state"), lambda call: host_state(call.require_host())),
            ("GET", re.compile(r"/hosts/(?P<host>[^/]+)/journal"), self._journal),
            ("DELETE", re.compile(r"/hosts/(?P<host>[^/]+)/journal"), self._clear_journal),
            ("GET", re.compile(r"/hosts/(?P<host>[^/]+)/confirmation_id"), self._confirmation_id),
            ("GET", re.compile(r"/hosts/(?P<host>[^/]+)/faults"), lambda call: call.require_host().faults.as_data()),
            ("POST", re.compile(r"/hosts/(?P<host>[^/]+)/faults"), self._add_fault),
            ("DELETE", re.compile(r"/hosts/(?P<host>[^/]+)/faults"), self._clear_faults),
            ("POST", re.compile(r"/hosts/(?P<host>[^/]+)/hardware"), self._hardware),
            ("POST", re.compile(r"/hosts/(?P<host>[^/]+)/reboot"), self._reboot),
            ("GET", re.compile(r"/hosts/(?P<host>[^/]+)/work"), lambda call: host_work(call.require_host())),
            ("POST", re.compile(r"/hosts/(?P<host>[^/]+)/servicing"), self._servicing),
            ("POST", re.compile(r"/hosts/(?P<host>[^/]+)/power"), self._power),
            ("POST", re.compile(r"/hosts/(?P<host>[^/]+)/log_off"), self._log_off),
            ("POST", re.compile(r"/hosts/(?P<host>[^/]+)/log_on"), self._log_on),
            ("POST", re.compile(r"/hosts/(?P<host>[^/]+)/reimage"), self._reimage),
            ("POST", re.compile(r"/hosts/(?P<host>[^/]+)/clock_offset"), self._clock_offset),
            ("GET", re.compile(r"/activations"), lambda _call: self._simulation.world.activation.report()),
            ("GET", re.compile(r"/clock"), lambda _call: self._now()),
            ("POST", re.compile(r"/clock"), self._clock),
            ("GET", re.compile(r"/journal"), lambda _call: {"arrivals": self._simulation.arrivals.count}),
            ("DELETE", re.compile(r"/journal"), self._clear_journals),
            ("DELETE", re.compile(r"/faults"), self._clear_all_faults),
            ("POST", re.compile(r"/reset"), self._reset),
        ]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        try:
            while (request := await read_request(reader)) is not None:
                writer.write(self._answer(request))
                await writer.drain()
        except (BadMessage, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    def _answer(self, request: HttpRequest) -> bytes:
        try:
            result = self._dispatch(request)
        except AdminError as error:
            return response(error.status, json.dumps({"error": str(error)}).encode(), _JSON)
        except (ScenarioError, ValueError) as error:
            return response(400, json.dumps({"error": str(error)}).encode(), _JSON)
        return response(200, json.dumps(result).encode(), _JSON)

    def _dispatch(self, request: HttpRequest) -> Any:
        if not hmac.compare_digest(request.headers.get("x-simulator-token", ""), self._token):
            raise AdminError(401, "the token of the state file is needed")
        parts = urlsplit(request.path)
        for method, pattern, action in self._routes:
            match = pattern.fullmatch(parts.path)
            if match and method == request.method:
                query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
                return action(Call(self._host(match.groupdict().get("host")), query, _data(request)))
        raise AdminError(404, f"no such resource: {request.method} {parts.path}")

    def _host(self, name: str | None) -> Host | None:
        if name is None:
            return None
        host = self._simulation.hosts.get(name)
        if host is None:
            raise AdminError(404, f"no host {name}")
        return host

    def _hosts(self, _call: Call) -> list[str]:
        return list(self._simulation.hosts)

    def _journal(self, call: Call) -> dict[str, Any]:
        journal = call.require_host().journal
        return {"summary": journal.summary(), "entries": journal.as_data()}

    def _clear_journal(self, call: Call) -> dict[str, Any]:
        call.require_host().journal.clear()
        return {}

    def _clear_journals(self, _call: Call) -> dict[str, Any]:
        for host in self._simulation.hosts.values():
            host.journal.clear()
        return {}

    def _confirmation_id(self, call: Call) -> dict[str, Any]:
        """What the portal would answer: a plainly fake ID that only this simulator accepts."""
        machine = call.require_host().machine
        try:
            licence = machine.licence(call.query.get("activation_id", ""))
        except ModelError as error:
            raise AdminError(404, "no such activation_id") from error
        installation = machine.state.installation_id(licence)
        record = licence.key.record if licence.key else None
        if installation is None or record is None:
            raise AdminError(409, "the product has no key that can be activated offline")
        service = self._simulation.world.activation
        try:
            confirmation = service.issue_confirmation_id(record, installation, machine.state.hardware)
        except ModelError as error:
            raise AdminError(409, f"the activation service refuses: 0x{error.code:08X}") from error
        return {"installation_id": installation, "confirmation_id": confirmation}

    def _add_fault(self, call: Call) -> dict[str, Any]:
        call.require_host().add_fault(read_rule(Node(call.data, "fault")))
        return {}

    def _clear_faults(self, call: Call) -> dict[str, Any]:
        call.require_host().clear_faults()
        return {}

    def _clear_all_faults(self, _call: Call) -> dict[str, Any]:
        for host in self._simulation.hosts.values():
            host.clear_faults()
        return {}

    def _hardware(self, call: Call) -> dict[str, Any]:
        machine = call.require_host().machine
        machine.change_hardware(Node(call.data).at("hardware").text(machine.state.hardware + "+"))
        return {"hardware": machine.state.hardware}

    def _reboot(self, call: Call) -> dict[str, Any]:
        call.require_host().machine.reboot()
        return {}

    def _servicing(self, call: Call) -> dict[str, Any]:
        call.require_host().machine.state.servicing = read_servicing(Node(call.data, "servicing"))
        return {}

    def _power(self, call: Call) -> dict[str, Any]:
        call.require_host().machine.state.power = read_power(Node(call.data, "power"))
        return {}

    def _log_off(self, call: Call) -> dict[str, Any]:
        return {"changed": call.require_host().machine.state.hives.log_off(Node(call.data).at("sid").text())}

    def _log_on(self, call: Call) -> dict[str, Any]:
        return {"changed": call.require_host().machine.state.hives.log_on(Node(call.data).at("sid").text())}

    def _reimage(self, call: Call) -> dict[str, Any]:
        host = call.require_host()
        self._simulation.reimage(host.name)
        return {"installations": host.machine.state.installations}

    def _clock_offset(self, call: Call) -> dict[str, Any]:
        """Set a host's clock wrong, or right again with 0."""
        node = Node(call.data)
        node.keys(("minutes",))
        state = call.require_host().machine.state
        state.clock_offset = node.at("minutes").offset_or_minutes()
        return {"now": state.now.isoformat()}

    def _clock(self, call: Call) -> dict[str, Any]:
        node = Node(call.data, "clock")
        node.keys(("advance_minutes", "set"))
        clock = self._simulation.world.clock
        if node.at("set").is_set:
            clock.set(node.at("set").moment(clock.now))
        clock.advance(minutes=node.at("advance_minutes").real())
        return self._now()

    def _now(self) -> dict[str, Any]:
        return {"now": self._simulation.world.clock.now.isoformat()}

    def _reset(self, _call: Call) -> dict[str, Any]:
        self._simulation.reset()
        return {}


def _data(request: HttpRequest) -> dict[str, Any]:
    if not request.body:
        return {}
    data = json.loads(request.body)
    if not isinstance(data, dict):
        raise AdminError(400, "a JSON object is expected")
    return data
