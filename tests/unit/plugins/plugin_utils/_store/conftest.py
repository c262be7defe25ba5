# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stores of every kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import postgres


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    """A PostgreSQL for the tests of this process."""
    missing = postgres.missing()
    if missing is not None:
        pytest.skip(missing)
    with postgres.postgresql() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a store can be, with nothing there yet."""
    if request.param == "sqlite":
        return str(tmp_path / "history.sqlite")
    running: postgres.Server = request.getfixturevalue("server")
    return running.place()
