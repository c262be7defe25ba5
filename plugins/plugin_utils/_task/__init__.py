# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The use cases: bring a host to what is wished, and ask it what a diagnosis needs.

Of hosts, locks and ledgers it knows what they promise. It must not know Ansible or the wire.
"""

from __future__ import annotations
