# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A machine as the service in front of it serves it: with methods that outlast their request and things that go wrong.

`Machine` is a Windows that does what it is asked, at once. Around it stand the limits of the service, the work that
goes on after TimedOut, product rows that show late, forced codes, and a Software Protection that is held down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from .delays import Agenda, LateView
from .model.asked_classes import FILE, ON_DISK, is_bounded
from .model.calls import BoundCall, Call, Outcome
from .model.errors import ModelError, SppError, Wbem, WbemError
from .model.kms import configured_target, log_request
from .model.machine import PRODUCT, SERVICE, Machine
from .model.methods import Arguments
from .model.reading import DEFAULT_NAMESPACE, Readable, Row, Selection
from .model.refresh import REFRESH
from .model.reports import report_failure
from .model.schema import ClassSchema
from .model.state import PROTECTION_SERVICE, Licence, MachineState, ServiceControl
from .model.values import Channel
from .model.wql import Condition

_ACTIVATE = "Activate"


class OperationTimedOut(Exception):
    """The operation ran longer than the caller (or the 60 s cap) allows; it may still finish."""


class Forced(Protocol):
    """What becomes of the next method instead of what it would do."""

    def instead_of(self, bound: BoundCall, state: MachineState) -> Call:
        """The call that takes its place."""


@dataclass(frozen=True, slots=True)
class ForcedAnswer:
    """The next method does nothing and returns a value without outputs."""

    value: int

    def instead_of(self, _bound: BoundCall, _state: MachineState) -> Call:
        """A call that changes nothing."""
        return self

    def run(self) -> Outcome:
        """The value."""
        return Outcome(self.value, {})


@dataclass(frozen=True, slots=True)
class ForcedFailure:
    """The next method fails with a code, before or after it took effect."""

    code: int
    is_processed: bool = False

    def instead_of(self, bound: BoundCall, state: MachineState) -> Call:
        """A call that fails."""
        return _FailingCall(self, bound, state)


@dataclass(frozen=True, slots=True)
class _FailingCall:
    forced: ForcedFailure
    bound: BoundCall
    state: MachineState

    def run(self) -> Outcome:
        """Fail; an activation that fails on purpose leaves the same traces as any other."""
        if self.forced.is_processed:
            self.bound.call.run()
        elif self.bound.licence is not None and self.bound.method == _ACTIVATE:
            self._report(self.bound.licence)
        raise SppError(self.forced.code)

    def _report(self, row: Licence) -> None:
        if row.sku.channel is Channel.GVLK:
            log_request(self.state, row, configured_target(self.state, row), self.forced.code)
        report_failure(self.state, row, self.forced.code)


@dataclass(frozen=True, slots=True)
class _LateCall:
    """A change whose rows may show late: what is visible before it is remembered at the moment it takes effect."""

    call: Call
    served: ServedMachine

    def run(self) -> Outcome:
        """Remember, then change."""
        self.served.remember_rows()
        return self.call.run()


class ServedMachine(Readable):
    """A machine behind its service.

    Attributes:
        machine: The Windows itself.
        durations: Simulated seconds the methods take, by name; those not named take none.
        late: Changes of product rows that show late.
    """

    def __init__(self, machine: Machine, durations: Mapping[str, float] | None = None) -> None:
        self.machine = machine
        self.durations = dict(durations or {})
        self.late = LateView(machine.state.world.clock)
        self._agenda = Agenda(machine.state.world.clock, machine.state.switches.poll_seconds)
        self._forced: Forced | None = None
        self._is_held_down = False
        self._before_hold = replace(self._protection)

    @property
    def _protection(self) -> ServiceControl:
        return self.machine.state.services[PROTECTION_SERVICE]

    # --- reading ---------------------------------------------------------------------------------------------------

    def schema(self, class_name: str, namespace: str = DEFAULT_NAMESPACE) -> ClassSchema:
        """The class, if the machine has it."""
        return self.machine.schema(class_name, namespace)

    def rows_of(self, schema: ClassSchema) -> list[Row]:
        """All objects of a class as they show now."""
        rows = self.machine.rows_of(schema)
        return self.late.show(rows) if schema.name == PRODUCT else rows

    def rows_for(self, schema: ClassSchema, where: Condition | None) -> list[Row]:
        """The objects among which a query looks.

        Raises:
            OperationTimedOut: It asks for files and does not say where; that walks through all disks.
        """
        if schema.name in ON_DISK:
            self._check_search(where)
            return self.machine.rows_for(schema, where)
        return self.rows_of(schema) if schema.name == PRODUCT else self.machine.rows_for(schema, where)

    def instances(self, class_name: str, namespace: str = DEFAULT_NAMESPACE) -> Selection:
        """All objects of a class."""
        if self.schema(class_name, namespace).name in ON_DISK:
            self._check_search(None)
        return super().instances(class_name, namespace)

    def _check_search(self, where: Condition | None) -> None:
        wish = self.machine.state.switches.unbounded_file_search
        if wish == "finds" or is_bounded(where):
            return
        if wish == "quota":
            raise WbemError(Wbem.QUOTA_VIOLATION, FILE)
        raise OperationTimedOut(FILE)

    def settle(self) -> None:
        """One more request: what is under way gets closer."""
        self._hold()
        self._agenda.age()
        self.machine.settle()

    # --- methods ---------------------------------------------------------------------------------------------------

    def invoke(
        self,
        class_name: str,
        keys: Mapping[str, str] | None,
        method: str,
        arguments: Arguments | None = None,
        timeout: float | None = None,
        namespace: str = DEFAULT_NAMESPACE,
    ) -> Outcome:
        """Call a method by its canonical name.

        Args:
            keys: Selectors of the object; None for a static method.
            timeout: Seconds the caller allows; more than the service's cap does not help.

        Raises:
            OperationTimedOut: It takes longer, and goes on.
        """
        self.settle()
        bound = self._lately(self.machine.bind(class_name, keys, method, arguments or {}, namespace))
        self._check_duration(bound, timeout)
        if self._forced is not None:
            bound = replace(bound, call=self._forced.instead_of(bound, self.machine.state))
            self._forced = None
        return self.machine.run(bound)

    def delete(self, class_name: str, keys: Mapping[str, str], namespace: str = DEFAULT_NAMESPACE) -> None:
        """Delete an object."""
        self.settle()
        self.machine.delete(class_name, keys, namespace)

    @contextmanager
    def forcing(self, forced: Forced) -> Iterator[None]:
        """Let the next method end so, if one comes meanwhile."""
        self._forced = forced
        try:
            yield
        finally:
            self._forced = None

    def postpone(self, seconds: float, call: Callable[[], object], is_activation: bool = False) -> None:
        """Let a call take effect later; its failure, if any, is lost as it is on Windows."""
        state = self.machine.state
        state.is_activating = state.is_activating or is_activation
        self._agenda.add(seconds, partial(self._finish, call, is_activation))

    def hold_service_down(self) -> None:
        """Disable and stop Software Protection, and keep it so whatever anybody sets."""
        if not self._is_held_down:
            self._is_held_down, self._before_hold = True, replace(self._protection)
        self._hold()

    def release_service(self) -> None:
        """Software Protection is as it was before it was held down."""
        if self._is_held_down:
            self._is_held_down = False
            self.machine.state.services[PROTECTION_SERVICE] = replace(self._before_hold)

    def remember_rows(self) -> None:
        """A change is about to take effect."""
        if self.late.times:
            self.late.before_change(self.machine.product_rows())

    def _hold(self) -> None:
        if self._is_held_down:
            self._protection.mode, self._protection.is_running = "Disabled", False

    def _lately(self, bound: BoundCall) -> BoundCall:
        is_licensing = bound.class_name in (PRODUCT, SERVICE)
        if not is_licensing or not bound.is_mutating or bound.method == REFRESH:
            return bound
        return replace(bound, call=_LateCall(bound.call, self))

    def _check_duration(self, bound: BoundCall, timeout: float | None) -> None:
        cap = float(self.machine.state.switches.max_operation_seconds)
        allowed = min(timeout or cap, cap)
        duration = self.durations.get(bound.method, 0)
        if duration > allowed:
            later = partial(self.machine.run, bound)
            self.postpone(duration - allowed, later, is_activation=bound.method == _ACTIVATE)
            raise OperationTimedOut(bound.method)

    def _finish(self, call: Callable[[], object], is_activation: bool) -> None:
        if is_activation:
            self.machine.state.is_activating = False
        try:
            call()
        except ModelError:
            return
