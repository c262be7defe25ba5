# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What DISM and changepk end with, in words: why, where to look, what to do.

DISM's codes are those of Windows and of its component store; what they mean for an edition is as administrators report
it, where Microsoft has not written it down. The exit codes of changepk are not published.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from .._language._errors import LicensingError
from .._language._text import Text
from ._errors import PlanError
from ._hresult import as_hresult
from ._servicing import Job, Tool

_DISM_LOG: Final = "C:\\Windows\\Logs\\DISM\\dism.log"
_CBS_LOG: Final = "C:\\Windows\\Logs\\CBS\\CBS.log"

#: High word of the codes of Component Based Servicing, and codes of its store that stand elsewhere.
_SERVICING: Final = 0x800F
_STORE_CODES: Final = frozenset({0x8007371B, 0x80073701, 0x80073712})

#: High word of an error number of Windows as an HRESULT; DISM ends with either form.
_WIN32: Final = 0x8007


@dataclass(frozen=True, slots=True)
class _Meaning:
    """Why a change has failed, and the next step."""

    why: Text
    hint: Text


#: What can be said of the host; of changepk nobody says whether it restarts by itself.
_AFTER: Final[Mapping[Tool, Text]] = {Tool.DISM: Text(" Nothing was restarted."), Tool.CHANGEPK: Text("")}

_NOT_OFFERED = _Meaning(
    Text("Windows does not offer this change on this host: a client, a domain controller, or an edition off its list"),
    Text("Read targets and conditions in the result; a domain controller has to be demoted first."),
)
_KEY = _Meaning(
    Text("the setup key was not taken for this edition and version"),
    Text(
        "Look at {log} on the host; if the media are not Microsoft's own for this version, install Windows anew.",
        log=_DISM_LOG,
    ),
)
_MISSING = _Meaning(
    Text("a part of the edition is missing from the installation"),
    Text("Reports know no cure but other media: install Windows Server anew from media that are no evaluation."),
)
_ELEVATION = _Meaning(
    Text("the account has no full administrator rights there"),
    Text(
        "Use an administrator; for a local account, remote UAC filtering (LocalAccountTokenFilterPolicy) may be in the "
        "way."
    ),
)
_RESTART = _Meaning(Text("a restart has to come first"), Text("Restart the host and run the task again."))
_BLOCKED = _Meaning(
    Text("a program was kept from starting"),
    Text("Look for blocked processes in the events of Microsoft Defender (1121) or of another guard on the host."),
)
_BUSY = _Meaning(Text("another servicing session is open"), Text("Run the task again when it is over."))
_LINE = _Meaning(
    Text("the command line was not understood"),
    Text("Tell this collection's project, with the version of Windows; look at {log} on the host.", log=_DISM_LOG),
)
_STORE = _Meaning(
    Text("the component store is damaged or incomplete"),
    Text("Look at {log} on the host, repair the store with DISM /RestoreHealth and run the task again.", log=_CBS_LOG),
)
_UNKNOWN = _Meaning(Text("a code this collection does not know"), Text("Look at {log} on the host.", log=_DISM_LOG))
_CHANGEPK = _Meaning(
    Text("changepk does not say why"),
    Text(
        "It takes no setup key on some hosts. Change the edition by hand, in Settings > System > Activation, with a "
        "key of that edition."
    ),
)

#: By exit code (documented: 740, 350, 3017, 3018, 1639; community: 50, 87, 0x8A010101, 1168).
_MEANINGS: Final[Mapping[int, _Meaning]] = {
    50: _NOT_OFFERED,
    87: _KEY,
    0x8A010101: _KEY,
    0xC004000F: _KEY,
    1168: _MISSING,
    740: _ELEVATION,
    350: _RESTART,
    3017: _RESTART,
    3018: _RESTART,
    5: _BLOCKED,
    32: _BUSY,
    1639: _LINE,
}


def ended_badly(job: Job, tool: Tool) -> LicensingError:
    """The error of a change that has ended without success.

    Args:
        job: The change.
        tool: What it was done with.
    """
    code = job.exit_code
    if code is None:
        return PlanError(
            "{tool} has ended before it was done: somebody has stopped it, or the host was restarted.",
            advice="Look at {log} on the host and run the task again.",
            tool=tool.value,
            log=_DISM_LOG if tool is Tool.DISM else _CBS_LOG,
        )
    meaning = _meaning_of(code, tool)
    return PlanError(
        "{tool} ended with {code}: {why}.",
        advice=Text("{hint}{after}", hint=meaning.hint, after=_AFTER[tool]),
        tool=tool.value,
        code=f"{code} (0x{as_hresult(code):08X})" if code <= 0xFFFF else f"0x{code:08X}",
        why=meaning.why,
    )


def _meaning_of(code: int, tool: Tool) -> _Meaning:
    if tool is Tool.CHANGEPK:
        return _CHANGEPK
    if code >> 16 == _SERVICING or code in _STORE_CODES:
        return _STORE
    bare = code & 0xFFFF if code >> 16 == _WIN32 else code
    return _MEANINGS.get(code) or _MEANINGS.get(bare, _UNKNOWN)
