# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The artefact as strangers have it: one virtualenv and one home for all tests, and a directory for each of them.

A test that follows a text from its first command to its last, as that of the README does, stands in a file of its own:
take the fixtures ``stranger`` and ``project``, and the commands from ``guide.blocks_of``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installed.stranger import Stranger


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Stranger:
    """Somebody who has installed the artefact and nothing else of ours."""
    return Stranger.settled(tmp_path_factory.mktemp("stranger") / "own")


@pytest.fixture
def project(stranger: Stranger, tmp_path: Path) -> Iterator[Path]:
    """An empty directory; a simulator that is left in it is ended."""
    yield tmp_path
    if (tmp_path / "simulator.json").exists():
        stranger.run(f"python {stranger.collection}/tests/simulator stop", tmp_path)
