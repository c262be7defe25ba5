# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The running simulator: listeners of all hosts, the admin endpoint, the state file."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from .admin import Admin
from .http.auth import Account, CredentialFile, Rules
from .http.connection import ClientHandler, handler
from .http.message import STREAM_LIMIT
from .http.tls import Identity, make_identity
from .leaflet import keys_to_try, kind_of, standing_of
from .listeners import Place, assign_addresses, bind, bind_common, bind_each, place_of
from .scenario import HostPlan, Scenario
from .simulation import Simulation
from .statefile import certificate_path, remove_state, write_private, write_state

_ADMIN_ADDRESS = "127.0.0.1"


class Server:
    """All listeners of one simulation."""

    def __init__(self, scenario: Scenario, port: int = 0, uses_ports: bool = False) -> None:
        self.simulation = Simulation(scenario)
        self._account = Account(scenario.user, scenario.password)
        self._port = port
        self._uses_ports = uses_ports
        self._servers: list[asyncio.Server] = []
        self._credentials: CredentialFile | None = None
        self._identity: Identity | None = None
        self.token = secrets.token_urlsafe(16)
        self.places: dict[str, Place] = {}
        self.tls_places: dict[str, Place] = {}
        self.admin_place = Place(_ADMIN_ADDRESS, 0)

    async def start(self) -> None:
        """Bind everything and begin to listen."""
        self._credentials = CredentialFile(self._account)
        plans = self.simulation.scenario.hosts
        addresses = assign_addresses([plan.address for plan in plans])
        if any(plan.transports.https for plan in plans):
            names = [plan.name for plan in plans]
            self._identity = make_identity(names, [*addresses, "127.0.0.1"])
        await self._listen_plain(plans, addresses)
        await self._listen_tls(plans, addresses)
        await self._listen_admin()

    async def stop(self) -> None:
        """Close all listeners and remove what was created."""
        for server in self._servers:
            server.close()
        if self._credentials is not None:
            self._credentials.remove()
        await asyncio.sleep(0)

    def _sockets(self, addresses: list[str], port: int) -> list[socket.socket]:
        return bind_each(len(addresses), port) if self._uses_ports else bind_common(addresses, port)

    async def _listen_plain(self, plans: tuple[HostPlan, ...], addresses: list[str]) -> None:
        wanted = [(plan, address) for plan, address in zip(plans, addresses, strict=True) if plan.transports.http]
        sockets = self._sockets([address for dummy, address in wanted], self._port) if wanted else []
        for (plan, _address), item in zip(wanted, sockets, strict=True):
            self.places[plan.name] = place_of(item)
            await self._serve(item, self._handler(plan, is_tls=False))

    async def _listen_tls(self, plans: tuple[HostPlan, ...], addresses: list[str]) -> None:
        wanted = [(plan, address) for plan, address in zip(plans, addresses, strict=True) if plan.transports.https]
        for (plan, _address), item in zip(
            wanted, self._tls_sockets([address for dummy, address in wanted]), strict=True
        ):
            self.tls_places[plan.name] = place_of(item)
            await self._serve(item, self._handler(plan, is_tls=True), is_tls=True)

    def _tls_sockets(self, addresses: list[str]) -> list[socket.socket]:
        """The next port after the plain ones where it is free, else any."""
        if not addresses:
            return []
        used = max((place.port for place in self.places.values()), default=0)
        if used:
            try:
                return self._sockets(addresses, used + 1)
            except OSError:
                pass
        return self._sockets(addresses, 0)

    async def _listen_admin(self) -> None:
        item = bind(_ADMIN_ADDRESS, 0)
        self.admin_place = place_of(item)
        await self._serve(item, Admin(self.simulation, self.token).serve)

    def _handler(self, plan: HostPlan, is_tls: bool) -> ClientHandler:
        transports = plan.transports
        rules = Rules(
            allows_basic=transports.basic,
            allows_unencrypted=transports.allow_unencrypted,
            is_tls=is_tls,
            channel_bindings=self._identity.bindings if is_tls and self._identity else None,
            requires_channel_binding=transports.channel_binding,
        )
        return handler(self.simulation.hosts[plan.name], self._account, rules)

    async def _serve(self, item: socket.socket, callback: ClientHandler, is_tls: bool = False) -> None:
        context = self._identity.context if is_tls and self._identity else None
        self._servers.append(await asyncio.start_server(callback, sock=item, ssl=context, limit=STREAM_LIMIT))

    def describe(self, certificate: Path | None, ends_at: datetime | None = None) -> dict[str, Any]:
        """The content of the state file."""
        scenario = self.simulation.scenario
        return {
            "pid": os.getpid(),
            "scenario": str(scenario.path) if scenario.path else None,
            "ends_at": ends_at.isoformat(timespec="seconds") if ends_at else None,
            "port": _common_port(self.places),
            "tls_port": _common_port(self.tls_places),
            "admin": {"address": self.admin_place.address, "port": self.admin_place.port, "token": self.token},
            "certificate": str(certificate) if certificate else None,
            "hosts": dict(self._describe_hosts()),
            "keys": [item.as_data() for item in keys_to_try(self.simulation)],
            "user": scenario.user,
            "password": scenario.password,
        }

    def _describe_hosts(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for name, host in self.simulation.hosts.items():
            spec = host.machine.state.spec
            plain, tls = self.places.get(name), self.tls_places.get(name)
            place = plain or tls
            yield (
                name,
                {
                    "address": place.address if place else None,
                    "port": plain.port if plain else None,
                    "tls_port": tls.port if tls else None,
                    "kind": kind_of(spec),
                    "generation": spec.generation,
                    "caption": spec.caption,
                    "locale": spec.locale,
                    "standing": str(standing_of(host.machine)),
                },
            )

    @property
    def certificate_pem(self) -> bytes | None:
        """The certificate of the TLS listeners."""
        return self._identity.certificate_pem if self._identity else None


def _common_port(places: dict[str, Place]) -> int | None:
    return next(iter(places.values())).port if places else None


async def run(server: Server, state_file: Path, lifetime: float, stopped: asyncio.Event) -> None:
    """Serve until stopped or until the lifetime is over."""
    await server.start()
    certificate = None
    if server.certificate_pem is not None:
        certificate = certificate_path(state_file).resolve()
        write_private(certificate, server.certificate_pem)
    ends_at = datetime.now(timezone.utc) + timedelta(seconds=lifetime)
    write_state(state_file, server.describe(certificate, ends_at))
    try:
        await asyncio.wait_for(stopped.wait(), lifetime)
    except TimeoutError:
        pass
    finally:
        await server.stop()
        remove_state(state_file)
