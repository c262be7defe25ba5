# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The programs a host can run, by file name; each lies in the system directory."""

from __future__ import annotations

from collections.abc import Mapping

from .changepk import changepk
from .console_tools import findstr, reg
from .dism import dism
from .process_table import Program
from .shell import cmd

PROGRAMS: Mapping[str, Program] = {
    "changepk.exe": changepk,
    "cmd.exe": cmd,
    "dism.exe": dism,
    "findstr.exe": findstr,
    "reg.exe": reg,
}
