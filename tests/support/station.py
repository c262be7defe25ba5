# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The controller of an air-gapped network: its runs, and the work list read without its own code."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .fleet import Fleet
from .launch import Launch, PlayRun, Running, TaskResult, controller_of, written
from .play import WINRM

#: The columns of a work list, in their order.
COLUMNS = (
    "host", "host_uuid", "application", "product_name", "portal_product", "activation_id", "channel",
    "partial_product_key", "installation_id", "confirmation_id", "state", "reason", "reason_code", "refused_block",
    "collected_at", "confirmed_at", "sent_at", "applied_at",
)  # fmt: skip

#: Of encrypted lists.
PASSWORD = "plainly-a-test"

Line = dict[str, str]

#: Playbook, variables and arguments of a run.
Order = tuple[str, Mapping[str, Any], Sequence[str]]


def lines_of(text: str) -> list[Line]:
    """The rows of a work list's text; it must be whole.

    Every row has every column, and every Installation ID its nine blocks: a file cut off anywhere fails here.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    lines = list(reader)
    assert tuple(reader.fieldnames or ()) == COLUMNS, reader.fieldnames
    for line in lines:
        assert None not in line, f"too many cells: {line}"
        assert all(isinstance(cell, str) for cell in line.values()), f"too few cells: {line}"
        assert len(line["installation_id"].split("-")) == 9, line["installation_id"]
    assert text.endswith("\n"), "the last line is not ended"
    return lines


def read_lines(path: Path) -> list[Line]:
    """The rows of a work list on disk."""
    return lines_of(path.read_text(encoding="utf-8"))


def deposits(fleet: Fleet, host: str) -> int:
    """How many Confirmation IDs reached a host, by its journal."""
    return fleet.methods(host).count("DepositOfflineConfirmationId")


def needed_deposits(fleet: Fleet, host: str) -> int:
    """How many it takes: one for each of its products with a key."""
    return len(fleet.keyed(host))


def unlicensed(fleet: Fleet, hosts: Iterable[str]) -> list[tuple[str, str]]:
    """Products with a key that are not licensed, as the model has it."""
    return [(host, last) for host in hosts for last, row in fleet.keyed(host).items() if row["license_status"] != 1]


def spent(fleet: Fleet) -> int:
    """Activations of all keys together."""
    return sum(item["used"] for item in fleet.admin.activations().values())


def has_changed(run: PlayRun) -> bool:
    """Whether any task reports a change."""
    return any(item.is_changed for item in run.results)


def row_key(line: Mapping[str, str]) -> tuple[str, ...]:
    """What a row is joined on."""
    return (
        line["host_uuid"].lower(),
        line["activation_id"].lower(),
        line["partial_product_key"],
        line["installation_id"].replace("-", ""),
    )


def files_in(folder: Path) -> dict[str, bytes]:
    """What lies in a folder at this moment, half-written files included."""
    found = {}
    for path in folder.iterdir():
        try:
            found[path.name] = path.read_bytes()
        except OSError:
            continue
    return found


def vault_arguments(station: Station, password: str = PASSWORD) -> tuple[str, ...]:
    """How ansible-playbook gets the password."""
    path = station.directory / f"{password}.txt"
    path.write_text(password, encoding="utf-8")
    return ("--vault-password-file", str(path))


@dataclass(frozen=True, slots=True)
class Station:
    """The controller.

    Attributes:
        names: Inventory names and the simulated hosts behind them.
        directory: Its disk; the work list lies in a folder of its own there.
    """

    fleet: Fleet
    directory: Path
    names: Mapping[str, str]
    connection: Mapping[str, Any]

    @classmethod
    def of(
        cls,
        fleet: Fleet,
        directory: Path,
        hosts: Iterable[str] | Mapping[str, str],
        connection: Mapping[str, Any] | None = None,
    ) -> Station:
        """A station; without a mapping its inventory names are those of the simulator, and it uses winrm."""
        names = dict(hosts) if isinstance(hosts, Mapping) else {host: host for host in hosts}
        return cls(fleet, directory, names, WINRM if connection is None else connection)

    @property
    def folder(self) -> Path:
        """Where nothing but the work list and its companions lie."""
        folder = self.directory / "lists"
        folder.mkdir(exist_ok=True)
        return folder

    @property
    def worklist(self) -> Path:
        """The work list."""
        return self.folder / "worklist.csv"

    @property
    def page(self) -> Path:
        """The page."""
        return self.directory / "page.html"

    def lines(self) -> list[Line]:
        """Its rows."""
        return read_lines(self.worklist)

    def start(
        self,
        playbook: str,
        variables: Mapping[str, Any],
        arguments: Sequence[str] = (),
        environ: Mapping[str, str] | None = None,
    ) -> Running:
        """Begin a run of a playbook, by path or by its name in a collection, with more environment variables."""
        directory = self._place()
        return self._launch(directory, playbook, variables, arguments, environ or {}).begin(directory)

    def run(
        self,
        playbook: str,
        variables: Mapping[str, Any],
        arguments: Sequence[str] = (),
        environ: Mapping[str, str] | None = None,
    ) -> PlayRun:
        """A whole run of a playbook."""
        directory = self._place()
        return self.fleet.run(self._launch(directory, playbook, variables, arguments, environ or {}), directory)

    def _place(self) -> Path:
        """A directory for one run."""
        place = self.directory / f"run{sum(item.name.startswith('run') for item in self.directory.iterdir())}"
        place.mkdir()
        return place

    def _launch(
        self,
        directory: Path,
        playbook: str,
        variables: Mapping[str, Any],
        arguments: Sequence[str],
        environ: Mapping[str, str],
    ) -> Launch:
        inventory = written(directory / "inventory.json", self.fleet.inventory(self.names, self.connection, {}))
        given = written(directory / "variables.json", dict(variables))
        home = controller_of(self.directory) | dict(environ)
        return Launch(playbook, inventory, ("-e", f"@{given}", *arguments), home)

    def collect(self, *arguments: str, **variables: Any) -> PlayRun:
        """Run the playbook that collects; variables go without the prefix of the role."""
        return self.run(*self._collect(arguments, variables))

    def collecting(self, *arguments: str, **variables: Any) -> Running:
        """Begin to collect."""
        return self.start(*self._collect(arguments, variables))

    def apply(self, *arguments: str, **variables: Any) -> PlayRun:
        """Run the playbook that applies; variables go without the prefix of the role."""
        return self.run(*self._role("offline_apply", arguments, variables))

    def applying(self, *arguments: str, **variables: Any) -> Running:
        """Begin to apply."""
        return self.start(*self._role("offline_apply", arguments, variables))

    def _collect(self, arguments: Sequence[str], variables: Mapping[str, Any]) -> Order:
        return self._role("offline_collect", arguments, {"page": str(self.page), **variables})

    def _role(self, role: str, arguments: Sequence[str], variables: Mapping[str, Any]) -> Order:
        given = {f"{role}_{name}": value for name, value in {"worklist": str(self.worklist), **variables}.items()}
        return f"licenseops.windows.{role}", given, ("--forks", "20", *arguments)

    def tasks(
        self, tasks: Sequence[Mapping[str, Any]], *, hosts: str = "localhost", arguments: Sequence[str] = ()
    ) -> PlayRun:
        """A run of tasks; each goes on after a failure."""
        number = sum(item.name.startswith("play") for item in self.directory.iterdir())
        play = {"hosts": hosts, "gather_facts": False, "ignore_errors": True, "tasks": list(tasks)}
        path = written(self.directory / f"play{number}.json", [play])
        return self.run(str(path), {}, arguments)

    def task(self, module: str, options: Mapping[str, Any], *, hosts: str = "localhost") -> TaskResult:
        """A run of one task of this collection on one host."""
        return self.tasks([{f"licenseops.windows.{module}": dict(options)}], hosts=hosts).only
