# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The acceptor side of WS-Management on WMI: envelopes in, envelopes out.

Knows the machine as it is served and nothing of sockets or authentication.
"""

from __future__ import annotations
