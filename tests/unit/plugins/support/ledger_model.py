# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two connections to one ledger and any order of events, beside a dict that says what it must hold."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._ledger import (
    Count,
    Fate,
    Ledger,
    LimitReached,
    Reservation,
    ReservationState,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._hardware import Machine

from .ledger import UUID, machine
from .products import (
    FAKE_KEY,
    OTHER_FAKE_KEY,
    OTHER_WINDOWS_ID,
    WINDOWS_ID,
    key,
)

#: Two of them are one, and two share a name.
MACHINES = st.sampled_from([machine("pc1"), machine("pc2"), machine("pc1", UUID), machine("alias", UUID)])
PRODUCTS = st.sampled_from([WINDOWS_ID, OTHER_WINDOWS_ID])
KEYS = st.sampled_from([FAKE_KEY, OTHER_FAKE_KEY])
LIMITS = st.none() | st.integers(0, 4)

Line = tuple[str, str, str]


class AnyOrder(RuleBasedStateMachine):
    """Two connections to one ledger, and a dict that says what must be in it."""

    reservations = Bundle("reservations")

    def __init__(self) -> None:
        super().__init__()
        self.directory = tempfile.TemporaryDirectory()
        self.path = Path(self.directory.name) / "ledger"
        self.ledgers = [Ledger(self.path), Ledger(self.path)]
        self.lines: dict[Line, tuple[int, ReservationState]] = {}
        self.made = 0

    def teardown(self) -> None:
        for ledger in self.ledgers:
            ledger.close()
        self.directory.cleanup()

    def taken(self, text: str) -> int:
        return sum(line[0] == text for line in self.lines)

    def put(self, line: Line, state: ReservationState) -> None:
        if line not in self.lines:
            self.made += 1
        number, before = self.lines.get(line, (self.made, state))
        self.lines[line] = (number, before if before is ReservationState.SPENT else state)

    @rule(target=reservations, text=KEYS, where=MACHINES, product=PRODUCTS, limit=LIMITS, which=st.integers(0, 1))
    def reserve(self, text: str, where: Machine, product: str, limit: int | None, which: int) -> object:
        line = (text, where.identity, product)
        is_full = line not in self.lines and limit is not None and self.taken(text) >= limit
        try:
            reservation = self.ledgers[which].reserve(key(text), where, product, limit)
        except LimitReached:
            assert is_full
            return multiple()
        assert not is_full
        self.put(line, ReservationState.UNKNOWN if line in self.lines else ReservationState.RESERVED)
        return line, self.lines[line][0], reservation

    @rule(item=reservations, outcome=st.sampled_from(Fate), which=st.integers(0, 1))
    def settle(self, item: tuple[Line, int, Reservation], outcome: Fate, which: int) -> None:
        line, number, reservation = item
        self.ledgers[which].settle(reservation, outcome)
        if outcome is not Fate.UNSPENT:
            self.put(line, ReservationState(outcome.value))
        elif self.lines.get(line) == (number, ReservationState.RESERVED):
            del self.lines[line]

    @rule(text=KEYS, where=MACHINES, product=PRODUCTS, which=st.integers(0, 1))
    def witness(self, text: str, where: Machine, product: str, which: int) -> None:
        self.ledgers[which].witness(key(text), where, product)
        for identity in (where.identity, f"name:{where.name}"):
            line = (text, identity, product)
            if line in self.lines:
                self.put(line, ReservationState.SPENT)

    @rule(dummy=consumes(reservations))
    def kill(self, dummy: object) -> None:
        """The task is gone; nobody will settle it."""

    @rule(which=st.integers(0, 1))
    def reopen(self, which: int) -> None:
        self.ledgers[which].close()
        self.ledgers[which] = Ledger(self.path)

    @invariant()
    def the_ledger_holds_what_the_dict_holds(self) -> None:
        wanted = {(line[0][-5:], *line[1:]): state for line, (dummy, state) in self.lines.items()}
        for ledger in self.ledgers:
            assert {(e.last_five, e.machine, e.activation_id): e.state for e in ledger.entries()} == wanted
            for text in (FAKE_KEY, OTHER_FAKE_KEY):
                spent = sum(
                    line[0] == text and state is ReservationState.SPENT for line, (dummy, state) in self.lines.items()
                )
                assert ledger.count(key(text)) == Count(spent, self.taken(text) - spent)
