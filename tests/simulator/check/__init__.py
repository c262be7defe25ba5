# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proves that a playbook is idempotent, on simulated hosts: check mode, a real run, and the same again.

What was done is told by the playbook's tasks; what was sent, by the journals of the simulator. A callback in the runs
notes how far the journals have come when a task begins and when it has ended, so that each request is known to be one
of the task that sent it, whatever the task says of itself.

    command       the command line, the three runs one after the other
    runs          one run of ansible-playbook
    callback_plugins   what happens inside of it; the one part that knows Ansible
    records       what the callback wrote, as types
    judge         pure: from records and journals to findings
    report, junit     findings for people and for machines
"""

from __future__ import annotations
