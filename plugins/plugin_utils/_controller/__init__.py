# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies on the controller: ledger, locks, list files, files written whole, the network as seen from there,
and the state file that says where simulated hosts listen.

It must not know Ansible or the wire.
"""

from __future__ import annotations
