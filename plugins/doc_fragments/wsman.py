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
    description:
      - The options O(language), C(timeout) and C(retries) can be given once for all modules, with C(module_defaults). A module that
        waits for nothing leaves the latter two aside.
    membership:
      - licenseops.windows.activation
  platform:
    description: Systems the module works on.
    support: full
    platforms: windows
"""

    CHANGE = r"""
options:
  timeout:
    description:
      - Seconds, 1 to 3600, for one step to take effect on the host, with all its pauses and repetitions.
      - Another task that is changing the same machine is waited for as long at most.
    type: int
    default: 60
  retries:
    description:
      - How often, 0 to 10, a step is sent again after an error that trying again can help, a KMS host that does not answer for
        instance, or when its answer was lost and the state does not show it as done. No repetition begins after O(timeout).
      - The state of the host is read before each repetition, and what was repeated is told in RV(notes).
      - An activation or a Confirmation ID whose answer was lost is never sent again by the same task.
    type: int
    default: 2
notes:
  - In check mode the result says what the host will show once the steps are done and nothing else has happened, so that tasks which
    use it run in both modes. RV(predicted) tells such a result from one that was read. Without steps, what was read stands.
  - One task at a time changes a machine. The machine is known by the UUID of its hardware, under whatever names it is in inventories.
    Where the firmware shows no UUID of its own, it is known by its inventory name, and a warning says so. Check mode and tasks that find
    nothing to do lock nothing.
  - When its turn has come, a task reads the state again and does only what is missing then. When another task has done it all,
    it ends without a change.
  - Tasks of all users of a controller lock in the directory C(licenseops.windows.locks) below its temporary directory.
  - The last request of a run that was killed, or that never saw what became of it, may still reach the host. The next task waits for it
    to show, until O(timeout) seconds after it was sent, 15 at least.
"""

    KEY = r"""
options:
  product_key:
    description:
      - The product key, five blocks of five characters.
      - Full-width characters, lower case, spaces and any kind of dash are understood.
      - In check mode a key for Windows is taken for one of the edition Windows has; that of an add-on is known by O(activation_id).
      - It shows in no result, error or log of the module. Keep it in a vault, and loop over names instead of keys; Ansible itself prints
        the items of a loop.
    type: str
  source:
    description:
      - Where the key comes from when O(product_key) is not given.
      - V(gvlk) is the KMS client setup key that Microsoft publishes for the edition of the host or, with an Office product, for that.
      - V(firmware) is the key that the maker of the computer put into its firmware, a key of Windows. It travels from the host to the
        controller and back, encrypted, and shows nowhere.
      - Both are refused for add-ons, so give O(product_key) there.
    type: str
    choices: [gvlk, firmware]
  replace_licensed:
    description:
      - Let a new key take the place of a licence that cannot be brought back without its own key, by MAK, retail key, OEM key or digital
        licence for instance. That licence is lost, and a digital one may be lost for good.
      - Without it the task fails before anything is sent, in check mode too, and says what would be lost.
      - Not needed where nothing is lost. The product is not licensed, is an evaluation, is a subscription, which comes back by
        signing in, is licensed with a KMS client setup key (KMS, Active Directory), or holds the key already. The key of an add-on such
        as ESU replaces no other than one of that add-on.
    type: bool
    default: false
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
