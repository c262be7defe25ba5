# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A ledger in tests: machines, reservations, and what is known of them."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from pathlib import Path

from ansible_collections.licenseops.windows.plugins.plugin_utils._controller import _ledger_file
from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._ledger import (
    Ledger,
    Reservation,
    ReservationState,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._hardware import Machine

from .products import FAKE_KEY, WINDOWS_ID, key

#: What a fingerprint costs in tests; the real price is paid in one of them.
CHEAP = 2

UUID, OTHER_UUID = "4C4C4544-0042-3510-8052-B4C04F564433", "4C4C4544-0042-3510-8052-B4C04F564434"


JANUARY, FEBRUARY = "2025-01-01T00:00:00+00:00", "2025-02-01T00:00:00+00:00"

#: As version 1 wrote it: hosts by their names, and no machines.
FORMAT_1 = f"""
CREATE TABLE ledger (salt BLOB NOT NULL);
CREATE TABLE activation (
    number INTEGER PRIMARY KEY AUTOINCREMENT, fingerprint BLOB NOT NULL, last_five TEXT NOT NULL,
    host TEXT NOT NULL, activation_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('reserved', 'spent', 'unknown')),
    reserved_at TEXT NOT NULL, changed_at TEXT NOT NULL,
    UNIQUE (fingerprint, host, activation_id));
INSERT INTO ledger (salt) VALUES (x'{bytes(range(32)).hex()}');
INSERT INTO activation VALUES
    (1, x'{{fingerprint}}', 'PKX99', 'pc1', '{WINDOWS_ID}', 'spent', '{{january}}', '{{february}}'),
    (3, x'{{fingerprint}}', 'PKX99', 'pc2', '{WINDOWS_ID}', 'unknown', '{{january}}', '{{february}}'),
    (7, x'{{fingerprint}}', 'PKX99', '東京-01', '', 'reserved', '{{february}}', '{{february}}'),
    (8, x'00', 'WXF48', 'pc1', '{WINDOWS_ID}', 'spent', '{{february}}', '{{february}}');
PRAGMA application_id = {_ledger_file._APPLICATION};
PRAGMA user_version = 1;
"""


def machine(host: str = "pc1", uuid: str = "") -> Machine:
    """A machine, by its name unless it shows a UUID."""
    return Machine.known(uuid, host)


def reserve(ledger: Ledger, host: str = "pc1", limit: int | None = 10, **changes: str) -> Reservation:
    """A reservation for the fake key, unless changed."""
    product = changes.get("activation_id", WINDOWS_ID)
    return ledger.reserve(key(changes.get("key", FAKE_KEY)), machine(host, changes.get("uuid", "")), product, limit)


def states(ledger: Ledger) -> dict[str, ReservationState]:
    """What is known of each host."""
    return {entry.host: entry.state for entry in ledger.entries()}


def make_format_1(path: Path) -> None:
    """A ledger as the first version left it."""
    fingerprint = hashlib.scrypt(FAKE_KEY.encode(), salt=bytes(range(32)), n=CHEAP, r=8, p=1, dklen=32)
    with contextlib.closing(sqlite3.connect(path)) as database:
        lines = FORMAT_1.format(fingerprint=fingerprint.hex(), january=JANUARY, february=FEBRUARY)
        database.executescript(lines)
    path.chmod(0o600)
