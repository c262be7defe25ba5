# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the simulator's own tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.simulator.background import BackgroundServer

SCENARIO = {
    "world": {
        "kms_hosts": {"kms1.corp.example": {"serves": []}},
        "dns": {"srv": {"corp.example": [{"host": "kms1.corp.example"}]}},
    },
    "hosts": {
        "desk": {"profile": "windows-10-pro", "windows": "no_key"},
        "office": {
            "profile": ["windows-11-pro", "office-ltsc-2024-proplus"],
            "licences": {"visio/mak": "mak_licensed"},
        },
        "basic": {
            "profile": "server-2022-standard",
            "transports": {"basic": True, "allow_unencrypted": True},
        },
        "basic-over-tls": {"profile": "server-2022-standard", "transports": {"basic": True}},
        "loose": {"profile": "server-2022-standard", "transports": {"channel_binding": False}},
    },
}


@pytest.fixture(scope="session")
def running() -> Iterator[BackgroundServer]:
    """One server for the whole session."""
    with BackgroundServer(SCENARIO) as server:
        yield server


@pytest.fixture
def server(running: BackgroundServer) -> BackgroundServer:
    """The server at the scenario's start."""
    running.reset()
    return running
