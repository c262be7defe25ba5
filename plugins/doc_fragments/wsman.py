# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation shared by the modules that talk to a host."""

from __future__ import annotations


class ModuleDocFragment:
    """Fragments; the name in front of the dot is the file's."""

    DOCUMENTATION = r"""
options:
  language:
    description:
      - Language of causes and next steps in messages and results. Codes, symbols and stable names are the same in all.
      - Without it, the variable C(licenseops_language) decides, then the environment variable E(LICENSEOPS_LANGUAGE) of the
        controller; else it is English.
    type: str
    choices: [en, ja]
requirements:
  - pywinrm on the controller, for P(ansible.builtin.winrm#connection)
  - pypsrp on the controller, for P(ansible.builtin.psrp#connection)
notes:
  - Runs on the controller and speaks WS-Management to the WMI classes of Software Protection. Nothing is run on or copied to
    the host, no PowerShell, no VBScript.
  - Needs P(ansible.builtin.winrm#connection) or P(ansible.builtin.psrp#connection) and an account that is an administrator of
    the host. C(become) is refused.
  - Never run on a real Windows host before its release; the README says what that means.
attributes:
  check_mode:
    description: Can run in check mode and report what would change, without changing the host.
  diff_mode:
    description: Reports in diff mode what changes.
  idempotent:
    description: Run again with the same options, it changes nothing and sends no request that could.
  action_group:
    description: Options shared by all modules can be given once, with C(module_defaults).
    membership:
      - licenseops.windows.activation
  platform:
    description: Systems the module works on.
    support: full
    platforms: windows
"""

    KEY = r"""
options:
  product_key:
    description:
      - The product key, five blocks of five characters.
      - Full-width characters, lower case, spaces and any kind of dash are understood.
      - It never shows in results, errors or logs. Keep it in a vault.
    type: str
  source:
    description:
      - Where the key comes from when O(product_key) is not given.
      - V(gvlk) is the KMS client setup key that Microsoft publishes for the edition of the host.
      - V(firmware) is the key that the maker of the computer put into its firmware. It travels from the host to the controller
        and back, encrypted, and shows nowhere.
    type: str
    choices: [gvlk, firmware]
  allow_failing_checksum:
    description:
      - Accept an O(product_key) whose checksum says that it has a typing mistake.
      - Only keys of Windows 8, Office 2013 and later have one.
    type: bool
    default: false
"""

    PRODUCT = r"""
options:
  activation_id:
    description:
      - The activation ID of one product, an add-on such as ESU for instance, as P(licenseops.windows.win_activation_status#module)
        returns it.
    type: str
"""

    SECRET = r"""
options:
  allow_unencrypted:
    description:
      - Send the secret even though the connection is plain HTTP without message encryption.
    type: bool
    default: false
"""
