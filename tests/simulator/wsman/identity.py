# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Identify: who answers, asked without any header (DSP0226, clause 11)."""

from __future__ import annotations

from ..model.spec import MachineSpec
from ..model.values import WINDOWS_8
from .names import IDENTITY, WSMAN, qualified
from .request import Envelope

_VENDOR = "Microsoft Corporation"  # recorded
#: recorded: without a login WinRM says nothing of the system
_NO_SYSTEM = "0.0.0"
#: documented: WinRM 2.0 came with Windows 7, 3.0 with Windows 8
_STACKS = {False: "2.0", True: "3.0"}


def is_identify(envelope: Envelope) -> bool:
    """Whether the body asks who answers, and nothing else."""
    return [element.tag for element in envelope.body] == [qualified(IDENTITY, "Identify")]


def identity_body(spec: MachineSpec, is_logged_in: bool) -> str:
    """The body of the answer. recorded: vendor and version; inferred: the order of the elements."""
    system = spec.version if is_logged_in else _NO_SYSTEM
    version = f"OS: {system} SP: 0.0 Stack: {_STACKS[spec.schema_level >= WINDOWS_8]}"
    return (
        f'<wsmid:IdentifyResponse xmlns:wsmid="{IDENTITY}"><wsmid:ProtocolVersion>{WSMAN}</wsmid:ProtocolVersion>'
        f"<wsmid:ProductVendor>{_VENDOR}</wsmid:ProductVendor><wsmid:ProductVersion>{version}</wsmid:ProductVersion>"
        "</wsmid:IdentifyResponse>"
    )
