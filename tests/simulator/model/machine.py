# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One simulated Windows host: queries, single objects and methods.

This is the whole public face of the model besides `World`. A failing call raises `SppError` or `WbemError`; with the
switch `licensing_errors: return_value` licensing failures come back as a number. What a test wants to go wrong is none
of its business: see `served.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .asked_classes import DIRECTORY, FILE, PING, directory_rows, file_rows, ping_rows
from .calls import BoundCall, Call, LicensingCall, Outcome, RegistryCall, ServiceCall, SystemCall
from .errors import Spp, SppError, Wbem, WbemError
from .methods import PRODUCT_METHODS, SERVICE_METHODS, Arguments
from .power import METHODS as POWER_METHODS
from .power import call_power, restart_completely, settle_power
from .processes import create as create_process
from .processes import process_rows, settle_processes, terminate
from .reading import DEFAULT_NAMESPACE, Readable, Row, require_object
from .refresh import REFRESH, Refreshing, RefreshView, Unseen
from .registry import HKEY_LOCAL_MACHINE, HKEY_USERS
from .registry_provider import Provider
from .schema import WITH_SUBSCRIPTION, ClassSchema, schema_at
from .services import SERVICE_CONTROLS
from .spec import MachineSpec
from .state import Licence, MachineState, new_state
from .switches import Switches
from .system_classes import system_rows
from .tasks import SCHEDULER, TASK, call_scheduler, delete_task, settle_tasks, task_rows
from .timekeeping import change_hardware, settle
from .views import product_row, service_row
from .world import World
from .wql import Condition

PRODUCT = "SoftwareLicensingProduct"
SERVICE = "SoftwareLicensingService"
WINDOWS_SERVICE = "Win32_Service"
PROCESS = "Win32_Process"
OPERATING_SYSTEM = "Win32_OperatingSystem"
#: classes whose objects are no table of facts
_ROWS: Mapping[str, Callable[[MachineState], list[Row]]] = {
    FILE: file_rows,
    DIRECTORY: directory_rows,
    PING: lambda state: ping_rows(state, None),
    PROCESS: process_rows,
    TASK: task_rows,
}
_HANDLERS = {PRODUCT: PRODUCT_METHODS, SERVICE: SERVICE_METHODS}


class Machine(Readable):
    """A host of the simulated world."""

    def __init__(self, spec: MachineSpec, world: World, switches: Switches | None = None) -> None:
        self.state: MachineState = new_state(spec, world, switches or Switches())
        self.refresh = RefreshView(self.state.switches.minimum_refresh)

    @property
    def name(self) -> str:
        """The host's name in the scenario."""
        return self.state.spec.name

    def schema(self, class_name: str, namespace: str = DEFAULT_NAMESPACE) -> ClassSchema:
        """The class, if it exists in the namespace at this Windows generation."""
        spec = self.state.spec
        level = spec.schema_level if spec.subscription is None else WITH_SUBSCRIPTION
        found = schema_at(level).get(class_name.lower())
        if (
            found is None
            or class_name.lower() in spec.missing_classes
            or namespace.lower().replace("\\", "/") not in found.namespaces
        ):
            raise WbemError(Wbem.INVALID_CLASS, class_name)
        return found

    def invoke(
        self,
        class_name: str,
        keys: Mapping[str, str] | None,
        method: str,
        arguments: Arguments | None = None,
        namespace: str = DEFAULT_NAMESPACE,
    ) -> Outcome:
        """Call a method by its canonical name; `keys` select the object, None for a static method."""
        self.settle()
        return self.run(self.bind(class_name, keys, method, arguments or {}, namespace))

    def bind(
        self, class_name: str, keys: Mapping[str, str] | None, method: str, arguments: Arguments, namespace: str
    ) -> BoundCall:
        """A call with its object, found and checked but not made."""
        schema = self.schema(class_name, namespace)
        declared = schema.methods.get(method.lower())
        if declared is None:
            raise WbemError(Wbem.INVALID_METHOD, method)
        is_free = schema.is_static or (declared.is_static and keys is None)
        licence = None if is_free else self._target(schema, keys)
        call = self._call(schema, keys or {}, declared.name, licence, arguments)
        if schema.name in _HANDLERS and declared.is_mutating and self.refresh.is_needed:
            call = self._kept_back(call, declared.name)
        return BoundCall(schema.name, declared.name, declared.is_mutating, call, licence)

    def run(self, bound: BoundCall) -> Outcome:
        """Let a bound call take effect."""
        try:
            return bound.call.run()
        except SppError as error:
            if self.state.switches.licensing_errors == "return_value":
                return Outcome(error.code, {})
            raise

    def rows_of(self, schema: ClassSchema) -> list[Row]:
        """All objects of a class, with all their properties."""
        if self.state.is_disabled and schema.name.startswith("SoftwareLicensing"):
            raise SppError(Spp.SERVICE_DISABLED)
        if schema.name == PRODUCT:
            return self.refresh.show(self.product_rows())
        if schema.name == SERVICE:
            return [service_row(self.state)]
        own = _ROWS.get(schema.name)
        return system_rows(self.state, schema.name) if own is None else own(self.state)

    def rows_for(self, schema: ClassSchema, where: Condition | None) -> list[Row]:
        """The objects among which a query looks."""
        return ping_rows(self.state, where) if schema.name == PING else self.rows_of(schema)

    def product_rows(self) -> list[Row]:
        """All product rows as they are, whether they show already or not."""
        licences = sorted(self.state.licences.values(), key=lambda item: item.sku.activation_id)
        return [product_row(self.state, licence) for licence in licences]

    def licence(self, activation_id: str) -> Licence:
        """The state behind a product row."""
        found = self.state.licences.get(activation_id.lower())
        if found is None:
            raise WbemError(Wbem.NOT_FOUND, f'{PRODUCT}.ID="{activation_id}"')
        return found

    def row(self, name: str) -> Licence:
        """The state behind a product row, by its name in the profile."""
        found = next((item for item in self.state.licences.values() if item.sku.row == name), None)
        if found is None:
            raise LookupError(name)
        return found

    def settle(self) -> None:
        """Let everything happen that time has brought."""
        settle_processes(self.state)
        settle_tasks(self.state)
        settle_power(self.state)
        settle(self.state)

    def reboot(self) -> None:
        """Restart the machine, in no time."""
        restart_completely(self.state)
        self.settle()

    @property
    def is_down(self) -> bool:
        """Whether it restarts just now, so that nobody answers."""
        settle_processes(self.state)
        settle_power(self.state)
        return self.state.power.is_down

    def delete(self, class_name: str, keys: Mapping[str, str], namespace: str = DEFAULT_NAMESPACE) -> None:
        """Delete an object; of the classes here, tasks can be deleted."""
        self.settle()
        schema = self.schema(class_name, namespace)
        if schema.name != TASK:
            raise WbemError(Wbem.PROVIDER_NOT_CAPABLE, class_name)
        delete_task(self.state, keys)

    def change_hardware(self, hardware: str) -> None:
        """Exchange enough hardware for licences to notice."""
        change_hardware(self.state, hardware)

    def _kept_back(self, call: Call, method: str) -> Call:
        is_refresh = method == REFRESH
        return Refreshing(call, self.refresh) if is_refresh else Unseen(call, self.refresh, self.product_rows)

    def _call(
        self, schema: ClassSchema, keys: Mapping[str, str], method: str, licence: Licence | None, arguments: Arguments
    ) -> Call:
        if schema.name == SCHEDULER:
            return SystemCall(self.state, lambda state, given: call_scheduler(state, method, given), arguments)
        if schema.name == PROCESS and method == "Create":
            return SystemCall(self.state, create_process, arguments)
        if schema.name == PROCESS:
            handle = keys.get("Handle", "")
            return SystemCall(self.state, lambda state, given: terminate(state, handle, given), arguments)
        if schema.name == OPERATING_SYSTEM and method in POWER_METHODS:
            return SystemCall(self.state, lambda state, given: (call_power(state, method, given), {}), arguments)
        if schema.is_static:
            return RegistryCall(self._registry_provider(), method, arguments)
        if schema.name == WINDOWS_SERVICE and method in SERVICE_CONTROLS:
            return ServiceCall(self.state, keys.get("Name", ""), method, arguments)
        handler = _HANDLERS.get(schema.name, {}).get(method)
        if handler is None:
            raise WbemError(Wbem.NOT_SUPPORTED, method)
        return LicensingCall(self.state, handler, licence, arguments)

    def _registry_provider(self) -> Provider:
        state = self.state
        hives = {HKEY_LOCAL_MACHINE: state.registry, HKEY_USERS: state.hives.loaded}
        return Provider(hives, state.switches, state.spec.is_elevated, state.spec.denied_keys)

    def _target(self, schema: ClassSchema, keys: Mapping[str, str] | None) -> Licence | None:
        if keys is None:
            raise WbemError(Wbem.INVALID_METHOD_PARAMETERS, schema.name)
        if schema.name == PRODUCT:
            return self.licence(keys.get("ID", ""))
        require_object(self, schema, keys)
        return None
