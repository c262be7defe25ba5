#!/usr/bin/python
# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only: an action plugin of the same name is the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: play_check
short_description: Check what a play was asked for before any host is asked
version_added: 0.1.0
description:
  - Looks at the pattern of hosts and at variables, and fails with one sentence for each mistake, in the language of the
    reader. No host is asked.
  - Use it with C(run_once). It sees the variables as the first host has them; what one host alone has wrong is told by the
    modules when its turn comes.
  - The playbooks of this collection begin with it.
options:
  hosts:
    description:
      - Pattern of hosts, a text or a list. It fails when the inventory has no such host, or C(--limit) leaves out every one,
        where Ansible by itself warns, does nothing and ends well.
      - The play must be one of C(localhost,all), so that it sees what C(--limit) leaves.
    type: raw
  hosts_from:
    description: Name of the variable that holds the pattern, for the message.
    type: str
  role:
    description: Name of a role of this collection whose variables to check.
    type: str
  variables:
    description:
      - Variables to check, by name, with C(type), C(required), C(choices) and C(no_log) as in the argument specification of a
        role. C(example) is a value for the message when one is missing.
      - The type C(error_code), which argument specifications do not have, is a number or a text with an error code in it.
    type: dict
    default: {}
  language:
    description:
      - Language of the sentences. By default the variable C(licenseops_language), else the environment variable
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
    description: Can run in check mode and does the same there.
    support: full
  diff_mode:
    description: There is no difference to show.
    support: none
  idempotent:
    description: It never changes anything.
    support: full
  platform:
    description: Runs on the controller and needs no connection.
    support: full
    platforms: posix
author:
  - licenseops.windows contributors (@licenseops)
seealso:
  - module: ansible.builtin.validate_argument_spec
"""

EXAMPLES = r"""
---
- name: Check the variables of the role activate
  licenseops.windows.play_check:
    role: activate
  run_once: true

- name: Check a variable of one's own
  licenseops.windows.play_check:
    variables:
      wave:
        type: int
        required: true
  vars:
    wave: 2
  run_once: true
"""

RETURN = r"""
---
{}
"""
