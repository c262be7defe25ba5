# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs of Windows that work on its components: DISM and changepk, and the small ones that a command line needs.

Codes and traps as Microsoft documents them or administrators report them; what nobody has written down is inferred.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .editions import BOUGHT_ONLY, CHANGEPK_PATHS, offers, plain_name
from .keys import KeyRecord
from .registry import RESTART_KEY, RegistryValue
from .state import MachineState
from .upheaval import PendingEdition
from .values import Channel

SUCCESS, RESTART_NEEDED = 0, 3010
NOT_SUPPORTED, INVALID_PARAMETER, NOT_FOUND, RESTART_FIRST, NOT_ELEVATED = 50, 87, 1168, 350, 740
INVALID_KEY = 0x8A010101
#: inferred: a second session of DISM is refused like a file that is in use
BUSY = 0x80070020
#: community: up to 2019 a key that is not taken gives 87, later builds a code of their own
_LAST_OLD_BUILD = 17763
_QUICK, _LIST = 3.0, 6.0
_REG_ADD = re.compile(r"add HKLM\\(?P<path>\S+) /v (?P<name>\S+) /t REG_SZ /d (?P<data>\S+) /f")
_FINDSTR = re.compile(r'/b((?: /c:"[^"]+")+)')
_OPTIONS = frozenset({
    "english", "online", "get-targeteditions", "get-currentedition", "set-edition", "productkey", "accepteula", "quiet",
    "norestart", "logpath", "scratchdir",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Work:
    """What a program does: how long it takes by the clock of the host, and what it leaves in the end.

    Attributes:
        finish: Called at its end; its exit code.
        lines: What it prints.
    """

    seconds: float
    finish: Callable[[MachineState], int]
    lines: tuple[str, ...] = ()


def _ending(code: int, seconds: float = _QUICK, lines: tuple[str, ...] = ()) -> Work:
    return Work(seconds, lambda _state: code, lines)


def dism(state: MachineState, arguments: str) -> Work:
    """Read the options, in any order; one that is not known ends it."""
    options = _options_of(arguments)
    if options is None or "online" not in options:
        return _ending(INVALID_PARAMETER)
    if not state.spec.is_elevated:
        return _ending(NOT_ELEVATED)
    if "get-targeteditions" in options:
        return _ending(SUCCESS, _LIST, _listing(state, is_english="english" in options))
    if "set-edition" in options:
        return _set_edition(state, options)
    return _ending(SUCCESS if "get-currentedition" in options else INVALID_PARAMETER)


def _options_of(arguments: str) -> Mapping[str, str] | None:
    found: dict[str, str] = {}
    for word in arguments.split():
        name, _colon, value = word.removeprefix("/").partition(":")
        if not word.startswith("/") or name.lower() not in _OPTIONS:
            return None
        found[name.lower()] = value
    return found


def _listing(state: MachineState, *, is_english: bool) -> tuple[str, ...]:
    """recorded: English lines; other languages translate all but the identifiers (recorded for banner and end)."""
    texts = {} if is_english else state.spec.texts
    label = texts.get("word:Target Edition", "Target Edition")
    end = texts.get("word:The operation completed successfully.", "The operation completed successfully.")
    head = texts.get("word:Editions that can be upgraded to:", "Editions that can be upgraded to:")
    none = "(The current edition cannot be upgraded to any target editions.)"
    targets = offers(state)
    listed = tuple(f"{label} : {name}" for name in targets) or (none,)
    return ("", "Deployment Image Servicing and Management tool", "Version: 10.0", "", head, "", *listed, "", end)


def _set_edition(state: MachineState, options: Mapping[str, str]) -> Work:
    target, key = options["set-edition"], options.get("productkey", "")
    problem = _refusal(state, options, target, key)
    if problem is not None:
        return _ending(problem)
    fates = state.servicing
    if fates.exit_code is not None:
        return _ending(fates.exit_code, fates.seconds)
    record = state.world.keyring.find(key)

    def finish(machine: MachineState) -> int:
        machine.pending_edition = PendingEdition(plain_name(target), record)
        machine.registry.create(RESTART_KEY)
        if "norestart" not in options:
            machine.power.order(machine.now)
        return RESTART_NEEDED

    return Work(fates.seconds, finish)


def _refusal(state: MachineState, options: Mapping[str, str], target: str, key: str) -> int | None:
    spec = state.spec
    if spec.is_client or (spec.is_domain_controller and spec.edition.endswith("Eval")):
        return NOT_SUPPORTED
    if not key or "accepteula" not in options:
        return INVALID_PARAMETER
    if state.registry.has_key(RESTART_KEY):
        return RESTART_FIRST
    if not any(name.lower() == target.lower() for name in offers(state)):
        return NOT_SUPPORTED
    record = state.world.keyring.find(key)
    if record is None or record.channel is Channel.MAK or not _fits(record, plain_name(target), spec.generation):
        return INVALID_PARAMETER if spec.build <= _LAST_OLD_BUILD else INVALID_KEY
    return None


def _fits(record: KeyRecord, family: str, generation: str) -> bool:
    return family in record.families and generation in record.generations


def changepk(state: MachineState, arguments: str) -> Work:
    """Its exit codes are not published: 0 and 1 here (community)."""
    name, _blank, key = arguments.partition(" ")
    if name.lower() != "/productkey" or not key or state.spec.is_server or not state.spec.is_elevated:
        return _ending(1)
    if any(state.services[service].mode == "Disabled" for service in ("LicenseManager", "wuauserv")):
        return _ending(1)
    record = state.world.keyring.find(key)
    target = _changepk_target(state, record)
    if record is None or target is None:
        return _ending(1)
    fates = state.servicing
    if fates.exit_code is not None:
        return _ending(fates.exit_code, fates.seconds)

    def finish(machine: MachineState) -> int:
        machine.pending_edition = PendingEdition(target, record)
        machine.registry.create(RESTART_KEY)
        if machine.switches.changepk_restarts:
            machine.power.order(machine.now)
        return SUCCESS

    return Work(fates.seconds, finish)


def _changepk_target(state: MachineState, record: KeyRecord | None) -> str | None:
    reachable = CHANGEPK_PATHS.get(state.spec.edition, frozenset())
    if record is None or state.spec.generation not in record.generations:
        return None
    target = next((family for family in sorted(record.families) if family in reachable), None)
    is_refused = target in BOUGHT_ONLY and record.channel is Channel.GVLK
    return None if is_refused and not state.switches.changepk_takes_setup_keys else target


def reg(state: MachineState, arguments: str) -> Work:
    """The one form that is used: a text value, forced."""
    match = _REG_ADD.fullmatch(arguments)
    if match is None or not state.spec.is_elevated:
        return _ending(1, 0)

    def finish(machine: MachineState) -> int:
        machine.registry.set(match["path"], match["name"], RegistryValue(1, match["data"]))
        return SUCCESS

    return Work(0, finish)


def found_by(arguments: str, lines: tuple[str, ...]) -> tuple[str, ...] | None:
    """What findstr finds at the beginning of lines; None where it is called otherwise."""
    match = _FINDSTR.fullmatch(arguments)
    if match is None:
        return None
    wanted = tuple(re.findall(r'/c:"([^"]+)"', match[1]))
    return tuple(line for line in lines if line.startswith(wanted))


#: what a command line may name, by file name; each lies in the system directory
PROGRAMS: Mapping[str, Callable[[MachineState, str], Work]] = {
    "dism.exe": dism,
    "changepk.exe": changepk,
    "reg.exe": reg,
}
