# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain results: what a module returns, written and read back in one place.

It must not know Ansible, the wire, or a page.
"""

from __future__ import annotations
