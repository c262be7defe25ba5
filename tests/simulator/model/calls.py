# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Method calls as values: what is called on which object, ready to run now or later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from .methods import Arguments, Handler
from .registry_provider import Provider
from .services import call_service
from .state import Licence, MachineState
from .values import WmiValue


@dataclass(frozen=True, slots=True)
class Outcome:
    """A method's return value and output parameters."""

    return_value: int
    outputs: Mapping[str, WmiValue]


class Call(Protocol):
    """A method with its object and its arguments."""

    def run(self) -> Outcome:
        """Let it take effect."""


@dataclass(frozen=True, slots=True)
class RegistryCall:
    """A static method of StdRegProv."""

    provider: Provider
    method: str
    arguments: Arguments

    def run(self) -> Outcome:
        """Read the registry or write to it; failures are return values."""
        return Outcome(*self.provider.call(self.method, self.arguments))


@dataclass(frozen=True, slots=True)
class ServiceCall:
    """A method of Win32_Service."""

    state: MachineState
    name: str
    method: str
    arguments: Arguments

    def run(self) -> Outcome:
        """Control the service; failures are return values."""
        return Outcome(call_service(self.state, self.name, self.method, self.arguments), {})


@dataclass(frozen=True, slots=True)
class SystemCall:
    """A method of a class of Windows itself: a function of machine and arguments."""

    state: MachineState
    function: Callable[[MachineState, Arguments], tuple[int, dict[str, WmiValue]]]
    arguments: Arguments

    def run(self) -> Outcome:
        """Most failures are return values."""
        return Outcome(*self.function(self.state, self.arguments))


@dataclass(frozen=True, slots=True)
class LicensingCall:
    """A method of the Software Protection classes; `licence` is the addressed row, None for the service."""

    state: MachineState
    handler: Handler
    licence: Licence | None
    arguments: Arguments

    def run(self) -> Outcome:
        """Let the service do it; failures are raised."""
        return Outcome(0, self.handler(self.state, self.licence, self.arguments))


@dataclass(frozen=True, slots=True)
class BoundCall:
    """A call with its place: the class, the canonical name of the method and the addressed product row, if any."""

    class_name: str
    method: str
    is_mutating: bool
    call: Call
    licence: Licence | None = None
