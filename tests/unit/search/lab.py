# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One simulated host, tasks run against it in this process, and what must hold after each of them."""

from __future__ import annotations

import contextlib
import json
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from ansible_collections.licenseops.windows.plugins.plugin_utils._cim._session import Session
from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._machine_lock import MachineLock, Place
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import LicensingError
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Text
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import StillRunning
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._kms import KmsSetting
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Application
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._offline_id import ConfirmationId
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._product_key import ProductKey
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation import Activated
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation_method import Method
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._key import KeyAbsent, KeyCleared, KeyPresent
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._key_source import KeySource
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._kms import KmsConfigured, KmsWish
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._target import Target
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._wish import Step
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._wish import Wish as Desired
from ansible_collections.licenseops.windows.plugins.plugin_utils._task._machine import ActivationGuard, Unguarded
from ansible_collections.licenseops.windows.plugins.plugin_utils._task._patience import Patience
from ansible_collections.licenseops.windows.plugins.plugin_utils._task._run import Run
from ansible_collections.licenseops.windows.plugins.plugin_utils._task._task import Attendant, Outcome, Terms, bring
from ansible_collections.licenseops.windows.plugins.plugin_utils._windows._host import RemoteHost
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._client import Client
from tests.simulator.catalogue import key_ring, unknown_keys
from tests.simulator.host import Host
from tests.simulator.injection import read_rule
from tests.simulator.model.digits import confirmation_id
from tests.simulator.model.situations import apply_situation
from tests.simulator.model.values import Channel
from tests.simulator.model.world import Clock, World
from tests.simulator.scenario import HostPlan, Scenario, parse_scenario
from tests.simulator.simulation import build_machine
from tests.simulator.validation import Node

from . import by_hand
from .space import WORLD, Deed, Wish, key_text
from .wire import FakeTime, InProcess, Killed, Watch

PATIENCE = 150
RETRIES = 2

#: Requests that find a host restarting.
_OUTAGE = 4

_SECRET_KEYS = (
    *(record.key for record in (key_ring().named(name) for name in key_ring().names())
      if record is not None and record.channel is not Channel.GVLK),
    *unknown_keys(),
)  # fmt: skip


@cache
def _parsed(text: str) -> Scenario:
    return parse_scenario({"world": WORLD, "hosts": {"machine": json.loads(text)}})


def _plan(settings: Mapping[str, Any]) -> tuple[Scenario, HostPlan]:
    """The plan of a host; ``ltsc`` is an edition the profiles do not have."""
    given = dict(settings)
    is_ltsc = given["profile"] == ["ltsc"]
    if is_ltsc:
        given |= {"profile": ["windows-10-enterprise"], "windows": "no_key"}
    scenario = _parsed(json.dumps(given, sort_keys=True))
    plan = scenario.hosts[0]
    return scenario, replace(plan, spec=replace(plan.spec, edition="EnterpriseS")) if is_ltsc else plan


def new_host(settings: Mapping[str, Any], world: World | None = None, name: str = "machine") -> Host:
    """A host in its first state."""
    scenario, plan = _plan(settings)
    plan = replace(plan, spec=replace(plan.spec, name=name))
    host = Host(build_machine(plan, world or scenario.world.build(Clock())), durations=plan.durations)
    if plan.spec.edition == "EnterpriseS":
        licence = host.machine.row("EnterpriseS/gvlk")
        apply_situation(host.machine.state, licence, "kms_licensed", key_ring().named("gvlk-windows-enterprises"))
    return host


@dataclass(frozen=True, slots=True)
class Report:
    """How a run ended."""

    error: LicensingError | None
    mutating: int
    notes: tuple[str, ...]
    outcome: Outcome[Desired] | None = None


class _Witness(Attendant[Desired]):
    """Keeps what a task shows on its way, for the search for secrets."""

    seen: tuple[object, ...] = ()
    steps: tuple[Step, ...] = ()
    outcome: Outcome[Desired] | None = None

    def aimed(self, run: Run[Desired]) -> Desired:
        self.seen = (run.wish, run.observed)
        return run.wish

    def planned(self, wish: Desired, steps: tuple[Step, ...]) -> None:
        self.seen, self.steps = (*self.seen, wish), steps


@dataclass
class Lab:
    """A host and the tasks run on it."""

    host: Host
    watch: Watch = field(default_factory=Watch)
    secrets: set[str] = field(default_factory=set)
    patience: int = PATIENCE

    def __post_init__(self) -> None:
        self.time = FakeTime(self.host.machine.state.world.clock)
        self.secrets |= {form for key in _SECRET_KEYS for form in (key, key.replace("-", ""))}
        self._directory = tempfile.TemporaryDirectory()
        self.locks: tuple[Place, ...] = (Place(Path(self._directory.name)),)

    def rival(self) -> Lab:
        """Another task of ours on the same machine, which does not wait long for its turn."""
        other = type(self)(self.host, Watch(own=self.watch.own), self.secrets, patience=3)
        other.time, other.locks = self.time, self.locks
        return other

    @property
    def world(self) -> World:
        """What surrounds the host."""
        return self.host.machine.state.world

    def arm(self, fault: Mapping[str, Any]) -> None:
        """Arm a fault."""
        self.host.add_fault(read_rule(Node(dict(fault))))

    def run(
        self,
        wish: Wish,
        meanwhile: Iterable[Deed] = (),
        guard: ActivationGuard | None = None,
        between: Callable[[int], None] = lambda number: None,
        is_dry: bool = False,
    ) -> Report:
        """Run one task as the action would, and look for secrets in all it leaves behind.

        Args:
            wish: What the task wants.
            meanwhile: What somebody else does on this host.
            guard: Watches over activations.
            between: Called with the number of every request before it is served.
            is_dry: Whether it only says what there is to do.
        """
        deeds = list(meanwhile)
        self.watch.seen = self.watch.seen_keys = frozenset()
        self.watch.application = wish.application
        before = self.host.journal.summary()["mutating"]
        settings_before = self._kms()

        def interfere(number: int) -> None:
            between(number)
            for deed in deeds:
                if deed.at == number and deed.what == "rival":
                    self._let_in(wish)
                elif deed.at == number:
                    self.do(deed, transport)

        transport = InProcess(self.host, self.time, self.watch, interfere)
        client = Client(transport, sleep=self.time.sleep)
        patience = Patience(self.patience, RETRIES, self.time.sleep, self.time.seconds)
        lock = MachineLock(self.locks, patience, self.time.now, longest=self.patience)
        terms = Terms(patience, guard or Unguarded(), lock, self.host.name, is_dry)
        witness = _Witness()
        error: LicensingError | None = None
        notes: tuple[Text, ...] = ()
        try:
            outcome = bring(RemoteHost(Session(client)), self._desire(wish), terms, witness)
        except LicensingError as problem:
            error = problem
        except Killed:
            pass
        else:
            witness.outcome, error, notes = outcome, outcome.error, outcome.notes
        mutating = self.host.journal.summary()["mutating"] - before
        self._require_no_secret(witness, error)
        self._look_at_settings(error, deeds, settings_before)
        return Report(error, mutating, tuple(map(str, notes)), witness.outcome)

    def _let_in(self, wish: Wish) -> None:
        """Another task of ours, from its first request to its last, between two of this one."""
        rival = self.rival()
        rival.run(wish)
        self.watch.findings += rival.watch.findings
        self.watch.excused += rival.watch.excused
        self.watch.rivals += 1

    def do(self, deed: Deed, transport: InProcess | None = None) -> None:
        """Something somebody else does; it shows at once."""
        with contextlib.suppress(by_hand.Refused):  # nobody else succeeds always either
            self._done_by_hand(deed)
        if deed.what == "reboot" and transport is not None:
            transport.outage = _OUTAGE
        if deed.what in ("killed", "lost") and transport is not None:
            transport.accident = deed
            return
        self._show_all()

    def _done_by_hand(self, deed: Deed) -> None:
        machine = self.host.machine
        base = machine.state.windows_licence()
        is_waiting = base is not None and not base.is_licensed
        if deed.what == "install":
            by_hand.invoke(self.host, None, "InstallProductKey", ProductKey=key_text(deed.argument))
        elif deed.what == "activate" and is_waiting:
            # Ours may still be under way; the model counts both, where Windows would refuse the second.
            self.watch.excused += any(entry.method == "Activate" for entry in self.host.journal.entries)
            by_hand.invoke(self.host, base, "Activate")
        elif deed.what == "start_activation" and is_waiting:
            self.host.served.postpone(25, lambda: None, is_activation=True)
        elif deed.what == "kms_host" and deed.argument:
            by_hand.invoke(self.host, None, "SetKeyManagementServiceMachine", MachineName=deed.argument)
        elif deed.what == "kms_host":
            by_hand.invoke(self.host, None, "ClearKeyManagementServiceMachine")
        elif deed.what == "reboot":
            machine.reboot()

    def restart_service(self) -> None:
        """Somebody starts the Software Protection service again."""
        self.host.served.release_service()

    def end_trouble(self) -> None:
        """No more faults; what shows late shows by now, unless it waits to be asked for."""
        self.host.clear_faults()
        if not self.host.machine.state.switches.minimum_refresh:
            self._show_all()

    def _show_all(self) -> None:
        self.host.served.late.show_now()
        self.host.machine.refresh.show_now()

    def require_sound(self) -> None:
        """What must hold at any time.

        Raises:
            AssertionError: It does not.
        """
        assert not self.watch.findings, self.watch.findings
        service = self.world.activation
        hosts = Counter(name for name, dummy in service.known)
        wasted = sum(max(0, count - hosts[name]) for name, count in service.used.items())
        assert wasted <= self.watch.excused, f"activations spent {service.used} by {dict(hosts)} hosts"

    def _desire(self, wish: Wish) -> Wish:
        key, kms, application = self._key(wish), self._kms_wish(wish), Application[wish.application.upper()]
        if wish.kind == "key_cleared":
            return KeyCleared()
        if wish.kind == "key_absent":
            return KeyAbsent(Target(application, esu_year=wish.esu_year))
        if wish.kind == "kms_configured":
            assert kms is not None
            return KmsConfigured(kms)
        if wish.kind == "key_present":
            assert key is not None
            return KeyPresent(key, Target(application), wish.replaces)
        target = Target(application, esu_year=wish.esu_year)
        method, confirmation = Method(wish.method), self._confirmation(wish)
        return Activated(target, key, method, kms, confirmation, replaces_licensed=wish.replaces)

    def _key(self, wish: Wish) -> ProductKey | KeySource | None:
        if wish.source:
            return KeySource(wish.source)
        return None if wish.key is None else ProductKey.parse(key_text(wish.key))

    def _kms_wish(self, wish: Wish) -> KmsWish | None:
        if not wish.kms:
            return None
        values = dict(by_hand.of_level(wish))
        ordered = tuple((setting, values[setting.name]) for setting in KmsSetting if setting.name in values)
        base = self.host.machine.state.windows_licence()
        return KmsWish(ordered, base.sku.activation_id if wish.at_product and base is not None else None)

    def _confirmation(self, wish: Wish) -> ConfirmationId | None:
        """What the portal gives for the Installation ID of the key wished for, whether it is installed or not."""
        if wish.confirmation is None:
            return None
        state = self.host.machine.state
        installation = by_hand.future_installation_id(self.host, wish)
        if wish.confirmation == "wrong":
            installation = installation[::-1]
        text = confirmation_id(installation)
        self.secrets.add(text)
        assert state.world is self.world
        return ConfirmationId.parse(text)

    def _kms(self) -> tuple[object, ...]:
        service = self.host.machine.state.service
        return (service.kms.machine, service.kms.port, service.kms.lookup_domain, service.host_caching)

    def _look_at_settings(self, error: LicensingError | None, deeds: list[Deed], before: tuple[object, ...]) -> None:
        """A clean refusal leaves the KMS settings of the service as they were."""
        is_clean = not deeds and not any(entry.injected for entry in self.host.journal.entries)
        is_settled = error is not None and not isinstance(error, StillRunning)
        if is_settled and is_clean and self._kms() != before:
            self.watch.findings.append(f"KMS settings {self._kms()} were left after {type(error).__name__}: {error}")

    def _require_no_secret(self, witness: _Witness, error: LicensingError | None) -> None:
        """No key and no Confirmation ID in anything that may be shown, logged or written."""
        steps = (*witness.steps, *(witness.outcome.steps if witness.outcome else ()))
        texts = [repr(witness.seen), repr(witness.outcome), repr(steps)]
        texts += [step.describe() for step in steps] + [repr(step.effect()) for step in steps]
        texts += [json.dumps(self.host.journal.as_data())]
        if error is not None:
            texts += [str(error), repr(error), repr(vars(error)), *traceback.format_exception(error)]
        text = "\n".join(texts)
        self.watch.findings += [f"a secret shows: ...{secret[-5:]}" for secret in self.secrets if secret in text]
