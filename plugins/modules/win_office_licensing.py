#!/usr/bin/python
# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only: an action plugin of the same name is the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: win_office_licensing
short_description: Set how Microsoft 365 Apps are licensed on a computer
version_added: 0.1.0
description:
  - Turns shared computer activation, device-based licensing and extended offline access of Microsoft 365 Apps on or off, for all users of
    the computer. A setting that is not given is left alone; at least one is needed.
  - Fails before anything is sent, in check mode too, when the host has no Office that was installed by click-to-run, or when none of its
    products knows a setting that is to be turned on. Turning off is always possible there.
  - Activates nothing, removes no licence of a user, and never touches Windows.
options:
  shared_computer:
    description:
      - Whether every user who signs in to the computer activates with a licence of their own, as session hosts need it.
      - For Microsoft 365 Apps for enterprise, Microsoft 365 Apps for business with the plan Business Premium, and the subscriptions of
        Project and Visio. Which plan a user has cannot be seen from the host.
      - The computer has to be restarted before it counts.
    type: bool
  device_based:
    description:
      - Whether the licence belongs to the computer instead of its users.
      - For Microsoft 365 Apps for enterprise, release ID C(O365ProPlusRetail), version 1907 or later. Assign the licence to the computer
        first.
    type: bool
  extended_offline:
    description:
      - Whether a licence lasts for 180 days without contact to Microsoft, by the policy of the computer.
      - For Microsoft 365 Apps for enterprise and the subscriptions of Project and Visio, version 2002 or later.
      - A group policy that says otherwise wins when it is applied next.
    type: bool
extends_documentation_fragment:
  - licenseops.windows.wsman
  - licenseops.windows.wsman.change
notes:
  - Users who activated before a change to shared computer activation or device-based licensing keep that activation until it is reset.
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
  action_group:
    support: full
author:
  - licenseops.windows contributors (@licenseops)
seealso:
  - module: licenseops.windows.win_activation_status
"""

EXAMPLES = r"""
---
- name: Let the users of a session host activate Microsoft 365 Apps with their own licences
  licenseops.windows.win_office_licensing:
    shared_computer: true

- name: License the computer of a classroom instead of its users
  licenseops.windows.win_office_licensing:
    device_based: true
    shared_computer: false

- name: Let a computer on a ship go without contact to Microsoft for 180 days
  licenseops.windows.win_office_licensing:
    extended_offline: true
"""

RETURN = r"""
---
release_ids:
  description: Release IDs of the products that click-to-run has installed, as Office itself names them.
  returned: when the host could be read
  type: list
  elements: str
  sample: [O365ProPlusRetail]
before:
  description:
    - The settings that were given, by the names of their options, as they were.
    - V(on), V(off), V(absent), which counts as off, or V(unclear) for a value that Office does not read as either.
  returned: when the host could be read
  type: dict
  sample: {shared_computer: absent}
after:
  description: The same at the end. In check mode as it is foreseen, see RV(predicted).
  returned: when the host could be read
  type: dict
  sample: {shared_computer: "on"}
steps:
  description: What was done or, in check mode, would be done, a sentence each.
  returned: when the host could be read
  type: list
  elements: str
  sample: ["Turn shared computer activation on."]
predicted:
  description: Whether RV(after) is foreseen and not read, as in check mode when there are RV(steps). A text that only the run itself can
    tell is V(known_after_run) then; a number, a date or a flag is V(none).
  returned: when the host could be read
  type: bool
notes:
  description: What happened beside the steps, what was sent again for instance.
  returned: when something did
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
      description: The field it belongs to, V(service) or V(access) for instance.
      type: str
    retryable:
      description: Whether trying again later can help.
      type: bool
    host_text:
      description: What the host said, possibly localized.
      type: str
"""
