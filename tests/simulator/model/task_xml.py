# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The XML of a task, read as strictly as the Task Scheduler's published schema asks.

Documented: the schema with its elements, words and defaults, and the codes SCHED_E_*. Tasks here run as SYSTEM, are
started by hand and have one program; what goes beyond that is refused as not known.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from .errors import WbemError

#: documented
UNEXPECTED_NODE, NAMESPACE, INVALID_VALUE, MISSING_NODE, MALFORMED = (
    0x80041316, 0x80041317, 0x80041318, 0x80041319, 0x8004131A,
)  # fmt: skip
#: documented: there is no such account
NO_SUCH_ACCOUNT = 0x80070534

_XMLNS = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
_DECLARATION = re.compile(r'\s*<\?xml version="1\.0"(?: encoding="(?P<encoding>[^"]*)")?\s*\?>')
_VERSIONS = ("1.1", "1.2", "1.3", "1.4", "1.5", "1.6")
_SYSTEM = ("s-1-5-18", "system", r"nt authority\system", "localsystem")
_DURATION = re.compile(r"P(?=.)(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_WHEN_RUNNING = ("Parallel", "Queue", "IgnoreNew", "StopExisting")
_FLAG, _WORD, _PERIOD, _ANY = "flag", "word", "period", "any"
_REGISTRATION = frozenset({
    "URI", "SecurityDescriptor", "Source", "Date", "Author", "Version", "Description", "Documentation",
})  # fmt: skip
_SETTINGS: Mapping[str, str] = {
    "AllowStartOnDemand": _FLAG,
    "AllowHardTerminate": _FLAG,
    "DisallowStartIfOnBatteries": _FLAG,
    "DisallowStartOnRemoteAppSession": _FLAG,
    "Enabled": _FLAG,
    "Hidden": _FLAG,
    "RunOnlyIfIdle": _FLAG,
    "RunOnlyIfNetworkAvailable": _FLAG,
    "StartWhenAvailable": _FLAG,
    "StopIfGoingOnBatteries": _FLAG,
    "UseUnifiedSchedulingEngine": _FLAG,
    "WakeToRun": _FLAG,
    "MultipleInstancesPolicy": _WORD,
    "ExecutionTimeLimit": _PERIOD,
    "DeleteExpiredTaskAfter": _PERIOD,
    "Priority": _ANY,
    "IdleSettings": _ANY,
    "RestartOnFailure": _ANY,
}
_PRINCIPAL = frozenset({
    "UserId", "LogonType", "RunLevel", "DisplayName", "GroupId", "ProcessTokenSidType", "RequiredPrivileges",
})  # fmt: skip
_RUN_LEVELS = ("LeastPrivilege", "HighestAvailable")


@dataclass(frozen=True, slots=True)
class TaskDefinition:
    """What a task says. The defaults are those of the schema.

    Attributes:
        limit: How long it may run; None for as long as it likes.
        when_running: What becomes of another start while it runs.
        needs_mains: Whether it does not start on batteries.
    """

    command: str
    arguments: str
    description: str = ""
    author: str | None = None
    limit: timedelta | None = timedelta(hours=72)
    when_running: str = "IgnoreNew"
    is_enabled: bool = True
    starts_on_demand: bool = True
    needs_mains: bool = True

    @property
    def line(self) -> str:
        """The command line of its program, which stands in quotes where its path has blanks."""
        program = f'"{self.command}"' if " " in self.command and not self.command.startswith('"') else self.command
        return f"{program} {self.arguments}".rstrip()


def read_task(text: str) -> TaskDefinition:
    """Read the XML of a task.

    Raises:
        WbemError: It is none; the code says what is wrong, the subject where.
    """
    root = _root(text)
    parts = _children(root, frozenset({"RegistrationInfo", "Triggers", "Principals", "Settings", "Data", "Actions"}))
    principals = _principals(parts.get("Principals"))
    about = _texts(parts.get("RegistrationInfo"), _REGISTRATION)
    if len(parts.get("Triggers", ())):
        raise WbemError(UNEXPECTED_NODE, "Triggers")
    settings = _settings(parts.get("Settings"))
    command, arguments = _action(parts.get("Actions"), principals)
    return TaskDefinition(
        command=command,
        arguments=arguments,
        description=about.get("Description", ""),
        author=about.get("Author"),
        limit=_limit(settings.get("ExecutionTimeLimit", "PT72H")),
        when_running=settings.get("MultipleInstancesPolicy", "IgnoreNew"),
        is_enabled=_flag(settings, "Enabled", True),
        starts_on_demand=_flag(settings, "AllowStartOnDemand", True),
        needs_mains=_flag(settings, "DisallowStartIfOnBatteries", True),
    )


def _root(text: str) -> ET.Element:
    """A text inside of a message is UTF-16: another encoding in its declaration cannot be switched to (community)."""
    declaration = _DECLARATION.match(text)
    if declaration is not None and (declaration["encoding"] or "UTF-16").upper() != "UTF-16":
        raise WbemError(MALFORMED, "encoding")
    try:
        root = ET.fromstring(text[declaration.end() :] if declaration else text)
    except ET.ParseError as error:
        raise WbemError(MALFORMED, "Xml") from error
    if not root.tag.startswith(_XMLNS):
        raise WbemError(NAMESPACE, "Task")
    if root.tag != f"{_XMLNS}Task":
        raise WbemError(UNEXPECTED_NODE, root.tag)
    if root.get("version", "1.2") not in _VERSIONS:
        raise WbemError(INVALID_VALUE, "version")
    return root


def _children(element: ET.Element | None, known: frozenset[str]) -> dict[str, ET.Element]:
    """Elements below one, each at most once, in any order."""
    found: dict[str, ET.Element] = {}
    for child in element if element is not None else ():
        name = child.tag.removeprefix(_XMLNS)
        if name not in known or name in found:
            raise WbemError(UNEXPECTED_NODE, name)
        found[name] = child
    return found


def _texts(element: ET.Element | None, known: frozenset[str]) -> dict[str, str]:
    return {name: (child.text or "").strip() for name, child in _children(element, known).items()}


def _settings(element: ET.Element | None) -> dict[str, str]:
    found = _texts(element, frozenset(_SETTINGS))
    for name, text in found.items():
        kind = _SETTINGS[name]
        is_right = {
            _FLAG: text in ("true", "false", "1", "0"),
            _WORD: text in _WHEN_RUNNING,
            _PERIOD: _DURATION.fullmatch(text) is not None,
            _ANY: True,
        }[kind]
        if not is_right:
            raise WbemError(INVALID_VALUE, name)
    return found


def _flag(settings: Mapping[str, str], name: str, default: bool) -> bool:
    return settings[name] in ("true", "1") if name in settings else default


def _limit(text: str) -> timedelta | None:
    """PT0S is no limit (documented)."""
    match = _DURATION.fullmatch(text)
    assert match is not None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds) or None


def _principals(element: ET.Element | None) -> set[str]:
    """Names of principals; the account has to be SYSTEM, because nobody else is known here."""
    found = set[str]()
    for child in element if element is not None else ():
        if child.tag != f"{_XMLNS}Principal":
            raise WbemError(UNEXPECTED_NODE, child.tag.removeprefix(_XMLNS))
        texts = _texts(child, _PRINCIPAL)
        if texts.get("RunLevel", "LeastPrivilege") not in _RUN_LEVELS or "LogonType" in texts:
            raise WbemError(INVALID_VALUE, "Principal")
        if texts.get("UserId", "").lower() not in _SYSTEM:
            raise WbemError(NO_SUCH_ACCOUNT, texts.get("UserId", ""))
        found.add(child.get("id", ""))
    if not found:
        raise WbemError(NO_SUCH_ACCOUNT, "Principals")
    return found


def _action(element: ET.Element | None, principals: set[str]) -> tuple[str, str]:
    if element is None or not len(element):
        raise WbemError(MISSING_NODE, "Actions")
    if element.get("Context", next(iter(principals))) not in principals:
        raise WbemError(INVALID_VALUE, "Context")
    if len(element) > 1 or element[0].tag != f"{_XMLNS}Exec":
        raise WbemError(UNEXPECTED_NODE, "Actions")
    texts = _texts(element[0], frozenset({"Command", "Arguments", "WorkingDirectory"}))
    if not texts.get("Command"):
        raise WbemError(MISSING_NODE, "Command")
    return texts["Command"], texts.get("Arguments", "")
