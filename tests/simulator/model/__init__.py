# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Software Protection as a pure model: no sockets, no event loop, a clock that is set by hand.

`World` is what surrounds the machines, `Machine` is one host with `query`, `get` and `invoke`.
"""

from __future__ import annotations

from .calls import Outcome
from .errors import ModelError, Spp, SppError, Wbem, WbemError
from .machine import Machine
from .world import Clock, World

__all__ = [
    "Clock",
    "Machine",
    "ModelError",
    "Outcome",
    "Spp",
    "SppError",
    "Wbem",
    "WbemError",
    "World",
]
