#!/usr/bin/python
# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only: an action plugin of the same name is the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: win_office_status
short_description: Read what is installed of Office, and how it is licensed
version_added: 0.1.0
description:
  - Reads which products of Office a host has, their version and update channel, and how each is licensed. By a volume licence, by a
    retail key, by the account of its user, by shared computer activation or by device.
  - The result has the same shape for volume products and for Microsoft 365 Apps, so that a fleet can be counted by model and version.
  - Only reads, in check mode and without. It fails for what it finds only where O(assert) says so.
  - Software Protection says nothing reliable about Microsoft 365 Apps since version 1910. What is told of them comes from the registry,
    with the evidence for it; whether an account has a licence cannot be seen from the host, so RV(office.products[].licensed) is V(none).
  - Of users, those who are logged on are read, because the others' part of the registry is not there. How many were not read is told.
    At most 20 users are, and at most 10 products and accounts of each.
  - Takes 4 requests to find no Office and 12 for a volume product. Each user who is logged on takes two more, one for each product in
    LicensingNext, and one for each account, two with O(identities).
options:
  identities:
    description:
      - Read the addresses of the accounts that Office knows of users who are logged on, too. They are personal data.
      - Without it only their kind is read.
    type: bool
    default: false
  licence_files:
    description:
      - List the licence files of Microsoft 365 Apps, too, their names and not what is in them. It takes 3 requests, and 5 more for each
        user who has a profile, twenty at most, and some for files that are there. Windows answers slowly to them.
    type: bool
    default: false
  assert:
    description:
      - Fail unless the state is so. A host without Office fails every one of them.
      - A dictionary, unlike in P(licenseops.windows.win_activation_status#module), because more than a licence can be asserted.
    type: dict
    suboptions:
      licensed:
        description:
          - Every volume and retail product is licensed. Of other products nothing on the host tells, which a warning says.
        type: bool
        default: false
      model:
        description: Every product is licensed by one of these models; see RV(office.products[].model).
        type: list
        elements: str
        choices: [volume, retail, vnext, sca, device, unknown]
      minimum_version:
        description: The version is this one or a newer one. Numbers with dots, compared as numbers.
        type: str
      shared_computer:
        description: Shared computer activation is on, or is not.
        type: bool
extends_documentation_fragment:
  - licenseops.windows.wsman
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
  idempotent:
    support: full
  action_group:
    support: full
author:
  - licenseops.windows contributors (@licenseops)
seealso:
  - module: licenseops.windows.win_activation_status
  - module: licenseops.windows.win_office_licensing
"""

EXAMPLES = r"""
---
- name: Read Office
  licenseops.windows.win_office_status:
  register: office_status

- name: Count the products of all hosts by the way they are licensed
  licenseops.windows.show:
    lines: "{{ by_model | map('first') | zip(by_model | map('last') | map('length')) | map('join', ': ') }}"
  vars:
    by_model: "{{ ansible_play_hosts | map('extract', hostvars, ['office_status', 'office', 'products']) | flatten | groupby('model') }}"
  run_once: true

- name: Fail where Microsoft 365 Apps on a session host are not set up for shared computers
  licenseops.windows.win_office_status:
    assert:
      model: [volume, sca]
      shared_computer: true

- name: Fail where a volume product is not licensed or too old
  licenseops.windows.win_office_status:
    assert:
      licensed: true
      minimum_version: 16.0.14332

- name: Read the accounts of users who are logged on, too
  licenseops.windows.win_office_status:
    identities: true
"""

RETURN = r"""
---
office:
  description: Office on the host.
  returned: when the host could be read
  type: dict
  contains:
    installed:
      description: Whether there is any product of Office.
      type: bool
    installation:
      description: V(click_to_run), V(windows_installer) or V(none).
      type: str
    version:
      description: Version that click-to-run reports, V(none) without it.
      type: str
    platform:
      description: V(x64) or V(x86), V(none) without click-to-run.
      type: str
    channel:
      description: Where updates come from; V(none) without click-to-run.
      type: dict
      contains:
        name:
          description: Name of the update channel, C(Current), C(MonthlyEnterprise) or C(PerpetualVL2024) for instance. V(none) where the
            address is none of Microsoft's channels.
          type: str
        url:
          description: The address itself.
          type: str
    shared_computer:
      description: Whether shared computer activation is on. V(none) without click-to-run, and where the value means nothing.
      type: bool
    device_based:
      description: Whether device-based licensing is on, as above.
      type: bool
    extended_offline:
      description: Whether extended offline access is on, as above.
      type: bool
    products:
      description: The products, those of click-to-run in its order.
      type: list
      elements: dict
      contains:
        office_product:
          description: Its release ID, C(ProPlus2024Volume) or C(O365ProPlusRetail) for instance. Those of Office 2013 and 2016 by Windows
            Installer are formed alike. V(none) where neither click-to-run nor a volume row names it.
          type: str
        title:
          description: Its name, as Microsoft lists volume products; else the release ID or the name of a row.
          type: str
        model:
          description: V(volume), V(retail), V(vnext), the licence of an account with the licensing of version 1910 and later, V(sca), shared
            computer activation, V(device), device-based licensing, or V(unknown).
          type: str
        evidence:
          description: By what the model is known.
          type: list
          elements: str
        licensed:
          description: Whether one of its rows licenses a volume or retail product. V(none) where no row tells, as of Microsoft 365 Apps.
          type: bool
        rows:
          description: Its rows in Software Protection that have a key; see P(licenseops.windows.win_activation_status#module) for their
            keys. Those of Microsoft 365 Apps say nothing about a licence.
          type: list
          elements: dict
    users:
      description: Users who are logged on.
      type: list
      elements: dict
      contains:
        sid:
          description: Security identifier.
          type: str
        kind:
          description: Kind of the account that Office knows, V(work), V(personal), V(unknown) or V(none).
          type: str
        vnext:
          description: Whether a product is licensed to the account by the licensing of version 1910 and later.
          type: bool
        identities:
          description: Addresses of the accounts, with O(identities=true) only.
          type: list
          elements: str
    left_out_users:
      description: Users who are logged on and were not read, because there are more than 20, or the account of the task may not.
      type: int
    unread_users:
      description: Users who have a profile and are not logged on, so that they cannot be read.
      type: int
    files:
      description: Licence files, with O(licence_files=true) only.
      type: list
      elements: str
    unread_directories:
      description: Directories whose files could not be listed, with O(licence_files=true) only.
      type: list
      elements: str
error:
  description: Why the task failed.
  returned: on failure
  type: dict
  contains:
    message:
      description: What failed.
      type: str
    advice:
      description: What to do next.
      type: str
    code:
      description: The HRESULT the host answered with.
      type: str
    symbol:
      description: Its name in Microsoft's headers.
      type: str
    text:
      description: What it says.
      type: str
    cause:
      description: Why it comes up.
      type: str
    category:
      description: The field it belongs to, V(key), V(quota), V(dns) or V(network) for instance.
      type: str
    retryable:
      description: Whether trying again later can help.
      type: bool
    host_text:
      description: What the host said, possibly localized.
      type: str
"""
