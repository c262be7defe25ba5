# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Helpers of the tests and of the demo: a simulated fleet, and playbook runs against it."""
