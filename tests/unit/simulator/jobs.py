# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Short ways to let simulated hosts run programs: as processes and as tasks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.simulator.catalogue import key_ring
from tests.simulator.model import Machine
from tests.simulator.model.process_table import Process
from tests.simulator.model.switches import Switches
from tests.simulator.model.upheaval import ServicingFates
from tests.simulator.simulation import new_machine

SYSTEM = r"C:\Windows\System32"
CMD, DISM, REG = rf"{SYSTEM}\cmd.exe", rf"{SYSTEM}\dism.exe", rf"{SYSTEM}\reg.exe"
CHANGEPK, FINDSTR = rf"{SYSTEM}\changepk.exe", rf"{SYSTEM}\findstr.exe"
NOTES = r"SOFTWARE\Example"
SCHEDULER = "root/Microsoft/Windows/TaskScheduler"
TASK_NAMESPACE = "http://schemas.microsoft.com/windows/2004/02/mit/task"


def key_of(name: str) -> str:
    """The text of a key."""
    record = key_ring().named(name)
    assert record is not None
    return record.key


def set_edition(edition: str = "ServerDatacenter", key: str = "gvlk-server-2022-datacenter", more: str = "") -> str:
    """The arguments DISM needs to change an edition."""
    return f"/Online /Set-Edition:{edition} /ProductKey:{key_of(key)} /AcceptEula /Quiet /NoRestart{more}"


def task_xml(
    command: str = DISM,
    arguments: str = "/Online /Get-CurrentEdition",
    *,
    settings: str = "<DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>",
    principal: str = "<UserId>S-1-5-18</UserId>",
    head: str = '<?xml version="1.0" encoding="UTF-16"?>',
    namespace: str = TASK_NAMESPACE,
    more: str = "",
) -> str:
    """A task; parts can be exchanged."""
    quoted = arguments.replace("&", "&amp;")
    return (
        f'{head}<Task version="1.2" xmlns="{namespace}"><RegistrationInfo><Description>x</Description>'
        f'</RegistrationInfo><Principals><Principal id="Author">{principal}</Principal></Principals>'
        f'<Settings>{settings}</Settings>{more}<Actions Context="Author"><Exec><Command>{command}</Command>'
        f"<Arguments>{quoted}</Arguments></Exec></Actions></Task>"
    )


@dataclass(slots=True)
class Bench:
    """A machine that runs programs; `fates` decide how its components are worked on."""

    profile: str = "server-2022-standard"
    switches: Switches | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    fates: ServicingFates = field(default_factory=ServicingFates)
    machine: Machine = field(init=False)

    def __post_init__(self) -> None:
        settings = self.settings if self.switches is None else {**self.settings, "switches": self.switches}
        self.machine = new_machine(self.profile, **settings)
        self.machine.state.servicing = self.fates

    def create(self, line: str) -> tuple[int, int | None]:
        """Create of Win32_Process: ReturnValue and ProcessId."""
        outcome = self.machine.invoke("Win32_Process", None, "Create", {"CommandLine": line})
        number = outcome.outputs.get("ProcessId")
        return outcome.return_value, number if isinstance(number, int) else None

    def run(self, line: str, seconds: float = 3600) -> int | None:
        """The exit code of a process after some time; None while it runs still."""
        _value, number = self.create(line)
        self.wait(seconds)
        return next(item for item in reversed(self.log) if item.process_id == number).exit_code

    def wait(self, seconds: float) -> None:
        """Time passes."""
        self.machine.state.world.clock.advance(seconds=seconds)
        self.machine.settle()

    @property
    def log(self) -> list[Process]:
        """All processes there ever were."""
        return self.machine.state.processes.log

    @property
    def names(self) -> list[str]:
        """Their names."""
        return [process.name for process in self.log]

    def notes(self) -> dict[str, object]:
        """What reg.exe has left."""
        return {name: value.data for name, value in self.machine.state.registry.values(NOTES)}

    def scheduler(self, method: str, name: str = "job", path: str = "\\", **arguments: Any) -> dict[str, Any]:
        """A method of PS_ScheduledTask; its object, if it returns one."""
        given = {"TaskName": name, "TaskPath": path, **arguments}
        outcome = self.machine.invoke("PS_ScheduledTask", None, method, given, SCHEDULER)
        assert outcome.return_value == 0
        found = outcome.outputs.get("cmdletOutput")
        return dict(getattr(found, "row", {}))

    def start_task(self, xml: str) -> None:
        """Register a task and start it."""
        self.scheduler("RegisterByXml", Xml=xml)
        self.scheduler("StartByPath")

    def result(self) -> int:
        """LastTaskResult."""
        return int(self.scheduler("GetInfoByName")["LastTaskResult"])
