# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deciding and doing: what is wanted, the steps that lead there, and carrying them out.

``plan`` is pure. ``Run`` does, through the ``Host`` it is given. This layer must not know Ansible or the wire.
"""
