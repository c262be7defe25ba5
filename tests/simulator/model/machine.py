# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One simulated Windows host: queries, single objects and methods.

This is the whole public face of the model besides `World`. A failing call raises `SppError`, `WbemError` or
`OperationTimedOut`; with the switch `licensing_errors: return_value` licensing failures come back as a number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .delays import Agenda, LateView
from .errors import ModelError, OperationTimedOut, Spp, SppError, Wbem, WbemError
from .kms import configured_target, log_request
from .methods import PRODUCT_METHODS, SERVICE_METHODS, Arguments
from .rearm import restart
from .registry import call_registry
from .reports import report_failure
from .schema import ClassSchema, schema_at
from .services import SERVICE_CONTROLS, call_service
from .state import Licence, MachineSpec, MachineState, new_state
from .switches import Switches
from .system_classes import system_rows
from .timekeeping import change_hardware, settle
from .values import Channel, WmiValue
from .views import product_row, service_row
from .world import World
from .wql import WqlSyntaxError, parse
from .wql_filter import check, matches

Row = dict[str, WmiValue]
PRODUCT = "SoftwareLicensingProduct"
SERVICE = "SoftwareLicensingService"
WINDOWS_SERVICE = "Win32_Service"
_DEFAULT_NAMESPACE = "root/cimv2"


@dataclass(frozen=True, slots=True)
class Selection:
    """What a query yields; `columns` is None when whole objects were asked for."""

    schema: ClassSchema
    columns: tuple[str, ...] | None
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A method's return value and output parameters."""

    return_value: int
    outputs: Mapping[str, WmiValue]


class Machine:
    """A host of the simulated world."""

    def __init__(self, spec: MachineSpec, world: World, switches: Switches | None = None) -> None:
        self.state: MachineState = new_state(spec, world, switches or Switches())
        self.durations: dict[str, float] = {}
        self._failure: tuple[int, bool] | None = None
        self._answer: int | None = None
        self.agenda = Agenda(world.clock, self.state.switches.poll_seconds)
        self.late = LateView(world.clock, waits_for_refresh=self.state.switches.minimum_refresh)

    @property
    def name(self) -> str:
        """The host's name in the scenario."""
        return self.state.spec.name

    def schema(self, class_name: str, namespace: str = _DEFAULT_NAMESPACE) -> ClassSchema:
        """The class, if it exists in the namespace at this Windows generation."""
        spec = self.state.spec
        found = schema_at(spec.schema_level).get(class_name.lower())
        if (
            found is None
            or class_name.lower() in spec.missing_classes
            or namespace.lower().replace("\\", "/") not in found.namespaces
        ):
            raise WbemError(Wbem.INVALID_CLASS, class_name)
        return found

    def query(self, wql: str, namespace: str = _DEFAULT_NAMESPACE) -> Selection:
        """Run a WQL data query."""
        self._arrive()
        try:
            query = parse(wql)
            schema = self.schema(query.class_name, namespace)
            check(query.where, schema)
            columns = _canonical(query.columns, schema)
        except WqlSyntaxError as error:
            raise WbemError(Wbem.INVALID_QUERY, wql) from error
        rows = [row for row in self._rows(schema) if matches(query.where, row, schema)]
        return Selection(schema, columns, [_cut(row, schema, columns) for row in rows])

    def rows(self, wql: str) -> list[Row]:
        """Just the rows of a query."""
        return self.query(wql).rows

    def instances(self, class_name: str, namespace: str = _DEFAULT_NAMESPACE) -> Selection:
        """All objects of a class."""
        self._arrive()
        schema = self.schema(class_name, namespace)
        return Selection(schema, None, [_cut(row, schema, None) for row in self._rows(schema)])

    def get(self, class_name: str, keys: Mapping[str, str], namespace: str = _DEFAULT_NAMESPACE) -> Selection:
        """One object by its keys; a subset of the keys is enough when it is unique (Win32_Service by Name)."""
        self._arrive()
        schema = self.schema(class_name, namespace)
        rows = [row for row in self._rows(schema) if _has_keys(row, schema, keys)]
        if len(rows) != 1:
            raise WbemError(Wbem.NOT_FOUND, _path(schema, keys))
        return Selection(schema, None, [_cut(rows[0], schema, None)])

    def invoke(
        self,
        class_name: str,
        keys: Mapping[str, str] | None,
        method: str,
        arguments: Arguments | None = None,
        timeout: float | None = None,
        namespace: str = _DEFAULT_NAMESPACE,
    ) -> Outcome:
        """Call a method by its canonical name.

        Args:
            keys: Selectors of the object; None for a static method.
            timeout: Seconds the caller allows; more than the service's cap does not help.
        """
        self._arrive()
        schema = self.schema(class_name, namespace)
        declared = schema.methods.get(method.lower())
        if declared is None:
            raise WbemError(Wbem.INVALID_METHOD, method)
        call = self._bind(schema, keys, declared.name, arguments or {})
        self._check_duration(declared.name, call, timeout)
        return self._run(call, self._failed_row(schema, keys, declared.name))

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

    def reboot(self) -> None:
        """Restart the machine."""
        restart(self.state)
        settle(self.state)

    def change_hardware(self, hardware: str) -> None:
        """Exchange enough hardware for licences to notice."""
        change_hardware(self.state, hardware)

    def fail_next(self, code: int, after: bool = False) -> None:
        """Let the next method fail with a code, before or after it took effect."""
        self._failure = (code, after)

    def answer_next(self, value: int) -> None:
        """Let the next method do nothing and return a value without outputs."""
        self._answer = value

    def _failing(self, call: Callable[[], Outcome], row: Licence | None) -> Outcome:
        failure, self._failure = self._failure, None
        answer, self._answer = self._answer, None
        if answer is not None:
            return Outcome(answer, {})
        if failure is None:
            return call()
        if failure[1]:
            call()
        elif row is not None:
            self._report(row, failure[0])
        raise SppError(failure[0])

    def _report(self, row: Licence, code: int) -> None:
        """An activation that fails on purpose leaves the same traces as any other."""
        if row.sku.channel is Channel.GVLK:
            log_request(self.state, row, configured_target(self.state, row), code)
        report_failure(self.state, row, code)

    def _failed_row(self, schema: ClassSchema, keys: Mapping[str, str] | None, method: str) -> Licence | None:
        is_activation = schema.name == PRODUCT and method == "Activate"
        return self.licence((keys or {}).get("ID", "")) if is_activation else None

    def _arrive(self) -> None:
        self.agenda.age()
        settle(self.state)

    def _rows(self, schema: ClassSchema) -> list[Row]:
        if self.state.is_disabled and schema.name.startswith("SoftwareLicensing"):
            raise SppError(Spp.SERVICE_DISABLED)
        if schema.name == PRODUCT:
            return self.late.show(self._product_rows())
        if schema.name == SERVICE:
            return [service_row(self.state)]
        return system_rows(self.state, schema.name)

    def _product_rows(self) -> list[Row]:
        licences = sorted(self.state.licences.values(), key=lambda item: item.sku.activation_id)
        return [product_row(self.state, licence) for licence in licences]

    def _bind(
        self, schema: ClassSchema, keys: Mapping[str, str] | None, method: str, arguments: Arguments
    ) -> Callable[[], Outcome]:
        if schema.is_static:
            return lambda: Outcome(*call_registry(self.state.registry, method, arguments))
        licence = self._target(schema, keys)
        if schema.name == WINDOWS_SERVICE and method in SERVICE_CONTROLS:
            name = (keys or {}).get("Name", "")
            return lambda: Outcome(call_service(self.state, name, method, arguments), {})
        handler = (PRODUCT_METHODS if schema.name == PRODUCT else SERVICE_METHODS).get(method)
        if handler is None or schema.name not in (PRODUCT, SERVICE):
            raise WbemError(Wbem.NOT_SUPPORTED, method)
        is_mutating = schema.methods[method.lower()].is_mutating

        def call() -> Outcome:
            if method == "RefreshLicenseStatus":
                self.late.refreshed()
            elif is_mutating:
                self.late.before_change(self._product_rows())
            return Outcome(0, handler(self.state, licence, arguments))

        return call

    def _target(self, schema: ClassSchema, keys: Mapping[str, str] | None) -> Licence | None:
        if keys is None:
            raise WbemError(Wbem.INVALID_METHOD_PARAMETERS, schema.name)
        if schema.name == PRODUCT:
            return self.licence(keys.get("ID", ""))
        if not any(_has_keys(row, schema, keys) for row in self._rows(schema)):
            raise WbemError(Wbem.NOT_FOUND, _path(schema, keys))
        return None

    def _check_duration(self, method: str, call: Callable[[], Outcome], timeout: float | None) -> None:
        cap = float(self.state.switches.max_operation_seconds)
        allowed = min(timeout or cap, cap)
        duration = self.durations.get(method, 0)
        if duration > allowed:
            self.postpone(duration - allowed, call, is_activation=method == "Activate")
            raise OperationTimedOut(method)

    def postpone(self, seconds: float, call: Callable[[], object], is_activation: bool = False) -> None:
        """Let a call take effect later; its failure, if any, is lost as it is on Windows."""
        self.state.is_activating = self.state.is_activating or is_activation

        def finish() -> None:
            if is_activation:
                self.state.is_activating = False
            try:
                call()
            except ModelError:
                return

        self.agenda.add(seconds, finish)

    def _run(self, call: Callable[[], Outcome], row: Licence | None) -> Outcome:
        try:
            return self._failing(call, row)
        except SppError as error:
            if self.state.switches.licensing_errors == "return_value":
                return Outcome(error.code, {})
            raise


def _canonical(columns: tuple[str, ...] | None, schema: ClassSchema) -> tuple[str, ...] | None:
    """Requested columns in class order and class spelling."""
    if columns is None:
        return None
    wanted = {name.lower() for name in columns}
    if unknown := wanted - set(schema.properties):
        raise WqlSyntaxError(f"no property {sorted(unknown)[0]}")
    return tuple(item.name for key, item in schema.properties.items() if key in wanted)


def _cut(row: Row, schema: ClassSchema, columns: tuple[str, ...] | None) -> Row:
    names = columns or tuple(item.name for item in schema.properties.values())
    return {name: row.get(name) for name in names}


def _has_keys(row: Row, schema: ClassSchema, keys: Mapping[str, str]) -> bool:
    names = {name.lower(): item.name for name, item in schema.properties.items()}
    return all(str(row.get(names.get(key.lower(), key))).lower() == value.lower() for key, value in keys.items())


def _path(schema: ClassSchema, keys: Mapping[str, str]) -> str:
    return schema.name + "." + ",".join(f'{name}="{value}"' for name, value in keys.items())
