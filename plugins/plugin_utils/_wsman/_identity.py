# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who answers: WS-Management is spoken by machines without Windows, too, OMI and Openwsman among them (DSP0226, 11)."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass

from . import _names
from ._answer import find_local, local_name
from ._errors import MalformedAnswer, WSManFault

IDENTIFY = (
    f'<s:Envelope xmlns:s="{_names.SOAP}" xmlns:i="{_names.IDENTITY}">'
    "<s:Header/><s:Body><i:Identify/></s:Body></s:Envelope>"
).encode()

#: How WinRM names itself in every release (documented).
_VENDOR = "Microsoft Corporation"
_STACK = "Stack:"

#: The subcode of DSP0226 for an account that may log in and not read.
_ACCESS_DENIED = "AccessDenied"

#: Faults of a service that has no Windows classes: it cannot process the query, or has no such resource.
_UNKNOWN_THERE = frozenset({0x8033801A, 0x80338000})


@dataclass(frozen=True, slots=True)
class Identity:
    """How a service names itself.

    Attributes:
        vendor: ProductVendor.
        version: ProductVersion; that of WinRM has its own form, ``OS: 10.0.20348 SP: 0.0 Stack: 3.0``.
    """

    vendor: str
    version: str

    @property
    def is_windows(self) -> bool:
        """True for WinRM. These are names of the protocol and never translated."""
        return self.vendor == _VENDOR and _STACK in self.version


def read_identity(content: ET.Element) -> Identity:
    """What the answer to Identify says.

    Raises:
        MalformedAnswer: It says no vendor.
    """
    vendor, version = (find_local(content, name) for name in ("ProductVendor", "ProductVersion"))
    if local_name(content) != "IdentifyResponse" or vendor is None or not (vendor.text or "").strip():
        raise MalformedAnswer("it does not say who answers")
    return Identity((vendor.text or "").strip(), (version.text or "").strip() if version is not None else "")


def is_doubtful(fault: WSManFault) -> bool:
    """Whether a fault leaves open if it is Windows that answers: Windows gives a code, and knows its own classes.

    The most specific code counts; what Windows wraps in one of these is its own.
    """
    if fault.subcode == _ACCESS_DENIED or fault.is_timeout:
        return False
    return not fault.codes or fault.codes[0] in _UNKNOWN_THERE
