# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What many hosts said, for people: grouped by cause, in their language.

It groups typed results, and must know neither Ansible, nor the wire, nor where a result comes from.
"""

from __future__ import annotations
