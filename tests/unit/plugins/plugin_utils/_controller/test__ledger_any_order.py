# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a ledger counts is what it must, in any order of events; tests/soak/test_ledger.py is the long form."""

from __future__ import annotations

import pytest
from hypothesis import settings

from ansible_collections.licenseops.windows.plugins.plugin_utils._controller import _ledger
from ansible_collections.licenseops.windows.tests.unit.plugins.support.ledger import CHEAP
from ansible_collections.licenseops.windows.tests.unit.plugins.support.ledger_model import AnyOrder


@pytest.fixture(autouse=True)
def cheap_fingerprints(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tested here is not the hash."""
    monkeypatch.setattr(_ledger, "_SCRYPT_COST", CHEAP)


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=12, stateful_step_count=25)
