# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resource URIs: which namespace and class a request is about, in either dialect."""

from __future__ import annotations

from dataclasses import dataclass

from .faults import WsmanFault
from .names import CIM_CLASS_PREFIX, CIM_PREFIX, NAMESPACE_SELECTOR, SHELL_PREFIXES, WMI_PREFIX
from .request import Request

_DEFAULT_NAMESPACE = "root/cimv2"


@dataclass(frozen=True, slots=True)
class Resource:
    """A WMI resource. `class_name` is `*` for the all-classes URI."""

    namespace: str
    class_name: str
    is_cim_dialect: bool = False

    @property
    def is_any_class(self) -> bool:
        """Whether the URI names all classes of a namespace."""
        return self.class_name == "*"

    def class_uri(self, class_name: str) -> str:
        """The canonical URI of a class in this namespace and dialect."""
        if self.is_cim_dialect:
            return CIM_CLASS_PREFIX + class_name
        return f"{WMI_PREFIX}{self.namespace.lower()}/{class_name}"


def resource_of(request: Request) -> Resource:
    """The resource of a request; its letters' case does not matter (recorded)."""
    uri = request.resource_uri
    lower = uri.lower()
    if lower.startswith(SHELL_PREFIXES):
        raise WsmanFault("shells_not_simulated")
    if lower.startswith(WMI_PREFIX):
        namespace, dummy, class_name = uri[len(WMI_PREFIX) :].rpartition("/")
        return _checked(Resource(namespace, class_name))
    if lower.startswith(CIM_CLASS_PREFIX):
        return _checked(Resource(_cim_namespace(request), uri[len(CIM_CLASS_PREFIX) :], is_cim_dialect=True))
    if lower == f"{CIM_PREFIX}*":
        return Resource(_cim_namespace(request), "*", is_cim_dialect=True)
    raise WsmanFault("resource_not_found")


def _cim_namespace(request: Request) -> str:
    for name, value in request.selectors.items():
        if name.lower() == NAMESPACE_SELECTOR:
            return value.replace("\\", "/")
    return _DEFAULT_NAMESPACE


def _checked(resource: Resource) -> Resource:
    is_name = resource.is_any_class or resource.class_name.replace("_", "").isalnum()
    if not resource.namespace or not is_name:
        raise WsmanFault("resource_not_found")
    return resource


def key_selectors(request: Request) -> dict[str, str]:
    """The selectors that are keys, not the namespace."""
    return {name: value for name, value in request.selectors.items() if name.lower() != NAMESPACE_SELECTOR}
