# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all HTML pages share: templates that escape everything, and the policy that lets nothing in from elsewhere.

It must know nothing of what a page is about.
"""

from __future__ import annotations
