# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults of the wire as errors of the domain: what the host refused. A method that may still finish is no refusal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from .._cim._session import MethodFailed
from .._language._text import Text
from .._licensing._errors import SOFTWARE_PROTECTION, HostRefused, most_telling
from .._licensing._hresult import ACCESS_DENIED_CODES, as_hresult
from .._wsman._errors import WSManFault

_Answer = TypeVar("_Answer")

#: The subcode of DSP0226 for an account that may log in and not read or call.
_ACCESS_DENIED = "AccessDenied"

_ACCESS_ADVICE = (
    "Use an account that is an administrator of the host; for a local account on a workgroup host, "
    "remote UAC filtering (LocalAccountTokenFilterPolicy) may be in the way."
)


def translated(action: Text, call: Callable[[], _Answer]) -> _Answer:
    """What a call gives.

    Raises:
        HostRefused: The host refused it.
        WSManFault: TimedOut; the method may still finish.
    """
    try:
        return call()
    except MethodFailed as problem:
        raise refused(action, problem) from problem
    except WSManFault as problem:
        if problem.is_timeout:
            raise
        raise refused(action, problem) from problem


def refused(action: str | Text, problem: WSManFault | MethodFailed) -> HostRefused:
    """The error of an operation, from a fault or from a ReturnValue."""
    if isinstance(problem, MethodFailed):
        # Methods of Software Protection return HRESULTs, those of StdRegProv bare error numbers of Windows as well.
        advice = _ACCESS_ADVICE if problem.code in ACCESS_DENIED_CODES else ""
        return HostRefused(action, as_hresult(problem.code), "", advice)
    code = most_telling(problem.codes)
    advice = _ACCESS_ADVICE if is_access_denied(problem) and code >> 16 != SOFTWARE_PROTECTION else ""
    return HostRefused(action, code, problem.text, advice)


def is_access_denied(fault: WSManFault) -> bool:
    """True when the account may log in but not read or call WMI."""
    return fault.subcode == _ACCESS_DENIED or bool(ACCESS_DENIED_CODES & set(fault.codes))
