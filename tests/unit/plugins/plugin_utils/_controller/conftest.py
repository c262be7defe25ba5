# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A ledger for the tests of all that is kept in one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._controller import _ledger
from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._ledger import Ledger
from ansible_collections.licenseops.windows.tests.unit.plugins.support.ledger import CHEAP


@pytest.fixture(autouse=True)
def cheap_fingerprints(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tested here is not the hash."""
    monkeypatch.setattr(_ledger, "_SCRYPT_COST", CHEAP)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with Ledger(path) as opened:
        yield opened
