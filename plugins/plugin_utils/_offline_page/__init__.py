# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of the offline work list: one HTML file that carries Installation IDs out and Confirmation IDs back.

It works from a disk, asks no network for anything, and leaves Microsoft's portal to a person. It knows rows of the work
list and nothing of files, hosts or Ansible.
"""
