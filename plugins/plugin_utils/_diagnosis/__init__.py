# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a product is not licensed: pure rules over evidence. Knows the licensing model, not the wire and not Ansible."""

from __future__ import annotations
