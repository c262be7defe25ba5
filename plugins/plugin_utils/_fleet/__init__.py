# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Surveys: what was read of every host of a fleet at one time, as plain rows, and what follows from them. Pure.

It must not know Ansible, the wire, a file, a database or a page.
"""

from __future__ import annotations
