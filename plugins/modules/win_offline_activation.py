#!/usr/bin/python
# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only: an action plugin of the same name is the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: win_offline_activation
short_description: Activate a host without Internet by Installation ID and Confirmation ID
version_added: 0.1.0
description:
  - Without O(confirmation_id) it returns the Installation ID, to be typed into Microsoft's activation portal (https://aka.ms/aoh) on
    any device with a browser.
  - With the Confirmation ID that the portal gives, it deposits it together with the host's own current Installation ID, verifies that
    the product is licensed and returns its state.
  - Nothing is sent to a product that is licensed already.
  - The portal is not automated. It asks for a person and a sign-in.
options:
  confirmation_id:
    description:
      - The Confirmation ID, 48 digits in eight blocks A to H. Put it in quotes, or YAML drops leading zeros.
      - Any spacing, dashes, the labels A to H and full-width digits are understood.
      - It shows in no result, error or log of the module.
      - Mutually exclusive with O(worklist).
    type: str
  installation_id:
    description:
      - The Installation ID for which O(confirmation_id) was issued.
      - When the host has another one by now, the task fails and nothing is sent.
      - Mutually exclusive with O(worklist).
    type: str
  worklist:
    description:
      - A list kept by P(licenseops.windows.offline_worklist#module), which see for its form. The Confirmation ID is taken from the row
        of this host and product, and the outcome is written there, also when the task fails.
      - A product without a row gets one and waits for its Confirmation ID; the task succeeds and sends nothing.
      - When the Installation ID is another one than that of the row, the row becomes V(stale), a new one is added, the task fails, and
        nothing is sent. When the row had been applied before, its Confirmation ID is tried once more, which costs nothing.
      - Mutually exclusive with O(confirmation_id) and O(installation_id).
    type: path
  application:
    description:
      - Which product is meant when O(activation_id) is not given.
      - V(windows) means Windows itself, never an add-on. With V(office) there must be only one product with a key.
    type: str
    choices: [windows, office]
    default: windows
  allow_failing_check_digits:
    description:
      - Accept a Confirmation ID whose check digits say that it has a typing mistake.
      - That Confirmation IDs follow the rule proven for Installation IDs is inferred.
    type: bool
    default: false
extends_documentation_fragment:
  - licenseops.windows.wsman
  - licenseops.windows.wsman.change
  - licenseops.windows.wsman.product
  - licenseops.windows.wsman.secret
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
  - module: licenseops.windows.win_product_key
  - module: licenseops.windows.offline_worklist
"""

EXAMPLES = r"""
---
- name: Read the Installation ID
  licenseops.windows.win_offline_activation:
  register: offline

- name: Show it in the nine blocks the portal asks for
  ansible.builtin.debug:
    msg: "{{ offline.installation_id_blocks | join(' ') }}"

- name: Deposit the Confirmation ID the portal gave for it
  licenseops.windows.win_offline_activation:
    installation_id: "{{ offline.installation_id }}"
    confirmation_id: "{{ confirmation_ids[inventory_hostname] }}"

- name: The same for an ESU add-on
  licenseops.windows.win_offline_activation:
    activation_id: f520e45e-7413-4a34-a497-d2765967d094
    confirmation_id: "{{ esu_confirmation_ids[inventory_hostname] }}"

- name: Activate Windows by its row of a list that was filled in meanwhile
  licenseops.windows.win_offline_activation:
    worklist: "{{ playbook_dir }}/offline.csv"
"""

RETURN = r"""
---
product:
  description: The product the task is about, as it is at the end; see P(licenseops.windows.win_activation_status#module) for its keys.
    V(none) when there is none or more than one.
  returned: when the host could be read
  type: dict
licensed:
  description: Whether that product, or all of them, is licensed at the end. V(none) where only the run itself can tell.
  returned: when the host could be read
  type: bool
before:
  description: The products read before anything was done.
  returned: when the host could be read
  type: list
  elements: dict
after:
  description: The products read at the end. In check mode as they are foreseen, see RV(predicted).
  returned: when the host could be read
  type: list
  elements: dict
steps:
  description: What was done or, in check mode, would be done, a sentence each.
  returned: when the host could be read
  type: list
  elements: str
  sample: ["Deposit the Confirmation ID ending in 246800 for Windows(R), Professional edition (key ...PKX99)."]
predicted:
  description: Whether the state at the end is foreseen and not read, as in check mode when there are RV(steps). A text that only the run itself can
    tell is V(known_after_run) then; a number, a date or a flag is V(none).
  returned: when the host could be read
  type: bool
installation_id:
  description: The current Installation ID, digits only.
  returned: when the host could be read
  type: str
installation_id_blocks:
  description: The same in the nine blocks the portal asks for.
  returned: when the host could be read
  type: list
  elements: str
worklist_state:
  description: State of the row in O(worklist) at the end, V(needed), V(confirmed), V(applied) or V(failed). A product that is licensed
    and never was on the list counts as V(applied), and so does in check mode one whose Confirmation ID would be sent.
  returned: with O(worklist)
  type: str
worklist_reason:
  description: Why the row is in that state, in the language of the task; empty when the state says it all.
  returned: with O(worklist)
  type: str
notes:
  description: What happened beside the steps, what was sent again or taken back.
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
      description: The field it belongs to, V(key), V(quota), V(dns) or V(network) for instance.
      type: str
    retryable:
      description: Whether trying again later can help.
      type: bool
    host_text:
      description: What the host said, possibly localized.
      type: str
"""
