# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator in a thread of the calling process, for tests that need real sockets but no second process."""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from .client import AdminClient
from .host import Host
from .scenario import parse_scenario
from .server import Server
from .simulation import Simulation

_T = TypeVar("_T")
_SECONDS = 20


class BackgroundServer:
    """Runs a scenario given as data; use it as a context manager."""

    def __init__(self, scenario: dict[str, Any], uses_ports: bool = False) -> None:
        self._server = Server(parse_scenario(scenario), uses_ports=uses_ports)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True, name="simulator")
        self._folder = tempfile.TemporaryDirectory(prefix="simulator-")
        self.certificate: str | None = None

    def __enter__(self) -> BackgroundServer:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._server.start(), self._loop).result(_SECONDS)
        if self._server.certificate_pem is not None:
            path = Path(self._folder.name) / "certificate.pem"
            path.write_bytes(self._server.certificate_pem)
            self.certificate = str(path)
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_SECONDS)
        self._loop.close()
        self._folder.cleanup()

    async def _end(self) -> None:
        await self._server.stop()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def simulation(self) -> Simulation:
        """World and hosts. Read it freely between requests; change it with `run`."""
        return self._server.simulation

    def run(self, action: Callable[[], _T]) -> _T:
        """Do something in the server's thread."""
        done: Future[_T] = Future()

        def call() -> None:
            try:
                done.set_result(action())
            except Exception as error:
                done.set_exception(error)

        self._loop.call_soon_threadsafe(call)
        return done.result(_SECONDS)

    def reset(self) -> None:
        """Back to the scenario's start."""
        self.run(self.simulation.reset)

    def host(self, name: str) -> Host:
        """A host with its journal and faults."""
        return self.simulation.hosts[name]

    def endpoint(self, name: str, is_tls: bool = False) -> tuple[str, int]:
        """Address and port of a host."""
        place = (self._server.tls_places if is_tls else self._server.places)[name]
        return place.address, place.port

    def admin(self) -> AdminClient:
        """A client of the admin endpoint."""
        place = self._server.admin_place
        return AdminClient(place.address, place.port, self._server.token)
