# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One host's WS-Management service: bytes of a request in, status and bytes of the answer out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from ..injection import IDENTIFY, FaultPlan
from ..journal import Entry
from ..model.schema import Method
from ..model.wql import class_in
from ..served import ServedMachine
from .deletion import Deletion
from .effects import Effects, Serving, is_delaying
from .faults import MustUnderstandFault, WsmanFault
from .identity import identity_body, is_identify
from .invocation import Invocation
from .names import ACTION_DELETE, ACTION_ENUMERATE, ACTION_GET, ACTION_PULL, ACTION_RELEASE, OTHER_TRANSFER_ACTIONS
from .plugin import WmiPlugin, filters_of
from .reading import Reading
from .reply import Answer, Reply
from .request import Envelope, Request, parse_envelope, read_request
from .resource import Resource, resource_of
from .response import Writer

Handler = Callable[[Request, Resource, Entry], Answer]
_KINDS = {
    ACTION_DELETE: "delete",
    ACTION_ENUMERATE: "enumerate",
    ACTION_GET: "get",
    ACTION_PULL: "pull",
    ACTION_RELEASE: "release",
}


class Acceptor:
    """Serves one machine.

    Attributes:
        under_way: Requests that were sent to the machine and have not reached it.
    """

    def __init__(self, machine: ServedMachine, faults: FaultPlan) -> None:
        self._machine = machine
        self._faults = faults
        self.under_way = 0
        state = machine.machine.state
        self._switches = state.switches
        self._writer = Writer.of(state.spec, state.switches)
        plugin = WmiPlugin(machine, state.switches)
        reading = Reading(plugin)
        self._invoke: Handler = Invocation(plugin).invoke
        self._handlers: Mapping[str, Handler] = {
            ACTION_ENUMERATE: reading.enumerate,
            ACTION_PULL: reading.pull,
            ACTION_RELEASE: reading.release,
            ACTION_GET: reading.get,
            ACTION_DELETE: Deletion(plugin).delete,
        }

    def delay(self, data: bytes, entry: Entry) -> float:
        """Real seconds until a request may be handled."""
        if not is_delaying(self._faults):
            return 0.0
        try:
            _describe(read_request(parse_envelope(data)), entry)
        except (MustUnderstandFault, WsmanFault):
            return 0.0
        return Effects(self._faults, entry).delay()

    def handle(self, data: bytes, entry: Entry) -> Reply:
        """Serve one request and fill its journal entry."""
        effects = Effects(self._faults, entry)
        envelope: Envelope | None = None
        try:
            self._check_size(data)
            envelope = parse_envelope(data)
            return self._identified(effects) if is_identify(envelope) else self._answered(envelope, effects)
        except MustUnderstandFault as fault:
            entry.fault = "must_understand"
            related = envelope.message_id if envelope else None
            return Reply(500, self._writer.must_understand(fault, related).encode())
        except WsmanFault as fault:
            return effects.finish(Reply(500, self._fault(fault, envelope, entry).encode()))

    def identify(self, data: bytes, entry: Entry) -> Reply | None:
        """The answer to Identify for somebody who has not logged in; None for any other request."""
        try:
            envelope = parse_envelope(data)
        except WsmanFault:
            return None
        if not is_identify(envelope):
            return None
        entry.kind = IDENTIFY
        return Reply(200, self._writer.bare(identity_body(self._machine.machine.state.spec, False)).encode())

    def _answered(self, envelope: Envelope, effects: Effects) -> Reply:
        request = read_request(envelope)
        _describe(request, effects.entry)
        early = effects.instead()
        if early is not None:
            return early
        answer = self._serve(request, effects)
        text = self._writer.envelope(answer.action, answer.body, request.message_id, request.echoes)
        return effects.finish(Reply(200, text.encode()))

    def _identified(self, effects: Effects) -> Reply:
        """Who answers, for somebody who has logged in."""
        effects.entry.kind = IDENTIFY
        early = effects.instead()
        if early is not None:
            return early
        body = identity_body(self._machine.machine.state.spec, True)
        serving = Serving(partial(Answer, "", body), self._machine, effects.entry, None)
        return effects.finish(Reply(200, self._writer.bare(effects.course().serve(serving).body).encode()))

    def _fault(self, fault: WsmanFault, envelope: Envelope | None, entry: Entry) -> str:
        entry.fault, entry.fault_code = fault.name, fault.code
        related = envelope.message_id if envelope else None
        declares = envelope is not None and any(name.endswith("/cimbinding.xsd") for name in envelope.namespaces)
        return self._writer.fault(fault, related, declares)

    def _check_size(self, data: bytes) -> None:
        if len(data) > self._switches.max_envelope_kb * 1024:
            raise WsmanFault("service_envelope_limit")

    def _serve(self, request: Request, effects: Effects) -> Answer:
        resource = resource_of(request)
        handler = self._handler(request, effects.entry)
        serving = Serving(
            partial(handler, request, resource, effects.entry), self._machine, effects.entry, request.timeout
        )
        return effects.course().serve(serving)

    def _handler(self, request: Request, entry: Entry) -> Handler:
        if entry.kind == "invoke":
            return self._invoke
        handler = self._handlers.get(request.action)
        if handler is None:
            known = request.action in OTHER_TRANSFER_ACTIONS
            raise WsmanFault("action_mismatch" if known else "action_not_supported")
        return handler


def _describe(request: Request, entry: Entry) -> None:
    """Fill the journal before anything can go wrong with the request."""
    entry.kind = _KINDS.get(request.action, "other")
    name = request.resource_uri.rpartition("/")[2]
    entry.class_name = None if name == "*" else name
    if entry.kind == "enumerate":
        _describe_filter(request, entry)
    elif request.action in (ACTION_DELETE, *OTHER_TRANSFER_ACTIONS):
        entry.is_mutating = True
    elif entry.kind == "other" and request.action.lower().startswith(request.resource_uri.lower() + "/"):
        entry.kind, entry.method = "invoke", request.action.rpartition("/")[2]
        entry.is_mutating = Method(entry.method, {}, {}).is_mutating


def _describe_filter(request: Request, entry: Entry) -> None:
    text = "".join(text for element in request.body for _dialect, text in filters_of(element))
    if text:
        entry.describe_query(text)
        entry.class_name = class_in(text) or entry.class_name
