#!/usr/bin/python
# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only: an action plugin of the same name is the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: fleet_survey
short_description: Read the licence state of many hosts in one task
version_added: 0.1.0
description:
  - Asks all hosts of a pattern at once, in threads of one process of the controller, where a task on each of them would take a process
    for each. Use it with C(run_once) and C(delegate_to=localhost), or in a play for C(localhost).
  - Every host is asked over the connection that the inventory describes for it, with the same plugin and the same options as a task on
    that host would have, templated by Ansible, values from vaults included. Nothing has to be set up a second time.
  - The row of a host has what P(licenseops.windows.win_activation_status#module) returns with C(service) and C(host_id). A host that
    cannot be reached or read is a row with the reason, and fails nothing unless O(max_unreachable) is given.
  - It only reads.
options:
  hosts:
    description: Pattern of hosts, or a list of patterns and names. Hosts that C(--limit) leaves out are asked all the same, unless the
      list is C(ansible_play_hosts_all) as in the playbook C(survey).
    type: raw
    required: true
  application:
    description: Whose products are read.
    type: str
    choices: [windows, office, all]
    default: all
  workers:
    description: How many hosts are asked at once, 1 to 200. More than some tens help where hosts answer slowly or not at all.
    type: int
    default: 20
  timeout:
    description: Seconds that a host has for all its answers, 1 to 3600. One that takes longer could not be read.
    type: int
    default: 120
  with_evidence:
    description: Diagnose every host, too, as P(licenseops.windows.win_activation_diagnosis#module) does with its defaults. That takes up
      to eight more requests for each.
    type: bool
    default: false
  max_unreachable:
    description:
      - Fail when more hosts than that could not be read, a number such as V(3), or a part of those asked such as V(5%). Both hosts that
        were not reached and hosts that refused to be read count.
      - The task fails at its end. All hosts are asked, and O(dest) is written.
    type: str
  dest:
    description:
      - File for the survey, JSON with one line for each host. What is there is replaced in one step when it is a survey, and refused when
        it is anything else. A place that takes no file is refused before any host is asked.
      - When the run is broken off with Ctrl-C, hosts that have answered are in it, and the others are V(not_asked).
      - It is readable by its owner only. It holds names of hosts and the last five characters of keys, and no secret.
    type: path
  language:
    description:
      - Language of reasons and lines. By default the variable C(licenseops_language), else the environment variable
        C(LICENSEOPS_LANGUAGE), else English.
    type: str
    choices: [en, ja]
attributes:
  action_group:
    description:
      - The options O(language), O(timeout) and C(retries) can be given once for all modules, with C(module_defaults). A module that
        waits for nothing leaves the latter aside.
    support: full
    membership:
      - licenseops.windows.activation
  check_mode:
    description: Asks the hosts in check mode, too, and does not write O(dest).
    support: full
  diff_mode:
    description: There is no difference to show.
    support: none
  idempotent:
    description: It never changes a host. O(dest) is its answer, so that writing it is no change either.
    support: full
  platform:
    description: Systems that are asked.
    support: full
    platforms: windows
requirements:
  - pywinrm on the controller, for P(ansible.builtin.winrm#connection)
  - pypsrp on the controller, for P(ansible.builtin.psrp#connection)
notes:
  - The connection variables are those of the inventory and the command line. Keywords and C(vars) of a play belong to the hosts of that
    play, and do not count here; C(ansible_connection) has to stand in the inventory.
  - Where Ansible fetches Kerberos tickets with C(kinit), it is run once for all hosts with the same user, and hosts of different users
    are asked one user after the other.
  - A name that DNS does not answer for is waited for as long as the system waits, beyond O(timeout).
  - Never run on a real Windows host before its release; the README says what that means.
seealso:
  - module: licenseops.windows.win_activation_status
  - module: licenseops.windows.win_activation_diagnosis
author:
  - licenseops.windows contributors (@licenseops)
"""

EXAMPLES = r"""
---
- name: See how the whole fleet is licensed
  licenseops.windows.fleet_survey:
    hosts: windows
    dest: survey.json
  delegate_to: localhost
  run_once: true
  register: survey

- name: Show it
  licenseops.windows.show:
    lines: "{{ survey.lines }}"
  run_once: true

- name: Stop a pipeline when more than one host in twenty cannot be read
  licenseops.windows.fleet_survey:
    hosts: windows
    application: windows
    max_unreachable: 5%
  delegate_to: localhost
  run_once: true
"""

RETURN = r"""
---
counts:
  description: How many hosts have which fate, V(read), V(unreachable), V(failed) and V(not_asked), and how many of those read are
    V(licensed), V(not_licensed) and V(without_key).
  returned: always
  type: dict
  sample: {read: 940, unreachable: 12, failed: 1, not_asked: 0, licensed: 911, not_licensed: 27, without_key: 2}
complete:
  description: Whether every host had its turn.
  returned: always
  type: bool
lines:
  description: The same for people, with names of hosts that are not licensed and reasons of those that were not read, ten of each.
  returned: always
  type: list
  elements: str
dest:
  description: Complete path of the file.
  returned: when O(dest) is given
  type: str
survey:
  description: The survey.
  returned: when O(dest) is not given
  type: dict
  contains:
    format:
      description: Version of the data.
      type: int
    began_at:
      description: When it began, UTC.
      type: str
    ended_at:
      description: When it ended, UTC.
      type: str
    pattern:
      description: The pattern of hosts.
      type: str
    complete:
      description: Whether every host had its turn.
      type: bool
    rows:
      description: One for each host, in the order of the inventory.
      type: list
      elements: dict
      contains:
        name:
          description: How the inventory calls it.
          type: str
        groups:
          description: Its groups, without V(all) and V(ungrouped).
          type: list
          elements: str
        fate:
          description: V(read), V(unreachable), V(failed) or V(not_asked).
          type: str
        reason:
          description: Why it could not be read, V(none) for one that was.
          type: str
        error:
          description: The same in parts where the host answered, as C(error) of P(licenseops.windows.win_activation_status#module).
          type: dict
        asked_at:
          description: When it was asked, UTC.
          type: str
        products:
          description: As those of P(licenseops.windows.win_activation_status#module), and likewise C(licensed), C(service),
            C(subscription), C(host), C(support) and C(office_support).
          type: list
          elements: dict
        diagnosis:
          description: The result of P(licenseops.windows.win_activation_diagnosis#module), V(none) without O(with_evidence).
          type: dict
error:
  description: Why the task failed; more keys when a host said so.
  returned: failed
  type: dict
  contains:
    message:
      description: What failed, without advice.
      type: str
    advice:
      description: What to do next.
      type: str
"""
