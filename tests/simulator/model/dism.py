# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""dism.exe: which editions Windows can become, and the change to one of them.

Options documented, in any order (community). Exit codes 3010, 1641, 740, 350 by the texts of Windows (documented); 50,
87, 0x8A010101 community; for an option that is missing 87 is inferred, and so is the order of the checks.
"""

from __future__ import annotations

from collections.abc import Mapping

from .command_line import words_of
from .dism_texts import DismTexts, texts_of
from .editions import offers, plain_name
from .keys import KeyRecord
from .process_table import Running, Script, Wait
from .registry import RESTART_KEY
from .state import MachineState
from .upheaval import PendingEdition
from .values import Channel

SUCCESS, RESTART_NEEDED, RESTART_STARTED = 0, 3010, 1641
SUCCESSES = frozenset({SUCCESS, RESTART_NEEDED, RESTART_STARTED})
ACCESS_DENIED, NOT_SUPPORTED, INVALID_PARAMETER, RESTART_FIRST, NOT_ELEVATED = 5, 50, 87, 350, 740
INVALID_KEY = 0x8A010101
#: community: up to 2019 a key that is not taken gives 87, later builds a code of their own
_LAST_OLD_BUILD = 17763
#: seconds a question takes (invented)
_QUESTION = 6.0
_COMMANDS = ("get-targeteditions", "get-currentedition", "set-edition")
#: documented: options that have a value behind a colon, and those that have none
_VALUED = frozenset({"set-edition", "productkey", "logpath", "loglevel", "scratchdir", "geteula"})
_PLAIN = frozenset({
    "english", "online", "get-targeteditions", "get-currentedition", "accepteula", "quiet", "norestart",
})  # fmt: skip


def dism(run: Running) -> Script:
    """Read the options, then do the one thing they name."""
    texts = texts_of("en-US" if "/english" in run.arguments.lower().split() else run.state.spec.locale)
    options = _options_of(run.arguments)
    command = None if options is None else next((name for name in _COMMANDS if name in options), None)
    if options is None or command is None or "online" not in options:
        return _fail(run, texts, INVALID_PARAMETER)
    problem = _cannot_begin(run)
    if problem is not None:
        return _fail(run, texts, problem)
    if command == "set-edition":
        return (yield from _set_edition(run, texts, options))
    yield Wait(_QUESTION)
    if "quiet" not in options:
        shown = _targets(run, texts) if command == "get-targeteditions" else _current(run, texts)
        run.write(texts.page(run.state, shown))
    return SUCCESS


def _options_of(arguments: str) -> Mapping[str, str] | None:
    """Options by lower-case name; None where one is unknown, given twice, or two of them ask for something."""
    found: dict[str, str] = {}
    for word in words_of(arguments):
        name, colon, value = word.removeprefix("/").partition(":")
        name = name.lower()
        is_known = name in (_VALUED if colon else _PLAIN)
        if not word.startswith("/") or not is_known or name in found or (colon and not value):
            return None
        found[name] = value
    return None if sum(name in found for name in _COMMANDS) > 1 else found


def _cannot_begin(run: Running) -> int | None:
    """Why no session begins: rights, another session (one at a time: recorded), the rule of Microsoft Defender."""
    state = run.state
    if not run.process.is_elevated:
        return NOT_ELEVATED
    if state.processes.is_busy(run.process.name, run.process.process_id):
        return state.switches.dism_busy_code
    is_child_blocked = state.servicing.blocks_wmi and state.switches.blocked_process == "child"
    return ACCESS_DENIED if is_child_blocked and run.process.maker == "wmi" else None


def _fail(run: Running, texts: DismTexts, code: int) -> int:
    run.write(texts.failure(run.state, code))
    return code


def _targets(run: Running, texts: DismTexts) -> tuple[str, ...]:
    listed = tuple(f"{texts.target} : {name}" for name in offers(run.state))
    return (texts.targets, "", *listed) if listed else ("", texts.no_target)


def _current(run: Running, texts: DismTexts) -> tuple[str, ...]:
    """recorded: a heading that looks like the line under it, but for its letters and the colon."""
    spec = run.state.spec
    suffix = "Cor" if spec.is_core and not spec.is_client else ""
    return (texts.current_heading, "", f"{texts.current} : {spec.edition}{suffix}")


def _set_edition(run: Running, texts: DismTexts, options: Mapping[str, str]) -> Script:
    state, target, key = run.state, options["set-edition"], options.get("productkey", "")
    if "geteula" in options:
        return SUCCESS  # documented: it only writes the terms down
    problem = _refusal(state, options, target, key)
    if problem is not None:
        yield Wait(_QUESTION)
        return _fail(run, texts, problem)
    yield Wait(state.servicing.seconds)
    code = RESTART_NEEDED if state.servicing.exit_code is None else state.servicing.exit_code
    if code not in SUCCESSES:
        return _fail(run, texts, code)
    stage(state, _offered(state, target), state.world.keyring.find(key))
    return (yield from _restarted(run, options, code))


def _restarted(run: Running, options: Mapping[str, str], code: int) -> Script:
    """documented: /NoRestart keeps it; without it /Quiet restarts at once, and without both somebody is asked."""
    if "norestart" in options:
        return code
    if "quiet" not in options:
        yield Wait(None)  # nobody sits there to answer
    run.state.power.order(run.now)
    return RESTART_STARTED


def stage(state: MachineState, edition: str, record: KeyRecord | None) -> None:
    """The next restart brings the edition; until then nothing shows but that a restart is pending."""
    state.pending_edition = PendingEdition(edition, record)
    state.set_servicing_pending()


def _offered(state: MachineState, target: str) -> str:
    return plain_name(next(name for name in offers(state) if name.lower() == target.lower()))


def _refusal(state: MachineState, options: Mapping[str, str], target: str, key: str) -> int | None:
    spec = state.spec
    if spec.is_client or (spec.is_domain_controller and spec.edition.endswith("Eval")):
        return NOT_SUPPORTED
    if not key or "accepteula" not in options:
        return INVALID_PARAMETER
    if state.registry.has_key(RESTART_KEY) or state.pending_edition is not None:
        return RESTART_FIRST
    if not any(name.lower() == target.lower() for name in offers(state)):
        return NOT_SUPPORTED
    record = state.world.keyring.find(key)
    if record is None or not _is_taken(record, _offered(state, target), spec.generation):
        return INVALID_PARAMETER if spec.build <= _LAST_OLD_BUILD else INVALID_KEY
    return None


def _is_taken(record: KeyRecord, family: str, generation: str) -> bool:
    """community: setup keys and those of AVMA are, no MAK is; a retail key is what Microsoft asks for."""
    is_right = family in record.families and generation in record.generations
    return is_right and record.channel in (Channel.GVLK, Channel.RETAIL, Channel.AVMA)
