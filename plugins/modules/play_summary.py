#!/usr/bin/python
# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only: an action plugin of the same name is the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: play_summary
short_description: Say what became of the hosts of a play
version_added: 0.1.0
description:
  - Counts the hosts of a play by what became of them, each once, names those that need another run, and prints the files
    that were written with their full paths.
  - Put it behind C(always) with C(run_once), so that it runs when hosts failed.
  - In check mode it adds up the activations that M(licenseops.windows.win_activation) foresees, by key.
  - The roles of this collection end with it.
options:
  results:
    description: Names under which the tasks of the play registered their results.
    type: list
    elements: str
    required: true
  files:
    description:
      - Files that were written, by what they are, V(worklist), V(page), V(ledger) or any word. Empty paths are left
        out, and those where nothing is.
      - A relative path is shown as a full one, from the directory in which ansible-playbook was started.
    type: dict
    default: {}
  reads_only:
    description: The tasks only read the hosts. What they change is on the controller, and counts for no host.
    type: bool
    default: false
  every_batch:
    description:
      - With C(serial), print after every batch instead of after the last one. Right for few batches, and where any batch
        can be the last one because C(any_errors_fatal) is set.
    type: bool
    default: false
  language:
    description:
      - Language of the lines. By default the variable C(licenseops_language), else the environment variable
        C(LICENSEOPS_LANGUAGE), else English.
    type: str
    choices: [en, ja]
notes:
  - When no host can be reached, nobody is left to run it, and the recap of Ansible says so alone.
  - Of a task with C(run_once), Ansible looks at C(when) for the first host of the batch alone. A condition on the block or the role that
    leaves that host out leaves out the summary of all. Name the hosts of the play instead.
  - With a callback that prints for programs (C(json), C(jsonl), C(null)), and with C(no_log), the lines stand in the result only.
attributes:
  action_group:
    description:
      - The options O(language), C(timeout) and C(retries) can be given once for all modules, with C(module_defaults). A module that
        waits for nothing leaves the latter two aside.
    support: full
    membership:
      - licenseops.windows.activation
  check_mode:
    description: Can run in check mode, and says what would have been done.
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
  - module: licenseops.windows.show
"""

EXAMPLES = r"""
---
- name: Activate, and say at the end how it went
  block:
    - name: Activate
      licenseops.windows.win_activation:
        product_key: "{{ windows_mak }}"
      register: activation
  always:
    - name: Sum up
      licenseops.windows.play_summary:
        results: [activation]
      run_once: true
"""

RETURN = r"""
---
counts:
  description:
    - Hosts by what became of them, each counted once, V(fine), V(changed), V(failed), V(unreachable), V(stopped), V(skipped)
      and V(waiting).
    - V(changed) means would be changed in check mode, V(stopped) that the play ended because of another host, and
      V(waiting) that the batch of the host was not begun.
  type: dict
  returned: success, in the last batch
lines:
  description: What was printed.
  type: list
  elements: str
  returned: success, in the last batch
"""
