# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that call a method."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..journal import Entry
from ..model.errors import ModelError
from ..model.schema import ClassSchema, Method
from ..served import OperationTimedOut
from .arguments import arguments, method_name
from .faults import WsmanFault
from .instances import method_output
from .plugin import WmiPlugin
from .reply import Answer
from .request import Request
from .resource import Resource, key_selectors


@dataclass(frozen=True, slots=True)
class Invocation:
    """Answers method calls."""

    plugin: WmiPlugin

    def invoke(self, request: Request, resource: Resource, entry: Entry) -> Answer:
        """Call the method the action names."""
        schema = self.plugin.schema(resource)
        entry.class_name = schema.name
        name = method_name(request.action, request.resource_uri)
        method = schema.methods.get(name.lower())
        if method is None:
            raise WsmanFault("provider", code=0x8004102E)
        entry.method, entry.is_mutating = method.name, method.is_mutating
        text = self._output(request, resource, schema, method)
        return Answer(f"{request.resource_uri}/{name}Response", text)

    def _output(self, request: Request, resource: Resource, schema: ClassSchema, method: Method) -> str:
        keys = self._keys(request, schema, method)
        try:
            values = arguments(request.body, method, request.resource_uri)
            outcome = self.plugin.machine.invoke(
                schema.name, keys, method.name, values, timeout=request.timeout, namespace=resource.namespace
            )
        except OperationTimedOut as error:
            raise WsmanFault("timed_out") from error
        except ModelError as error:
            raise self.plugin.fault(error, "ExecMethod", f"{schema.name}::{method.name}") from error
        keeps_nulls = self.plugin.switches.null_outputs == "nil"
        return method_output(resource.class_uri(schema.name), method, outcome, keeps_nulls)

    def _keys(self, request: Request, schema: ClassSchema, method: Method) -> Mapping[str, str] | None:
        keys = key_selectors(request)
        if method.is_static and not keys:
            return None
        if schema.is_static:
            if keys:
                raise WsmanFault("invalid_selectors")
            return None
        if not keys:
            is_internal = self.plugin.switches.missing_selector_fault == "internal_error"
            raise WsmanFault("missing_object_path" if is_internal else "invalid_method_parameters")
        self.plugin.check_selectors(schema, keys)
        return {name: keys[given] for given in keys for name in schema.keys if name.lower() == given.lower()}
