# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run over a host in memory, with a clock of its own, and changes a scripted host can make."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import LicensingError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._hardware import Machine
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._wish import Observed, Step, Wish
from ansible_collections.licenseops.windows.plugins.plugin_utils._task._machine import ActivationGuard, Leftover, Lock
from ansible_collections.licenseops.windows.plugins.plugin_utils._task._patience import Patience
from ansible_collections.licenseops.windows.plugins.plugin_utils._task._run import Run

from .fake_host import Change, FakeClock, FakeHost
from .products import WINDOWS_ID, licensed, windows

#: What a run reads before the first step: to plan, to know the machine, and again once it is alone with it.
READ = ["products", "hardware_uuid", "products"]


@dataclass(frozen=True, slots=True)
class Halt:
    """How a run failed, what was done before, and what was read last."""

    error: LicensingError
    done: tuple[Step, ...]
    observed: Observed

    @property
    def message(self) -> str:
        """What failed."""
        return self.error.message

    @property
    def advice(self) -> str:
        """What to do."""
        return self.error.advice


class Scene:
    """A run: observe, plan, carry out."""

    def __init__(
        self,
        host: FakeHost,
        desired: Wish,
        seconds: int = 60,
        retries: int = 0,
        guard: ActivationGuard | None = None,
        lock: Lock | None = None,
    ) -> None:
        self.host, self.clock = host, FakeClock()
        self.is_to_fail = False
        patience = Patience(seconds, retries, self.clock.sleep, self.clock)
        self.run = Run(host, desired, patience, guard, lock, "a-host")

    def play(self) -> Observed:
        """The state read last."""
        self.run.observe()
        with self.run:
            self.progress = self.run.carry_out(self.run.plan())
        if self.progress.error is not None and not self.is_to_fail:
            raise self.progress.error
        return self.run.observed

    @property
    def done(self) -> tuple[Step, ...]:
        """The steps that were done."""
        return self.progress.done

    def halt(self) -> Halt:
        """How it failed."""
        self.is_to_fail = True
        self.play()
        assert self.progress.error is not None
        return Halt(self.progress.error, self.done, self.run.observed)


class FakeLock:
    """A lock in memory that notes what is done with it, between the calls of the host.

    Args:
        host: Takes the notes.
        leftover: What a task that was killed left there.
        mark_refusal: Why a step cannot be noted.
    """

    def __init__(self, host: FakeHost, leftover: Leftover | None = None, mark_refusal: Exception | None = None) -> None:
        self.host, self.leftover, self.mark_refusal = host, leftover, mark_refusal
        self.machines: list[Machine] = []

    @contextmanager
    def held(self, machine: Machine) -> Iterator[Leftover | None]:
        self.machines.append(machine)
        self.host.calls.append("lock")
        try:
            yield self.leftover
        finally:
            self.host.calls.append("unlock")

    def mark(self, step: str) -> None:
        self.host.calls.append(f"mark {step}")
        if self.mark_refusal is not None:
            raise self.mark_refusal

    def forget(self) -> None:
        self.host.calls.append("forget")


def lock_in(monkeypatch: pytest.MonkeyPatch, directory: Path) -> None:
    """Have actions lock machines there, where no other test does."""
    monkeypatch.setattr(tempfile, "tempdir", str(directory))


def with_registry_key() -> FakeHost:
    """A host whose registry has a copy of the key."""
    host = FakeHost(windows())
    host.registry_key = True
    return host


def clear_registry(host: FakeHost) -> None:
    """The registry loses its copy."""
    host.registry_key = False


def license_windows(host: FakeHost) -> None:
    """Windows becomes licensed."""
    host.license(WINDOWS_ID)


def put_key(host: FakeHost) -> None:
    """Windows takes the key that was sent last."""
    host.rows[WINDOWS_ID] = windows(partial_product_key=host.keys[-1].last_five)


def put_key_and_license(host: FakeHost) -> None:
    """Windows takes the key that was sent last and is licensed by it."""
    host.rows[WINDOWS_ID] = licensed(windows(partial_product_key=host.keys[-1].last_five))


def after(error: Exception, change: Change) -> Change:
    """A method that does its work and whose answer is lost all the same."""

    def act(host: FakeHost) -> None:
        change(host)
        raise error

    return act
