#!/usr/bin/python
# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only: an action plugin of the same name is the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: win_activation
short_description: Activate Windows or Office and verify it
version_added: 0.1.0
description:
  - Makes sure that a product is licensed, with the key given or with the one it has, and reads the state back to prove it.
  - The key decides how, over the Internet for MAK and retail keys, by KMS or Active Directory for KMS client setup keys.
  - A product that is licensed is never activated again, so that no activation is spent twice.
  - Activation is asked for once. When the host is slow, when it does not answer in time or when the connection breaks, the state is
    read until it shows or O(timeout) is over; the request is not repeated.
options:
  application:
    description:
      - What to activate when neither O(activation_id) nor a key is given.
      - V(windows) means Windows itself, never an add-on. V(office) means every Office product that has a key.
    type: str
    choices: [windows, office]
    default: windows
  timeout:
    description: Seconds to wait for a slow service to show the result.
    type: int
    default: 120
extends_documentation_fragment:
  - licenseops.windows.wsman
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
  - module: licenseops.windows.win_offline_activation
  - module: licenseops.windows.win_activation_status
"""

EXAMPLES = r"""
---
- name: Take the host to licensed with a MAK
  licenseops.windows.win_activation:
    product_key: "{{ windows_mak }}"

- name: Make the host a KMS client and activate it
  licenseops.windows.win_activation:
    source: gvlk

- name: Activate Windows with the key it has
  licenseops.windows.win_activation:

- name: Activate every Office product that has a key
  licenseops.windows.win_activation:
    application: office

- name: Install and activate Extended Security Updates; the key of Windows itself stays
  licenseops.windows.win_activation:
    product_key: "{{ esu_mak }}"
"""

RETURN = r"""
---
product:
  description: The product the task is about, as it is at the end; see P(licenseops.windows.win_activation_status#module) for its keys.
    V(none) when there is none or more than one.
  returned: when the host could be read
  type: dict
licensed:
  description: Whether that product, or all of them, is licensed at the end.
  returned: when the host could be read
  type: bool
before:
  description: The products read before anything was done.
  returned: when the host could be read
  type: list
  elements: dict
after:
  description: The products read at the end. In check mode the same as RV(before).
  returned: when the host could be read
  type: list
  elements: dict
steps:
  description: What was done or, in check mode, would be done, a sentence each.
  returned: when the host could be read
  type: list
  elements: str
  sample: ["Install the product key ...PKX99.", "Activate the product with key ...PKX99."]
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
      description: What it says, in English.
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
