# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A strict stand-in for Windows: a loopback WinRM service with a model of Software Protection behind it.

It knows nothing of the collection's own code: both sides are written from the same facts, independently.
See README.md beside this file.
"""

from __future__ import annotations
