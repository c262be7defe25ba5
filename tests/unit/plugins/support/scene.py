# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run over a host in memory, with a clock of its own, and changes a scripted host can make."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._desired import Desired, Observed
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._run import Guard, Halted, Patience, Run

from .fake_host import Change, FakeClock, FakeHost
from .products import WINDOWS_ID, licensed, windows


class Scene:
    """A run: observe, plan, carry out."""

    def __init__(
        self, host: FakeHost, desired: Desired, seconds: int = 60, retries: int = 0, guard: Guard | None = None
    ) -> None:
        self.host, self.clock = host, FakeClock()
        self.run = Run(host, desired, Patience(seconds, retries, self.clock.sleep, self.clock), guard)

    def play(self) -> Observed:
        """The state read last."""
        self.run.observe()
        self.done = self.run.carry_out(self.run.plan())
        return self.run.observed

    def halt(self) -> Halted:
        """How it failed."""
        with pytest.raises(Halted) as caught:
            self.play()
        return caught.value


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
