# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CIM over WS-Management: WQL queries, method calls and typed rows.

This layer knows WMI. It must not know what a licence is, nor Ansible.
"""
