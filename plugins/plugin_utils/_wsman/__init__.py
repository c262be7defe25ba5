# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""WS-Management: envelopes, faults and the exchange of one request for one answer.

This layer knows SOAP and [MS-WSMV]. It must not know WMI classes, licensing or Ansible.
"""
