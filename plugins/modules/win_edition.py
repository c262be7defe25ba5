#!/usr/bin/python
# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only: an action plugin of the same name is the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: win_edition
short_description: Have Windows be of an edition
version_added: 0.1.0
description:
  - Changes the edition of Windows where Microsoft offers a way in place. Pro to Enterprise, Education or Pro for Workstations by their key,
    Home to Education or Pro by C(changepk.exe), Windows Server from evaluation or Standard by DISM.
  - Which edition can become which is a catalogue with its sources. A server is also asked for its own list of target editions before
    anything is changed, whatever its language, and that has the last word. A way that is not there is refused with those there are.
  - DISM and C(changepk.exe) are the only programs this collection ever has a host run, because Windows has no method for it. They are
    started through its Task Scheduler, else as a process through WMI, followed until they end, and never stopped. Their command lines hold
    Microsoft's published setup key of the edition and no other; O(product_key) goes in over WMI afterwards.
  - A run that is killed and begun again finds the change under way and goes on waiting. It never starts a second one.
  - Activates nothing. Role P(licenseops.windows.edition#role) does that afterwards, with the options of role
    P(licenseops.windows.activate#role).
options:
  edition:
    description:
      - The EditionID, such as V(Professional), V(Enterprise), V(Education), V(ServerStandard) or V(ServerDatacenter), without the C(Cor)
        that DISM adds on Server Core.
      - V(full) is the full edition of an evaluation; a host that is none is left as it is.
    type: str
    required: true
  product_key:
    description:
      - A key of that edition. Without it, Microsoft's published KMS client setup key is taken.
      - Where DISM or C(changepk.exe) change the edition, it is installed after the restart, which then has to be part of the task or to
        have happened before.
      - Whether a key that Microsoft has not published is one of that edition, only the host knows, once it is installed.
      - It shows in no result, error or log, and in no command line on the host.
    type: str
  accept_caveat:
    description:
      - Take a way that exists and has a caveat. Home to Pro, which Microsoft documents by hand only; what reports name and its tables do
        not; an evaluation of Standard on Server Core, which becomes Datacenter and nothing else.
      - Without it such a way is refused, with its caveat.
    type: bool
    default: false
  replace_licensed:
    description:
      - Let a licence go that cannot be brought back without its own key, by MAK, retail key, OEM key or digital licence.
    type: bool
    default: false
  restart:
    description:
      - V(never) leaves the restart to you. The result says RV(restart_required), and until then the host keeps its old edition. Task and
        exit code of the change stay on the host meanwhile; the next run removes them.
      - V(if_needed) restarts the host where the change needs it, and waits until it is up with the new edition, has stayed up for three
        minutes and answers for its licences.
    type: str
    choices: [never, if_needed]
    default: never
  restart_force:
    description:
      - Restart also while somebody is logged on, which includes sessions that are only disconnected. They lose what they have not saved.
    type: bool
    default: false
  restart_timeout:
    description: Seconds, 60 to 14400, for the restart, from its order until the host is ready.
    type: int
    default: 3600
  timeout:
    description:
      - Seconds, 60 to 14400, for DISM or C(changepk.exe) to end. It usually takes a quarter of an hour; beyond the time the task fails, the
        change goes on, and the next run follows it.
      - Another task that is changing the same machine is waited for as long at most.
      - A C(timeout) that C(module_defaults) give for all modules holds here, too.
    type: int
    default: 5400
  retries:
    description: How often, 0 to 10, a step is sent again after an error that trying again can help. The start of a change is not one of them.
    type: int
    default: 2
  allow_failing_checksum:
    description: Accept an O(product_key) whose checksum says that it has a typing mistake.
    type: bool
    default: false
extends_documentation_fragment:
  - licenseops.windows.wsman
  - licenseops.windows.wsman.secret
notes:
  - In check mode all conditions are read, RV(edition) says which way would be taken and how long it usually takes, and nothing is started,
    so that a server's own list of editions is not known either.
  - While a change runs, a line every two minutes says so.
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
- name: Make Pro hosts Enterprise by Microsoft's setup key; no restart is needed
  licenseops.windows.win_edition:
    edition: Enterprise
    replace_licensed: true

- name: Turn evaluation servers into their full edition, with the restart, and give them the key that was bought
  licenseops.windows.win_edition:
    edition: full
    product_key: "{{ server_mak }}"
    restart: if_needed

- name: Have Datacenter where Standard was installed, and restart in a maintenance window later
  licenseops.windows.win_edition:
    edition: ServerDatacenter
    replace_licensed: true
  register: edition

- name: Say which hosts wait for their restart
  ansible.builtin.debug:
    msg: "{{ inventory_hostname }} waits for its restart."
  when: edition.restart_required

- name: Make Home hosts Pro where Windows takes the setup key, then give them their own key
  licenseops.windows.win_edition:
    edition: Professional
    product_key: "{{ windows_pro_mak }}"
    accept_caveat: true
    replace_licensed: true
    restart: if_needed
    restart_force: true
"""

RETURN = r"""
---
edition:
  description: The editions, and the way between them.
  returned: when the host could be read
  type: dict
  contains:
    before:
      description: EditionID as it was.
      type: str
    after:
      description: EditionID at the end. In check mode as it is foreseen.
      type: str
    wanted:
      description: EditionID that is meant, also where O(edition=full).
      type: str
    route:
      description: V(install_key), V(changepk) or V(dism); V(none) where nothing is to be changed, or where there is no way.
      type: str
    restart:
      description: Whether that way needs a restart, V(none), V(one) or V(unknown).
      type: str
    reversible:
      description: Whether there is a way back, V(yes), V(no), V(partly) or V(unknown).
      type: str
    mark:
      description: How the way is known, V(documented), V(community) or V(inferred).
      type: str
    caveat:
      description: Why it is taken on request only, a stable name, V(none) without a caveat.
      type: str
    usual_minutes:
      description: Minutes it usually takes, by what administrators report.
      type: int
targets:
  description: EditionIDs that the host can become, by its own list where that was read, else by the catalogue.
  returned: when the host could be read
  type: list
  elements: str
conditions:
  description: What has to hold before, in the order in which it should be mended. Empty where nothing is to be changed.
  returned: when the host could be read
  type: list
  elements: dict
  contains:
    name:
      description: V(rights), V(s_mode), V(subscription), V(domain_controller), V(licence), V(restart_pending), V(servicing_idle),
        V(mains_power), V(free_space) or V(services).
      type: str
    met:
      description: Whether it holds; V(none) where the host does not say, which is no objection.
      type: bool
    text:
      description: Why not, and what to do; empty where it holds.
      type: str
restart_required:
  description: Whether the edition, or Windows itself, waits for a restart.
  returned: when the host could be read
  type: bool
restarted:
  description: Whether the task has restarted the host.
  returned: when the host could be read
  type: bool
way:
  description: How the change was started, V(task) or V(process); V(none) where nothing was.
  returned: when the host could be read
  type: str
exit_code:
  description: What DISM or C(changepk.exe) ended with, unsigned; V(none) where nothing was started or it was ended from outside.
  returned: when the host could be read
  type: int
product:
  description: Windows itself, as it is at the end; see P(licenseops.windows.win_activation_status#module) for its keys.
  returned: when the host could be read
  type: dict
licensed:
  description: Whether it is licensed at the end. V(none) where only the run itself can tell.
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
  description: What was done, one sentence a step; in check mode what is to be done.
  returned: when the host could be read
  type: list
  elements: str
predicted:
  description: Whether RV(after) was foreseen and not read, as in check mode with something to do.
  returned: when the host could be read
  type: bool
notes:
  description: What happened beside the steps.
  returned: when something did
  type: list
  elements: str
error:
  description: Why the task failed, as P(licenseops.windows.win_activation#module) returns it.
  returned: on failure
  type: dict
"""
