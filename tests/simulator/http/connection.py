# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One TCP connection to one simulated host."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from ..host import Host
from ..injection import TRANSMISSION
from ..journal import Entry
from ..wsman.reply import Reply
from .auth import Account, ConnectionAuth, Rules
from .badly import send_badly
from .message import BadMessage, HttpRequest, read_request, response
from .sealing import PLAIN_TYPE, SEALED_TYPE, UnsealError, is_sealed, seal, unseal

_PATH = "/wsman"
#: community: with this header WinRM says who it is before anybody has logged in
_ANONYMOUS = "wsmanidentify"
_NOT_FOUND = b"<HTML><HEAD><TITLE>Not Found</TITLE></HEAD><BODY><h2>Not Found</h2></BODY></HTML>"
_HTML_TYPE = "text/html; charset=us-ascii"

ClientHandler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Dropped(Exception):
    """The connection is closed without (further) answer."""


class Connection:
    """Serves requests one after the other, as http.sys does on a connection."""

    def __init__(self, host: Host, account: Account, rules: Rules) -> None:
        self._host = host
        self._rules = rules
        self._auth = ConnectionAuth(account, rules)
        self._restarts = host.machine.state.power.restarts

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Until the peer leaves, or a fault closes the connection."""
        try:
            while await self._one(reader, writer):
                pass
        except (Dropped, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        try:
            request = await read_request(reader)
        except BadMessage as error:
            writer.write(response(error.status, headers=[("Connection", "close")]))
            await writer.drain()
            return False
        if request is None or self.is_cut:
            return False
        entry = self._host.journal.open(request.method, request.size)
        data = await self._answer(request, entry)
        entry.status, entry.bytes_out = int(data[9:12]), len(data)
        if self.loses(entry):
            return False
        rule = self._host.faults.take(TRANSMISSION, entry.kind, entry.class_name, entry.method)
        if rule is not None:
            entry.injected = rule.name
            return await send_badly(writer, data, rule)
        writer.write(data)
        await writer.drain()
        return request.keeps_alive

    @property
    def is_cut(self) -> bool:
        """Whether the host restarts, or has restarted since: nobody there knows of this connection."""
        return self._host.machine.is_down or self._restarts != self._host.machine.state.power.restarts

    def loses(self, entry: Entry) -> bool:
        """Whether the host goes down before an answer leaves it."""
        return self._host.machine.state.power.swallows(entry.method)

    async def _answer(self, request: HttpRequest, entry: Entry) -> bytes:
        if request.path.partition("?")[0].rstrip("/").lower() != _PATH:
            return response(404, _NOT_FOUND, _HTML_TYPE)
        if request.method != "POST":
            return response(405, headers=[("Allow", "POST")])
        header = request.headers.get("authorization")
        if header is not None:
            return await self._authenticate(header, request, entry)
        if not self._auth.is_authenticated and not self._auth.is_dead:
            identity = self._host.acceptor.identify(request.body, entry) if _ANONYMOUS in request.headers else None
            if identity is not None:
                return response(identity.status, identity.body, PLAIN_TYPE)
            return self._leg(entry, response(401, headers=self._rules.challenges()))
        return await self._message(request, entry, [])

    def _leg(self, entry: Entry, data: bytes) -> bytes:
        """A request that was part of logging in."""
        entry.is_authentication, entry.kind = True, "authentication"
        rule = self._host.faults.take(("drop_before", "busy_503", "redirect"), "authentication")
        if rule is None:
            return data
        entry.injected = rule.name
        if rule.name == "drop_before":
            raise Dropped
        if rule.name == "redirect":
            return response(rule.options["status"], headers=[("Location", rule.options["location"])])
        return response(503, b"<h2>Service Unavailable</h2>", _HTML_TYPE)

    async def _authenticate(self, header: str, request: HttpRequest, entry: Entry) -> bytes:
        step = self._auth.step(header)
        if step.status is not None:
            return self._leg(entry, response(step.status, headers=step.headers))
        if not request.body:
            return self._leg(entry, response(200, headers=step.headers))
        return await self._message(request, entry, step.headers)

    async def _message(self, request: HttpRequest, entry: Entry, headers: list[tuple[str, str]]) -> bytes:
        content_type = request.headers.get("content-type", "")
        entry.is_encrypted = is_sealed(content_type)
        if entry.is_encrypted:
            try:
                plain = unseal(self._auth.context, request.body)
            except UnsealError:
                return response(400)  # http.sys: empty body, nothing was processed
        elif not self._may_be_plain():
            return response(500)  # community: HTTP 500 without a body when encryption is required
        else:
            plain = request.body
        await self._arrival(plain, entry)
        reply = self._host.acceptor.handle(plain, entry)
        return self._reply(reply, entry.is_encrypted, headers)

    async def _arrival(self, plain: bytes, entry: Entry) -> None:
        """A slow way: the request arrives although its sender is gone, but never at another machine put in place."""
        acceptor, journal = self._host.acceptor, self._host.journal
        seconds = acceptor.delay(plain, entry)
        if not seconds:
            return
        journal.withdraw(entry)
        acceptor.under_way += 1
        try:
            await asyncio.sleep(seconds)
        finally:
            acceptor.under_way -= 1
        if self._host.acceptor is not acceptor:
            raise Dropped
        journal.enter(entry)

    def _may_be_plain(self) -> bool:
        return (self._rules.is_tls or self._rules.allows_unencrypted) and not self._auth.is_dead

    def _reply(self, reply: Reply, is_encrypted: bool, headers: list[tuple[str, str]]) -> bytes:
        if reply.drops_connection:
            raise Dropped
        if reply.kills_context:
            self._auth.kill()
        if reply.is_plain:
            more = self._auth.forget() if reply.status == 401 else list(reply.headers)
            return response(reply.status, reply.body, _HTML_TYPE if reply.body else None, more)
        if is_encrypted and self._auth.context is not None:
            return response(reply.status, seal(self._auth.context, reply.body), SEALED_TYPE, headers)
        return response(reply.status, reply.body, PLAIN_TYPE, headers)


def handler(host: Host, account: Account, rules: Rules) -> ClientHandler:
    """The callback of a listener."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await Connection(host, account, rules).serve(reader, writer)

    return serve
