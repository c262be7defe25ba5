#!/usr/bin/python
# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only: an action plugin of the same name is the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: win_office_reset
short_description: Reset the activation state of Microsoft 365 Apps
version_added: 0.1.0
description:
  - Removes what keeps Microsoft 365 Apps from being activated anew, as Microsoft's article on the reset has it, as far as that needs no
    process on the host. B(It signs people out of Office.) The role P(licenseops.windows.office_reset#role) asks for consent first.
  - Removed are the product keys of rows of Microsoft 365 Apps in Software Protection, each from its own row, and the keys C(Licensing) and
    C(Identity) below C(Software\Microsoft\Office\16.0\Common) of users who are logged on, with all that is in them.
  - Volume and retail products of Office, Windows, and users who are not meant keep all they have.
  - Before anything is removed from the registry, it is copied to a new file in O(backup), from which regedit restores it. A key stays,
    and so do the keys above it, where its name or a value cannot be copied, a text of several lines for instance. The product keys of
    rows are in no file; they come back when somebody signs in.
  - What only the session of a user can do is not done, and RV(left) says so. RV(sheet) is a list of steps for the user.
  - Close Office first, or it may write anew what was removed, and change what was copied before it is removed.
  - Reading takes 3 requests, for each user who is logged on at most 2, 2 for each key and one for each value. A real run takes one more,
    one for each key of a row or of the registry that is removed, and reads again after the keys of rows, and after up to six users.
    A user with more than 300 keys or 3000 values, or with a key that may not be read, keeps all.
options:
  backup:
    description:
      - Directory on the controller for the copies, which is made where it does not exist. Each run that removes something from the registry
        writes a file of its own, named after host and time; none is ever replaced.
      - Only its owner can read the file. It holds personal data, addresses of accounts for instance; delete it when it is not needed any
        more. Passwords and tokens of Office are elsewhere, in the credentials of Windows.
      - To restore it, run C(reg import FILE) on the host as administrator while the user is logged on.
    type: path
    required: true
  users:
    description: SIDs of the users who are meant, as P(licenseops.windows.win_office_status#module) shows them; all who are logged on without it.
    type: list
    elements: str
    default: []
extends_documentation_fragment:
  - licenseops.windows.wsman
  - licenseops.windows.wsman.change
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
  - module: licenseops.windows.win_office_status
"""

EXAMPLES = r"""
---
- name: Reset Microsoft 365 Apps for everybody who is logged on
  licenseops.windows.win_office_reset:
    backup: office-resets
  register: reset

- name: Hand the user the steps that only they can take
  licenseops.windows.show:
    lines: "{{ reset.sheet }}"

- name: Reset it for one user
  licenseops.windows.win_office_reset:
    backup: office-resets
    users: [S-1-5-21-1111111111-2222222222-3333333333-1001]
"""

RETURN = r"""
---
removed:
  description: What was removed or, in check mode, would be. Also on failure, with the keys that went before one that stays.
  returned: when the host could be read
  type: list
  elements: dict
  contains:
    kind:
      description: V(product_key) or V(registry_key).
      type: str
    product:
      description: The row that had the product key.
      type: str
    activation_id:
      description: Its activation ID.
      type: str
    partial_product_key:
      description: The last five characters of the product key.
      type: str
    sid:
      description: The user whose key of the registry it was.
      type: str
    path:
      description: The key, below the hive of that user.
      type: str
left:
  description: What was not removed, a sentence each. There always is something that only the session of the user can do.
  returned: when the host could be read
  type: list
  elements: str
backup:
  description: The file with the copy, V(none) when nothing was removed from the registry.
  returned: when the host could be read
  type: str
sheet:
  description: Steps for the user, numbered, in the language of the result.
  returned: when the host could be read
  type: list
  elements: str
steps:
  description: What was done or, in check mode, would be done, a sentence each.
  returned: when the host could be read
  type: list
  elements: str
  sample: ["Remove the sign-in of S-1-5-21-1-2-3-1001 from Office (7 keys)."]
predicted:
  description: Whether RV(removed) is foreseen, as in check mode when there are RV(steps).
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
