# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts in every language, errors with advice, the order people expect.

The ground floor: it knows nothing of licensing, of the wire, or of Ansible.
"""

from __future__ import annotations
