# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The transport side: raw HTTP/1.1 as http.sys speaks it, authentication, message encryption, TLS."""

from __future__ import annotations
