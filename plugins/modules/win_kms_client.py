#!/usr/bin/python
# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only: an action plugin of the same name is the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: win_kms_client
short_description: Set where a KMS client looks for its KMS host
version_added: 0.1.0
description:
  - Sets or clears KMS host, port, lookup domain, host caching and activation type, for the whole host, for Office, or for one product.
  - Office has its settings at each of its products. All that have a KMS client setup key get them in one task with O(application=office),
    one of them with O(activation_id), and those of Windows stay as they are.
  - A product's own settings win over those of the host; the task warns when that makes a setting idle.
  - Does not activate, P(licenseops.windows.win_activation#module) does. A licensed host stays licensed.
  - When one setting cannot be made, those made before it in the same task are taken back.
options:
  state:
    description:
      - V(present) makes the settings given and leaves the others as they are.
      - V(absent) clears host, port and lookup domain, so that the client finds its host by DNS.
    type: str
    choices: [present, absent]
    default: present
  host:
    description:
      - The KMS host, a name, an IPv4 address, C(host:port), or C([IPv6 address]:port).
      - Given without a port, it means the default port 1688.
      - An IPv6 address with a zone is refused, since a zone names a network interface of one machine.
    type: str
  port:
    description: TCP port of the KMS host.
    type: int
  lookup_domain:
    description:
      - Domain whose SRV records the host asks for a KMS host. Empty clears it.
      - Has no effect beside a KMS host; the task warns when both are set.
    type: str
  host_caching:
    description: Whether the host remembers the KMS host that worked last.
    type: bool
  activation_type:
    description:
      - Volume activation that is allowed. V(any) tries Active Directory first, then KMS.
    type: str
    choices: [any, ad, kms, token]
  application:
    description:
      - Whose settings are meant when O(activation_id) is not given.
      - V(windows) means those of the service, which hold for every product that has none of its own.
      - V(office) means those of each Office product with a KMS client setup key. O(host_caching) exists for the service only.
    type: str
    choices: [windows, office]
    default: windows
extends_documentation_fragment:
  - licenseops.windows.wsman
  - licenseops.windows.wsman.change
  - licenseops.windows.wsman.product
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
- name: Use this KMS host
  licenseops.windows.win_kms_client:
    host: kms1.corp.example

- name: The same on another port
  licenseops.windows.win_kms_client:
    host: "[2001:db8::10]:1689"

- name: Find the KMS host by the DNS records of the client's own domain again
  licenseops.windows.win_kms_client:
    state: absent

- name: Ask the DNS records of another domain
  licenseops.windows.win_kms_client:
    lookup_domain: corp.example

- name: Let all of Office ask a KMS host of its own, and leave Windows as it is
  licenseops.windows.win_kms_client:
    application: office
    host: kms-office.corp.example

- name: Let one Office product use a KMS host of its own
  licenseops.windows.win_kms_client:
    activation_id: "{{ office_activation_id }}"
    host: kms-office.corp.example
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
  sample: ["Set the KMS host to kms1.corp.example."]
predicted:
  description: Whether the state at the end is foreseen and not read, as in check mode when there are RV(steps). A text that only the run itself can
    tell is V(known_after_run) then; a number, a date or a flag is V(none).
  returned: when the host could be read
  type: bool
service:
  description: The service as it is at the end; see P(licenseops.windows.win_activation_status#module) for its keys. V(none) with
    O(activation_id).
  returned: when the host could be read
  type: dict
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
