# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One Windows host over a CIM session: the one place where wire and domain meet.

Rows become types here, and faults become errors of the domain. It must not know Ansible.
"""

from __future__ import annotations
