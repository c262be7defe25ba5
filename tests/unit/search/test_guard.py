# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The MAK guard under trouble: a limit holds over all hosts, and the ledger never knows of less than was spent."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.licenseops.windows.plugins.plugin_utils._controller import _ledger
from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._ledger import Ledger, LimitReached
from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._ledger_guard import LedgerGuard
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._product_key import ProductKey
from tests.simulator.simulation import new_world

from .effort import SEARCH
from .lab import Lab, new_host
from .space import Wish, faults, key_text

_KEY = "mak-windows-pro"
_WISH = Wish("activated", key=_KEY)
_SITUATIONS = st.sampled_from(
    [
        {"windows": "no_key"},
        {"windows": "default_key"},
        {"windows": "kms_licensed"},
        {"windows": {"situation": "key_not_activated", "key": _KEY}},
        {"windows": "no_key", "switches": {"licensing_errors": "return_value"}},
        {"windows": "no_key", "durations": {"Activate": 75.0}},
    ]
)
_FAULTS = st.lists(faults(), max_size=2)


@pytest.fixture(scope="module", autouse=True)
def quick_fingerprints() -> Iterator[None]:
    """Strong fingerprints take most of the time otherwise."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_ledger, "_SCRYPT_COST", 2)
        yield


@settings(SEARCH, max_examples=SEARCH.max_examples // 4)
@given(st.lists(st.tuples(_SITUATIONS, _FAULTS), min_size=2, max_size=4), st.integers(0, 4), st.integers(0, 12))
def test_a_limit_holds_over_all_hosts(
    hosts: list[tuple[dict[str, Any], list[dict[str, Any]]]], limit: int, overlap: int
) -> None:
    world = new_world()
    labs = []
    for number, (situation, trouble) in enumerate(hosts):
        lab = Lab(new_host({"profile": ["windows-11-pro"], "kms": {}, **situation}, world, f"host-{number}"))
        for fault in trouble:
            lab.arm(fault)
        labs.append(lab)
    with tempfile.TemporaryDirectory() as directory:
        ledger = Path(directory) / "ledger.sqlite"

        def require_counted() -> tuple[int, int, int]:
            with Ledger(ledger) as book:
                count = book.count(ProductKey.parse(key_text(_KEY)))
            spent = world.activation.used.get(_KEY, 0)
            assert spent <= limit
            assert spent <= count.spent + count.pending, "the ledger knows of less than was spent"
            assert count.spent <= spent, "the ledger counts what was not spent"
            return spent, count.spent, count.pending

        for lab, between in _overlapping(labs, overlap, limit, ledger):
            lab.run(_WISH, guard=LedgerGuard(ledger, limit), between=between)
            lab.require_sound()
            require_counted()
        for lab in labs:
            lab.end_trouble()
        for lab in labs * 2:
            report = lab.run(_WISH, guard=LedgerGuard(ledger, limit))
            lab.require_sound()
            assert report.error is None or isinstance(report.error, LimitReached), report.error
        wanting = min(limit, len(labs))
        spent, known, pending = require_counted()
        # An activation whose outcome stayed unknown is counted as pending, also when it turns out to have worked.
        assert (spent, known + pending) == (wanting, wanting)


def _overlapping(
    labs: list[Lab], overlap: int, limit: int, ledger: Path
) -> Iterator[tuple[Lab, Callable[[int], None]]]:
    """Hosts one after the other, but for the second, whose whole task runs within that of the first."""
    first, second, *rest = labs

    def run_second(number: int) -> None:
        if number == overlap:
            second.run(_WISH, guard=LedgerGuard(ledger, limit))

    yield first, run_second
    for lab in (second, *rest):
        yield lab, lambda number: None
