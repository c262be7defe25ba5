#!/usr/bin/python
# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only: an action plugin of the same name is the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: show
short_description: Print lines for people as they are
version_added: 0.1.0
description:
  - Prints lines on the terminal without quotes, brackets and escapes, which M(ansible.builtin.debug) puts around a list.
    The roles and playbooks of this collection print their pages and summaries with it.
  - The lines of one host stay together, and stand above its C(ok).
  - Control characters, which could do something to a terminal, are printed as their numbers. Product keys and
    Confirmation IDs are masked, but for the fake keys of this collection's simulator, C(TNTTT-TTTTT-TTTTT-TTTTT-) and
    five more, which are no secrets.
options:
  lines:
    description:
      - The lines. One that holds several is several.
      - A text in the place of the list is shown as it is, commas included.
    type: list
    elements: str
    required: true
notes:
  - With a callback that prints for programs (C(json), C(jsonl), C(null)) the lines stand in the result only.
  - With C(no_log) nothing is printed.
  - Automation controller, AWX and ansible-navigator show the lines in the output of the job.
attributes:
  check_mode:
    description: Can run in check mode and prints there as well.
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
  - module: ansible.builtin.debug
"""

EXAMPLES = r"""
---
- name: Show a summary
  licenseops.windows.show:
    lines:
      - "{{ ansible_play_hosts | length }} hosts:"
      - "    {{ ansible_play_hosts | join(', ') }}"
  run_once: true
"""

RETURN = r"""
---
lines:
  description: What was printed.
  type: list
  elements: str
  returned: success
"""
