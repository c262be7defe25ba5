# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The offline work list: one row per host and activation ID, from the Installation ID to the licensed host.

Rows, merging and the two file formats are pure. It must not know where the file is, nor the hosts, nor Ansible.
"""
