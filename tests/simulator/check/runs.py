# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One run of the user's playbook against the simulated hosts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from ..client import AdminClient
from ..control import ControlError
from ..texts import said
from .judge import Sent, Stage
from .records import Record, read_record

#: Seconds for a run to end by itself when it was told to.
_END_SECONDS = 20

_CALLBACKS = Path(__file__).resolve().parent / "callback_plugins"

_PROBE = """
import json
from ansible import constants as C
print(json.dumps([C.DEFAULT_CALLBACK_PLUGIN_PATH, C.COLLECTIONS_PATHS]))
"""


@dataclass(frozen=True, slots=True)
class Playbook:
    """What is checked.

    Attributes:
        name: By path, or by its name in a collection.
        arguments: More arguments of ansible-playbook, as they were given.
    """

    name: str
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """A run that has ended.

    Attributes:
        sent: What the hosts received during it that changes something.
    """

    stage: Stage
    returncode: int
    record: Record
    sent: tuple[Sent, ...]


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs a playbook against the hosts of one simulator.

    Attributes:
        state: The state of the simulator.
        directory: Gets inventory and records; the runs have their temporary files and their locks there, too.
        environ: What is added to the environment.
        output: Gets what the runs print; None for where everything is printed.
    """

    state: Mapping[str, Any]
    inventory: Path
    directory: Path
    environ: Mapping[str, str]
    output: IO[bytes] | None = None

    def run(self, playbook: Playbook, stage: Stage) -> Run:
        """Run it once."""
        path = self.directory / f"{stage.name.lower()}.jsonl"
        admin = self.state["admin"]
        client = AdminClient(admin["address"], admin["port"], admin["token"])
        before = client.arrivals()
        command = [sys.executable, "-m", "ansible", "playbook", "-i", str(self.inventory), *playbook.arguments]
        command += ["--check"] if stage is Stage.CHECK else []
        environ = {
            **os.environ,
            **self.environ,
            "SIMULATOR_CHECK_RECORD": str(path),
            "SIMULATOR_CHECK_ADMIN": json.dumps(admin),
            "TMPDIR": str(self.directory),
        }
        returncode = _ended([*command, playbook.name], environ, self.output)
        return Run(stage, returncode, read_record(path), tuple(_sent_since(before, client)))


def _sent_since(before: int, client: AdminClient) -> list[Sent]:
    """What changes something of all that has arrived since then."""
    return [
        Sent(host, entry["arrival"], f"{entry['class']}.{entry['method']}")
        for host in client.hosts()
        for entry in client.journal(host)
        if entry["mutating"] and entry["arrival"] > before
    ]


def _ended(command: Sequence[str], environ: Mapping[str, str], output: IO[bytes] | None) -> int:
    """The exit code of a process, which does not outlive this one being interrupted."""
    process = subprocess.Popen(command, env=environ, stdout=output, stderr=None if output is None else output)
    try:
        return process.wait()
    except BaseException:
        process.terminate()
        try:
            process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        raise


def environment() -> dict[str, str]:
    """What the runs need beside the user's own environment and configuration, which go on to apply.

    Raises:
        ControlError: This Python has no ansible-core.
    """
    probe = subprocess.run([sys.executable, "-c", _PROBE], stdout=subprocess.PIPE, check=False)
    if probe.returncode:
        raise ControlError(
            said(
                "{python} cannot use ansible-core: run this with the Python of ansible-playbook", python=sys.executable
            )
        )
    callbacks, collections = json.loads(probe.stdout)
    collections = list(dict.fromkeys([*_own_collections(), *collections]))
    return {
        "ANSIBLE_CALLBACK_PLUGINS": os.pathsep.join([str(_CALLBACKS), *callbacks]),
        "ANSIBLE_COLLECTIONS_PATH": os.pathsep.join(collections),
        "ANSIBLE_GATHERING": "explicit",
    }


def _own_collections() -> list[str]:
    """The directory in which this collection is installed; none for a checkout."""
    places = Path(__file__).resolve().parents
    return [str(place.parent) for place in places if place.name == "ansible_collections"][:1]
