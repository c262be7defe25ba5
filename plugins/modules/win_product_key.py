#!/usr/bin/python
# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only: an action plugin of the same name is the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: win_product_key
short_description: Install, remove or hide a Windows or Office product key
version_added: 0.1.0
description:
  - Makes sure that a product key is installed, that a product has none or no other, or that the registry holds no readable copy of it.
  - A key that is installed already is recognised by its last five characters and not installed again.
  - Typing mistakes are found before any request is sent.
  - A licence that a new key would destroy is not replaced without O(replace_licensed).
  - Installing a key does not activate it, P(licenseops.windows.win_activation#module) does.
options:
  state:
    description:
      - V(present) installs the key. Windows takes the new key in place of the old one, so that the host is never without.
      - V(absent) removes the key of the product, named by O(activation_id), by O(product_key) or by O(application), and with it the
        licence. It asks for no consent.
      - V(cleared) wipes the registry's copy of the Windows key; the key itself stays installed. A MAK or retail host no longer
        needs the copy once it is activated.
      - V(exclusive) is about Office. The key stays, or is installed, and every other key of the same product is removed, of its other
        volume licence, its retail licence or its grace period, each from its own row. Office nags while such a key is there that is not
        licensed, though another one is. A licence is never lost. As long as the key that stays licenses nothing, no licensed one is
        removed, and a MAK or retail licence goes with O(replace_licensed=true) only. Other products keep their keys.
    type: str
    choices: [present, absent, cleared, exclusive]
    default: present
  application:
    description:
      - Whose key it is when O(activation_id) is not given.
      - V(windows) means Windows itself, never an add-on. V(office) means the Office product O(product_key) is for or, with
        O(state=absent) and without a key, every Office product.
      - A key does not tell whose it is, so only the host finds out; a KMS client setup key is the exception. Another Office key given
        with V(windows) is refused where Windows would lose its licence; elsewhere the host takes it for Office, and the task fails
        afterwards and says so. A key of Windows given with V(office) is refused where its group number tells; any other takes the
        place of the one Windows has before the task can fail.
    type: str
    choices: [windows, office]
    default: windows
  office_product:
    description:
      - The Office product that is meant, by its release ID, as P(licenseops.windows.win_office_status#module) shows it. C(ProPlus2024Volume),
        C(VisioPro2021Volume) or C(Standard2016Volume) for instance.
      - With it O(source=gvlk) works for Office. O(state=absent) without a key removes every key of that product.
      - Needs O(application=office).
    type: str
extends_documentation_fragment:
  - licenseops.windows.wsman
  - licenseops.windows.wsman.change
  - licenseops.windows.wsman.product
  - licenseops.windows.wsman.key
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
  - module: licenseops.windows.win_activation
"""

EXAMPLES = r"""
---
- name: Install the key the department bought
  licenseops.windows.win_product_key:
    product_key: "{{ windows_mak }}"

- name: Install the keys of ESU add-ons; Ansible prints the items of a loop, so the loop goes over activation IDs
  licenseops.windows.win_product_key:
    activation_id: "{{ item }}"
    product_key: "{{ esu_keys[item] }}"
  loop: "{{ esu_keys | list }}"

- name: Install Microsoft's KMS client setup key for whatever edition the host has
  licenseops.windows.win_product_key:
    source: gvlk

- name: Make a host a KMS client even where it is licensed by a MAK, which is given up
  licenseops.windows.win_product_key:
    source: gvlk
    replace_licensed: true

- name: Install the key from the firmware
  licenseops.windows.win_product_key:
    source: firmware

- name: Make Visio a KMS client, and leave the other Office products and Windows alone
  licenseops.windows.win_product_key:
    application: office
    office_product: VisioPro2024Volume
    source: gvlk

- name: Take away whatever makes an Office nag that its MAK has licensed
  licenseops.windows.win_product_key:
    state: exclusive
    application: office
    product_key: "{{ office_mak }}"

- name: Leave no readable copy of the key in the registry
  licenseops.windows.win_product_key:
    state: cleared

- name: Take the key of an ESU add-on away
  licenseops.windows.win_product_key:
    state: absent
    activation_id: f520e45e-7413-4a34-a497-d2765967d094
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
  sample: ["Install the product key ...PKX99."]
predicted:
  description: Whether the state at the end is foreseen and not read, as in check mode when there are RV(steps). A text that only the run itself can
    tell is V(known_after_run) then; a number, a date or a flag is V(none).
  returned: when the host could be read
  type: bool
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
