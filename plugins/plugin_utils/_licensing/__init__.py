# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The typed model of Software Protection: products, the service, keys, Installation IDs, Confirmation IDs, errors.

Pure: it reads rows and text, and does no I/O apart from loading its own catalogues. It must not know Ansible.
"""
