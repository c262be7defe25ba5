#!/usr/bin/python
# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only: an action plugin of the same name is the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: fleet_drift
short_description: Tell what has changed between two surveys of a fleet
version_added: 0.1.0
description:
  - Compares two files of P(licenseops.windows.fleet_survey#module) machine by machine and prints what has changed, the worst first. No host
    is asked.
  - A machine is the same by the UUID of its hardware, whatever it is called, and by its name in the inventory where a row shows no UUID.
  - Days that run down, a KMS licence that was renewed, and a host that could not be read are no change of a licence.
options:
  before:
    description: The older survey.
    type: path
    required: true
  after:
    description: The newer survey.
    type: path
    required: true
  html:
    description: File for a page of the changes, which stands alone and needs no network and no script. What this module wrote before is
      replaced, anything else is not.
    type: path
  json:
    description: File for the changes, with stable names and without texts. What this module wrote before is replaced, anything else is
      not.
    type: path
  fail_on:
    description:
      - Kinds of changes that fail the task, for a pipeline. All files are written first.
      - V(unlicensed) not licensed any more; V(licensed) licensed by now; V(activated_by) licensed by another way; V(key) another product
        key; V(edition) another edition.
      - V(kms_host) another KMS host is set, or DNS gave one that served nobody before; V(esu) other years of Extended Security Updates;
        V(support) another state of support.
      - V(clones) several machines have one client machine ID, the reason for a count of a KMS host that does not rise; V(same_uuid)
        several machines show one hardware UUID; V(two_names) one machine has several names. They are told where more hosts are concerned
        than before.
      - V(hardware) other hardware under a name, of which nothing else is compared; V(renamed) a machine under another name.
      - V(new) and V(vanished) hosts of the inventory; V(unread) could be read before and not now; V(read_again) the other way round.
    type: list
    elements: str
    choices:
      - unlicensed
      - clones
      - same_uuid
      - support
      - esu
      - activated_by
      - key
      - edition
      - kms_host
      - hardware
      - renamed
      - two_names
      - vanished
      - unread
      - new
      - read_again
      - licensed
    default: []
  language:
    description:
      - Language of the lines. By default the variable C(licenseops_language), else the environment variable
        C(LICENSEOPS_LANGUAGE), else English.
    type: str
    choices: [en, ja]
attributes:
  action_group:
    description:
      - The options O(language), C(timeout) and C(retries) can be given once for all modules, with C(module_defaults). A module that
        waits for nothing leaves the latter two aside.
    support: full
    membership:
      - licenseops.windows.activation
  check_mode:
    description: Compares and fails in check mode, too, and writes no file.
    support: full
  diff_mode:
    description: There is no difference to show.
    support: none
  idempotent:
    description: The same surveys give the same files, which are then not written again.
    support: full
  platform:
    description: Runs on the controller and needs no connection.
    support: full
    platforms: posix
notes:
  - When the surveys were taken of different patterns of hosts, or with another C(--limit), no host counts as new or vanished, and a line
    says so.
seealso:
  - module: licenseops.windows.fleet_survey
  - module: licenseops.windows.licence_policy
author:
  - licenseops.windows contributors (@licenseops)
"""

EXAMPLES = r"""
---
- name: See what has changed since last week
  licenseops.windows.fleet_drift:
    before: last-week.json
    after: survey.json

- name: Stop a pipeline when licences got lost or machines were cloned
  licenseops.windows.fleet_drift:
    before: last-week.json
    after: survey.json
    html: drift.html
    json: drift.json
    fail_on: [unlicensed, clones]
"""

RETURN = r"""
---
counts:
  description: How many changes there are of each kind.
  returned: when the surveys could be compared
  type: dict
changes:
  description: All of them, the worst kind first.
  returned: when the surveys could be compared
  type: list
  elements: dict
  contains:
    kind:
      description: One of the values of O(fail_on).
      type: str
    host:
      description: Name in the inventory, the newer one.
      type: str
    others:
      description: More names, for V(clones), V(same_uuid) and V(two_names).
      type: list
      elements: str
    product:
      description: V(Windows) or a volume product of Office, where it is about one.
      type: str
    before:
      description: What it was, by stable names; V(none) for nothing.
      type: str
    after:
      description: What it is. For V(unread) the reason in the language of the survey.
      type: str
machines:
  description: How many machines there are in either survey.
  returned: when the surveys could be compared
  type: int
lines:
  description: What was printed.
  returned: when the surveys could be compared
  type: list
  elements: str
error:
  description: Why the task failed.
  returned: failed
  type: dict
  contains:
    message:
      description: What failed, without advice.
      type: str
    advice:
      description: What to do next.
      type: str
"""
