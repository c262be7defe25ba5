# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where surveys are kept, on the controller: a file holds one, a database many. It decides nothing.

It must not know Ansible, the wire or a page.
"""

from __future__ import annotations
