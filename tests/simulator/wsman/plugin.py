# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the WMI plug-in of the service needs for every request: the machine, its classes, and the faults it makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from ..model.errors import ModelError, SppError
from ..model.schema import ClassSchema
from ..model.switches import Switches
from ..served import ServedMachine
from .faults import Place, WsmanFault, fault_of
from .names import ENUMERATION, WSMAN, qualified
from .request import Request
from .resource import Resource


@dataclass(frozen=True, slots=True)
class WmiPlugin:
    """The machine as the handlers of requests see it."""

    machine: ServedMachine
    switches: Switches

    def schema(self, resource: Resource) -> ClassSchema:
        """The class a resource names."""
        try:
            return self.machine.schema(resource.class_name, resource.namespace)
        except ModelError as error:
            raise WsmanFault("resource_not_found") from error

    def fault(self, error: ModelError, operation: str, parameter: str) -> WsmanFault:
        """The fault for a failure of the model."""
        style = self.switches.spp_fault_code if isinstance(error, SppError) else "raw"
        return fault_of(error, Place(operation, parameter, style))

    def check_selectors(self, schema: ClassSchema, keys: Mapping[str, str]) -> None:
        """Refuse selectors that are no keys, and too few of them."""
        known = {name.lower() for name in schema.keys}
        if any(name.lower() not in known for name in keys):
            raise WsmanFault("invalid_selectors")
        # live tests: some keys are enough where they are unique, as Name of a service
        if keys and schema.name == "Win32_NTLogEvent" and len(keys) < len(known):
            raise WsmanFault("insufficient_selectors")


def only_element(request: Request, namespace: str, name: str) -> ET.Element:
    """The one element the body must hold."""
    if len(request.body) != 1 or request.body[0].tag != qualified(namespace, name):
        raise WsmanFault("invalid_body")
    return request.body[0]


def filters_of(body: ET.Element) -> list[tuple[str, str]]:
    """Dialect and text of every filter of an Enumerate."""
    found = [*body.findall(qualified(WSMAN, "Filter")), *body.findall(qualified(ENUMERATION, "Filter"))]
    return [(element.get("Dialect", ""), (element.text or "").strip()) for element in found]
