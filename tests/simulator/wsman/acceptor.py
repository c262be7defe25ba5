# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One host's WS-Management service: bytes of a request in, status and bytes of the answer out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from xml.etree import ElementTree as ET

from ..injection import FaultPlan
from ..journal import Entry
from ..model.errors import ModelError, OperationTimedOut, SppError
from ..model.machine import Machine, Selection
from ..model.schema import ClassSchema, Method
from ..model.wql import class_in
from .effects import after_effects, before_effects, delay_of, execute, is_delaying
from .enumeration import Enumerations, Limits, context_of, max_elements_of
from .faults import MustUnderstandFault, Place, WsmanFault, fault_of
from .instances import fragment, instance, method_output, reference
from .invocation import arguments, method_name
from .names import (
    ACTION_ENUMERATE,
    ACTION_GET,
    ACTION_PULL,
    ACTION_RELEASE,
    ENUMERATION,
    OTHER_TRANSFER_ACTIONS,
    WQL_DIALECTS,
    WSMAN,
    qualified,
)
from .request import Envelope, Request, parse_envelope, read_request
from .resource import Resource, key_selectors, resource_of
from .response import Writer

_KINDS = {ACTION_ENUMERATE: "enumerate", ACTION_PULL: "pull", ACTION_GET: "get", ACTION_RELEASE: "release"}
_MAX_ELEMENTS_ALL = 32_000


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; `drops_connection` means that it must not be sent."""

    status: int
    body: bytes
    drops_connection: bool = False
    kills_context: bool = False
    is_plain: bool = False
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The action and body of a successful response."""

    action: str
    body: str


class Acceptor:
    """Serves one machine.

    Attributes:
        under_way: Requests that were sent to the machine and have not reached it.
    """

    def __init__(self, machine: Machine, faults: FaultPlan) -> None:
        self._machine = machine
        self._faults = faults
        self.under_way = 0
        switches, spec = machine.state.switches, machine.state.spec
        self._switches = switches
        self._enumerations = Enumerations(machine.state.world.clock, switches.zero_rows)
        self._writer = Writer(
            machine_name=spec.name,
            locale=spec.locale,
            fault_dialect=switches.fault_dialect,
            timed_out_dialect=switches.timed_out_dialect,
            sends_activity_id=switches.activity_id,
            texts=dict(spec.texts),
        )
        self._handlers: Mapping[str, Callable[[Request, Resource, Entry], Answer]] = {
            ACTION_ENUMERATE: self._enumerate,
            ACTION_PULL: self._pull,
            ACTION_RELEASE: self._release,
            ACTION_GET: self._get,
        }

    def delay(self, data: bytes, entry: Entry) -> float:
        """Real seconds until a request may be handled."""
        if not is_delaying(self._faults):
            return 0.0
        try:
            self._describe(read_request(parse_envelope(data)), entry)
        except (MustUnderstandFault, WsmanFault):
            return 0.0
        return delay_of(self._faults, entry)

    def handle(self, data: bytes, entry: Entry) -> Reply:
        """Serve one request and fill its journal entry."""
        envelope: Envelope | None = None
        try:
            self._check_size(data)
            envelope = parse_envelope(data)
            request = read_request(envelope)
            self._describe(request, entry)
            early = before_effects(self._faults, entry)
            if early is not None:
                return Reply(*early)
            answer = self._serve(request, entry)
        except MustUnderstandFault as fault:
            entry.fault = "must_understand"
            related = envelope.message_id if envelope else None
            return Reply(500, self._writer.must_understand(fault, related).encode())
        except WsmanFault as fault:
            return self._finish(self._fault(fault, envelope, entry), 500, entry)
        text = self._writer.envelope(answer.action, answer.body, request.message_id, request.echoes)
        return self._finish(text, 200, entry)

    def _finish(self, text: str, status: int, entry: Entry) -> Reply:
        """Damage or drop the finished answer when a fault says so."""
        return Reply(*after_effects(self._faults, entry, status, text))

    def _fault(self, fault: WsmanFault, envelope: Envelope | None, entry: Entry) -> str:
        entry.fault, entry.fault_code = fault.name, fault.code
        related = envelope.message_id if envelope else None
        declares = envelope is not None and any(name.endswith("/cimbinding.xsd") for name in envelope.namespaces)
        return self._writer.fault(fault, related, declares)

    def _check_size(self, data: bytes) -> None:
        if len(data) > self._switches.max_envelope_kb * 1024:
            raise WsmanFault("service_envelope_limit")

    def _describe(self, request: Request, entry: Entry) -> None:
        """Fill the journal before anything can go wrong with the request."""
        entry.kind = _KINDS.get(request.action, "other")
        name = request.resource_uri.rpartition("/")[2]
        entry.class_name = None if name == "*" else name
        if entry.kind == "enumerate":
            self._describe_filter(request, entry)
        elif entry.kind == "other" and request.action.lower().startswith(request.resource_uri.lower() + "/"):
            entry.kind, entry.method = "invoke", request.action.rpartition("/")[2]
            entry.is_mutating = Method(entry.method, {}, {}).is_mutating

    def _describe_filter(self, request: Request, entry: Entry) -> None:
        text = "".join(_filter_texts(request))
        if text:
            entry.describe_query(text)
            entry.class_name = class_in(text) or entry.class_name

    def _serve(self, request: Request, entry: Entry) -> Answer:
        resource = resource_of(request)
        handler = self._handlers.get(request.action)
        if handler is None and entry.kind == "invoke":
            handler = self._invoke
        if handler is None:
            known = request.action in OTHER_TRANSFER_ACTIONS
            raise WsmanFault("action_mismatch" if known else "action_not_supported")
        return execute(partial(handler, request, resource, entry), self._machine, self._faults, entry, request.timeout)

    def _translate(self, error: ModelError, operation: str, parameter: str) -> WsmanFault:
        style = self._switches.spp_fault_code if isinstance(error, SppError) else "raw"
        return fault_of(error, Place(operation, parameter, style))

    def _limits(self, request: Request, elements: int) -> Limits:
        return Limits(min(request.max_envelope, self._switches.max_envelope_kb * 1024), elements)

    # --- reading ---------------------------------------------------------------------------------------------------

    def _enumerate(self, request: Request, resource: Resource, entry: Entry) -> Answer:
        if key_selectors(request):
            raise WsmanFault("keys_on_enumerate")
        body = _only_element(request, ENUMERATION, "Enumerate")
        selection = self._select(body, resource)
        entry.class_name = selection.schema.name
        is_optimised = body.find(qualified(WSMAN, "OptimizeEnumeration")) is not None
        with_reference = _enumeration_mode(body)
        items = [partial(self._item, selection, row, resource, with_reference) for row in range(len(selection.rows))]
        limits = self._limits(request, max_elements_of(body) if is_optimised else _MAX_ELEMENTS_ALL)
        text = self._enumerations.begin(request.resource_uri, list(items), limits, is_optimised)
        return Answer(ACTION_ENUMERATE + "Response", text)

    def _select(self, body: ET.Element, resource: Resource) -> Selection:
        texts = _filters(body)
        if len(texts) > 1:
            raise WsmanFault("invalid_body")
        if not texts:
            return self._select_all(resource)
        _check_polymorphism(body)
        dialect, wql = texts[0]
        if dialect.lower() not in WQL_DIALECTS:
            raise WsmanFault("filter_dialect")
        if not resource.is_any_class and not resource.is_cim_dialect:
            raise WsmanFault("cannot_process_filter")
        try:
            return self._machine.query(wql, resource.namespace)
        except ModelError as error:
            raise self._translate(error, "ExecQuery", wql) from error

    def _select_all(self, resource: Resource) -> Selection:
        if resource.is_any_class:
            raise WsmanFault("query_needed")
        try:
            return self._machine.instances(resource.class_name, resource.namespace)
        except ModelError as error:
            raise self._translate(error, "CreateInstanceEnum", resource.class_name) from error

    def _item(self, selection: Selection, index: int, resource: Resource, with_reference: bool) -> str:
        row = selection.rows[index]
        if selection.columns is not None:
            return fragment(selection.schema, row)
        text = self._instance(selection.schema, selection, index, resource)
        if not with_reference:
            return text
        uri = resource.class_uri(selection.schema.name)
        return f"<w:Item>{text}{reference(selection.schema, row, uri, resource.namespace)}</w:Item>"

    def _instance(self, schema: ClassSchema, selection: Selection, index: int, resource: Resource) -> str:
        """documented: derived objects come as their own class when a base class was asked for."""
        name = f"{schema.name}_Derived" if self._switches.derived_classes else schema.name
        return instance(schema, selection.rows[index], name, resource.class_uri(name))

    def _pull(self, request: Request, _resource: Resource, _entry: Entry) -> Answer:
        body = _only_element(request, ENUMERATION, "Pull")
        limits = self._limits(request, max_elements_of(body))
        text = self._enumerations.pull(context_of(body), request.resource_uri, limits)
        return Answer(ACTION_PULL + "Response", text)

    def _release(self, request: Request, _resource: Resource, _entry: Entry) -> Answer:
        body = _only_element(request, ENUMERATION, "Release")
        self._enumerations.release(context_of(body), request.resource_uri)
        return Answer(ACTION_RELEASE + "Response", "")

    def _get(self, request: Request, resource: Resource, entry: Entry) -> Answer:
        schema = self._schema(resource)
        entry.class_name = schema.name
        keys = key_selectors(request)
        if not keys and not schema.allows_bare_get:
            raise WsmanFault("not_a_singleton")
        self._check_selectors(schema, keys)
        try:
            selection = self._machine.get(schema.name, keys, resource.namespace)
        except ModelError as error:
            raise self._translate(error, "GetObject", "") from error
        _echo_keys(selection, keys)
        return Answer(ACTION_GET + "Response", self._instance(schema, selection, 0, resource))

    def _schema(self, resource: Resource) -> ClassSchema:
        try:
            return self._machine.schema(resource.class_name, resource.namespace)
        except ModelError as error:
            raise WsmanFault("resource_not_found") from error

    def _check_selectors(self, schema: ClassSchema, keys: Mapping[str, str]) -> None:
        known = {name.lower() for name in schema.keys}
        if any(name.lower() not in known for name in keys):
            raise WsmanFault("invalid_selectors")
        # live tests: some keys are enough where they are unique, as Name of a service
        if keys and schema.name == "Win32_NTLogEvent" and len(keys) < len(known):
            raise WsmanFault("insufficient_selectors")

    # --- methods ---------------------------------------------------------------------------------------------------

    def _invoke(self, request: Request, resource: Resource, entry: Entry) -> Answer:
        schema = self._schema(resource)
        entry.class_name = schema.name
        name = method_name(request.action, request.resource_uri)
        method = schema.methods.get(name.lower())
        if method is None:
            raise WsmanFault("provider", code=0x8004102E)
        entry.method, entry.is_mutating = method.name, method.is_mutating
        keys = self._invocation_keys(request, schema)
        try:
            values = arguments(request.body, method, request.resource_uri)
            outcome = self._machine.invoke(
                schema.name, keys, method.name, values, timeout=request.timeout, namespace=resource.namespace
            )
        except OperationTimedOut as error:
            raise WsmanFault("timed_out") from error
        except ModelError as error:
            raise self._translate(error, "ExecMethod", f"{schema.name}::{method.name}") from error
        text = method_output(
            resource.class_uri(schema.name),
            method.name,
            method.outputs.values(),
            outcome.outputs,
            outcome.return_value,
            self._switches.null_outputs == "nil",
        )
        return Answer(f"{request.resource_uri}/{name}Response", text)

    def _invocation_keys(self, request: Request, schema: ClassSchema) -> Mapping[str, str] | None:
        keys = key_selectors(request)
        if schema.is_static:
            if keys:
                raise WsmanFault("invalid_selectors")
            return None
        if not keys:
            is_internal = self._switches.missing_selector_fault == "internal_error"
            raise WsmanFault("missing_object_path" if is_internal else "invalid_method_parameters")
        self._check_selectors(schema, keys)
        return {name: keys[given] for given in keys for name in schema.keys if name.lower() == given.lower()}


def _only_element(request: Request, namespace: str, name: str) -> ET.Element:
    if len(request.body) != 1 or request.body[0].tag != qualified(namespace, name):
        raise WsmanFault("invalid_body")
    return request.body[0]


def _filters(body: ET.Element) -> list[tuple[str, str]]:
    found = [*body.findall(qualified(WSMAN, "Filter")), *body.findall(qualified(ENUMERATION, "Filter"))]
    return [(element.get("Dialect", ""), (element.text or "").strip()) for element in found]


def _filter_texts(request: Request) -> list[str]:
    return [text for element in request.body for _dialect, text in _filters(element)]


def _enumeration_mode(body: ET.Element) -> bool:
    """Whether endpoint references are wanted beside the objects."""
    mode = (body.findtext(qualified(WSMAN, "EnumerationMode")) or "EnumerateObject").strip()
    if mode not in ("EnumerateObject", "EnumerateObjectAndEPR"):
        raise WsmanFault("invalid_body")
    return mode == "EnumerateObjectAndEPR"


def _check_polymorphism(body: ET.Element) -> None:
    """documented: a query cannot be combined with another mode than deep enumeration."""
    mode = body.findtext(qualified(WSMAN, "PolymorphismMode"), "IncludeSubClassProperties").strip()
    if mode != "IncludeSubClassProperties":
        raise WsmanFault("polymorphism_unsupported")


def _echo_keys(selection: Selection, keys: Mapping[str, str]) -> None:
    """recorded: a Get returns key values spelled as the selectors were."""
    row = selection.rows[0]
    for given, text in keys.items():
        member = selection.schema.properties[given.lower()]
        if not member.is_number:
            row[member.name] = text
