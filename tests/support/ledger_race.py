# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes that use one ledger at once, or die while they use it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from ansible_collections.licenseops.windows.plugins.plugin_utils._controller import _ledger

#: Where ``import ansible_collections`` works from, for processes that do not run pytest.
_IMPORTABLE = Path(_ledger.__file__ or "").absolute().parents[6]
_ROOMS = _ledger.__name__.removesuffix("._controller._ledger")
#: What is activated.
PRODUCT = "aaaaaaaa-0000-0000-0000-000000000001"

_DEADLINE_SECONDS = 120

_HEAD = f"""
import os, signal, sys
from pathlib import Path
from {_ROOMS}._controller import _ledger
from {_ROOMS}._controller._ledger import Ledger, LimitReached, ReservationState, _Line, _put
from {_ROOMS}._licensing._hardware import Machine
from {_ROOMS}._licensing._product_key import ProductKey

_ledger._SCRYPT_COST = 2  # processes meet in the database, not in the hash
"""

#: Opens the ledger only after the starting shot, so that the processes also compete for creating it.
_RUNNER = f"""{_HEAD}
hosts, texts = (argument.split(",") for argument in sys.argv[2:4])
print("ready", flush=True)
sys.stdin.read()
with Ledger(Path(sys.argv[1])) as ledger:
    for key in map(ProductKey.parse, texts):
        granted = 0
        for host in hosts:
            try:
                ledger.reserve(key, Machine.known("", host), {PRODUCT!r}, int(sys.argv[4]))
            except LimitReached:
                continue
            granted += 1
        print(granted)
"""

#: Takes the lock, changes more than the cache of SQLite holds, and dies: the file is half changed, with a journal.
_HALF_DONE = f"""{_HEAD}
ledger = Ledger(Path(sys.argv[1]))
ledger.reserve(ProductKey.parse(sys.argv[2]), Machine.known("", "pc1"), {PRODUCT!r}, 10)
if sys.argv[3] == "within":
    with ledger._file.transaction() as database:
        database.execute("PRAGMA cache_size = 1")
        database.execute("DELETE FROM activation")
        for number in range(200):
            line = _Line(b"x" * 500, Machine.known("", str(number)), "x" * 500, "XXXXX")
            _put(database, ReservationState.SPENT, line)
        os.kill(os.getpid(), signal.SIGKILL)
os.kill(os.getpid(), signal.SIGKILL)
"""


def race(path: Path, hosts: Sequence[Sequence[str]], keys: Sequence[str], limit: int) -> list[list[int]]:
    """How many reservations of each key each process got; one process for each list of hosts, all let go at once."""
    waiting, starting_shot = os.pipe()
    with contextlib.ExitStack() as cleanup:
        runners = []
        for names in hosts:
            told = (str(path), ",".join(names), ",".join(keys), str(limit))
            runner = cleanup.enter_context(_started(_RUNNER, *told, stdin=waiting))
            cleanup.callback(runner.kill)
            runners.append(runner)
        os.close(waiting)
        for runner in runners:
            assert runner.stdout is not None
            runner.stdout.readline()
        os.close(starting_shot)
        answers = [runner.communicate(timeout=_DEADLINE_SECONDS) for runner in runners]
    assert not [errors for _lines, errors in answers if errors]
    return [[int(granted) for granted in lines.split()] for lines, _errors in answers]


def die_reserving(path: Path, key: str, *, within: bool) -> tuple[int, str]:
    """Reserve for pc1, then be killed after that transaction or within the next; exit status and last words."""
    with _started(_HALF_DONE, str(path), key, "within" if within else "after") as victim:
        _lines, errors = victim.communicate(timeout=_DEADLINE_SECONDS)
    return victim.returncode, errors


def _started(script: str, *arguments: str, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        env={**os.environ, "PYTHONPATH": str(_IMPORTABLE)},
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
