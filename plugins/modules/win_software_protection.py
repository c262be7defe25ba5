#!/usr/bin/python
# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only: an action plugin of the same name is the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: win_software_protection
short_description: Let the service behind Windows licensing run, and refresh its state
version_added: 0.1.0
description:
  - Sets the start mode of the service C(sppsvc) to automatic where it is disabled, and starts it once.
  - A service that is merely stopped is left alone. It stops when it is idle and starts when it is needed.
  - Refreshes the licence status on request, which is harmless. Never disables the service, never activates.
options:
  enabled:
    description:
      - Whether the service has to be able to start. V(false) leaves its start mode as it is and makes sense with O(refreshed) only.
    type: bool
    default: true
  refreshed:
    description:
      - Have the service evaluate its licences anew, so that what it shows is up to date.
      - Reported as a change only when a product reads differently afterwards, which cannot be known in check mode.
    type: bool
    default: false
extends_documentation_fragment:
  - licenseops.windows.wsman
  - licenseops.windows.wsman.change
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: partial
    details:
      - O(refreshed) sends its request every time. It changes no setting.
  action_group:
    support: full
author:
  - licenseops.windows contributors (@licenseops)
seealso:
  - module: licenseops.windows.win_activation_diagnosis
  - module: licenseops.windows.win_activation_status
"""

EXAMPLES = r"""
---
- name: Let the licensing service run again where someone has disabled it
  licenseops.windows.win_software_protection:

- name: Make sure that what the host shows is up to date
  licenseops.windows.win_software_protection:
    refreshed: true
"""

RETURN = r"""
---
service:
  description: The Windows service as it is at the end. V(none) when the host has none.
  returned: when the host could be read
  type: dict
  contains:
    name:
      description: Its name.
      type: str
    start_mode:
      description: V(Auto), V(Manual) or V(Disabled).
      type: str
    state:
      description: V(Running), V(Stopped) and the like. Stopped alone means nothing.
      type: str
    enabled:
      description: Whether it can start.
      type: bool
before:
  description: The products with a key before the refresh; see P(licenseops.windows.win_activation_status#module) for their keys. Empty
    without O(refreshed), or when the service was disabled.
  returned: when the host could be read
  type: list
  elements: dict
after:
  description: The same after the refresh. In check mode as they are foreseen, see RV(predicted).
  returned: when the host could be read
  type: list
  elements: dict
steps:
  description: What was done or, in check mode, would be done, a sentence each.
  returned: when the host could be read
  type: list
  elements: str
  sample: ["Set the start mode of the service sppsvc to automatic.", "Start the service sppsvc."]
predicted:
  description: Whether RV(service) and RV(after) are foreseen and not read, as in check mode when there are RV(steps). A text that only the run itself can
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
