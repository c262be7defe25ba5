# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that read: Enumerate, Pull, Release and Get."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from xml.etree import ElementTree as ET

from ..journal import Entry
from ..model.errors import ModelError
from ..model.reading import Selection
from ..served import OperationTimedOut
from .enumeration import Enumerations, Limits, context_of, max_elements_of
from .faults import WsmanFault
from .instances import fragment, instance, reference
from .names import (
    ACTION_ENUMERATE,
    ACTION_GET,
    ACTION_PULL,
    ACTION_RELEASE,
    ENUMERATION,
    WQL_DIALECTS,
    WSMAN,
    qualified,
)
from .plugin import WmiPlugin, filters_of, only_element
from .reply import Answer
from .request import Request
from .resource import Resource, key_selectors

_MAX_ELEMENTS_ALL = 32_000


class EnumerationMode(StrEnum):
    """What an enumeration lists (DSP0226, 8.7)."""

    OBJECTS = "EnumerateObject"
    REFERENCES = "EnumerateEPR"
    BOTH = "EnumerateObjectAndEPR"


class Reading:
    """Answers what changes nothing; knows the open enumerations of the host."""

    def __init__(self, plugin: WmiPlugin) -> None:
        self._plugin = plugin
        clock = plugin.machine.machine.state.world.clock
        self._enumerations = Enumerations(clock, plugin.switches.zero_rows)

    def enumerate(self, request: Request, resource: Resource, entry: Entry) -> Answer:
        """Begin an enumeration."""
        if key_selectors(request):
            raise WsmanFault("keys_on_enumerate")
        body = only_element(request, ENUMERATION, "Enumerate")
        selection = self._select(body, resource)
        entry.class_name = selection.schema.name
        is_optimised = body.find(qualified(WSMAN, "OptimizeEnumeration")) is not None
        mode = _enumeration_mode(body)
        items = [partial(self._item, selection, row, resource, mode) for row in range(len(selection.rows))]
        limits = self._limits(request, max_elements_of(body) if is_optimised else _MAX_ELEMENTS_ALL)
        text = self._enumerations.begin(request.resource_uri, list(items), limits, is_optimised)
        return Answer(ACTION_ENUMERATE + "Response", text)

    def pull(self, request: Request, _resource: Resource, _entry: Entry) -> Answer:
        """Go on with an enumeration."""
        body = only_element(request, ENUMERATION, "Pull")
        limits = self._limits(request, max_elements_of(body))
        text = self._enumerations.pull(context_of(body), request.resource_uri, limits)
        return Answer(ACTION_PULL + "Response", text)

    def release(self, request: Request, _resource: Resource, _entry: Entry) -> Answer:
        """End an enumeration early."""
        body = only_element(request, ENUMERATION, "Release")
        self._enumerations.release(context_of(body), request.resource_uri)
        return Answer(ACTION_RELEASE + "Response", "")

    def get(self, request: Request, resource: Resource, entry: Entry) -> Answer:
        """One object."""
        schema = self._plugin.schema(resource)
        entry.class_name = schema.name
        keys = key_selectors(request)
        if not keys and not schema.allows_bare_get:
            raise WsmanFault("not_a_singleton")
        self._plugin.check_selectors(schema, keys)
        try:
            selection = self._plugin.machine.get(schema.name, keys, resource.namespace)
        except ModelError as error:
            raise self._plugin.fault(error, "GetObject", "") from error
        _echo_keys(selection, keys)
        return Answer(ACTION_GET + "Response", self._instance(selection, 0, resource))

    def _limits(self, request: Request, elements: int) -> Limits:
        return Limits(min(request.max_envelope, self._plugin.switches.max_envelope_kb * 1024), elements)

    def _select(self, body: ET.Element, resource: Resource) -> Selection:
        texts = filters_of(body)
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
            return self._plugin.machine.query(wql, resource.namespace)
        except OperationTimedOut as error:
            raise WsmanFault("timed_out") from error
        except ModelError as error:
            raise self._plugin.fault(error, "ExecQuery", wql) from error

    def _select_all(self, resource: Resource) -> Selection:
        if resource.is_any_class:
            raise WsmanFault("query_needed")
        try:
            return self._plugin.machine.instances(resource.class_name, resource.namespace)
        except OperationTimedOut as error:
            raise WsmanFault("timed_out") from error
        except ModelError as error:
            raise self._plugin.fault(error, "CreateInstanceEnum", resource.class_name) from error

    def _item(self, selection: Selection, index: int, resource: Resource, mode: EnumerationMode) -> str:
        """inferred: a reference has the keys whatever columns a query names; beside a projection there is none."""
        uri = resource.class_uri(selection.schema.name)
        to_object = reference(selection.schema, selection.objects[index], uri, resource.namespace)
        if mode is EnumerationMode.REFERENCES:
            return to_object
        if selection.columns is not None:
            return fragment(selection.schema, selection.rows[index])
        text = self._instance(selection, index, resource)
        return text if mode is EnumerationMode.OBJECTS else f"<w:Item>{text}{to_object}</w:Item>"

    def _instance(self, selection: Selection, index: int, resource: Resource) -> str:
        """documented: derived objects come as their own class when a base class was asked for."""
        schema = selection.schema
        name = f"{schema.name}_Derived" if self._plugin.switches.derived_classes else schema.name
        return instance(schema, selection.rows[index], name, resource.class_uri(name))


def _enumeration_mode(body: ET.Element) -> EnumerationMode:
    text = body.findtext(qualified(WSMAN, "EnumerationMode")) or EnumerationMode.OBJECTS
    try:
        return EnumerationMode(text.strip())
    except ValueError as error:
        raise WsmanFault("invalid_body") from error


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
