#!/usr/bin/python
# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only: an action plugin of the same name is the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: fleet_report
short_description: Show a whole fleet at a glance
version_added: 0.1.0
description:
  - Makes a report of a survey of a fleet, on the controller. It says how many hosts are licensed, not licensed or not known, by group,
    channel, edition and support, what lapses within 90 days, what MAKs and KMS hosts are used for, and the commonest causes with their
    next step.
  - It asks no host. The only clock is that of the survey, so that the same survey gives the same files to the last byte.
  - A host is licensed when every product with a key that the survey asked for is licensed. Hosts that could not be read, and those with
    nothing but Microsoft 365 Apps, are not known.
  - Hosts are counted by their names in the inventory. Activations of a MAK and clients of a KMS host are counted by hardware, a machine
    with several names once.
  - Causes are those that a diagnosis found, where the survey has one, and otherwise what the codes of the products say.
  - Product keys and Confirmation IDs are in no survey and in no report; keys are named by their last five characters.
options:
  survey:
    description:
      - The file of a survey, as M(licenseops.windows.fleet_survey) writes it. A relative path is one below the directory in which the
        command was typed, as are those of the other options.
      - In check mode it may be missing, because a task before this one may be what writes it. A warning says so then.
    type: path
    required: true
  html:
    description:
      - Write a page there that needs nothing from elsewhere. Every number on it leads to its hosts, and these can be searched and
        filtered. Without JavaScript it shows the figures.
      - A file that is no such page is not replaced. That goes for the files of all forms, which are looked at before anything is written.
    type: path
  csv:
    description: Write the hosts there, a line each, for spreadsheets. No cell is taken for a formula. Columns have stable names.
    type: path
  json:
    description: Write RV(figures) there.
    type: path
  metrics:
    description:
      - Write the figures there as OpenMetrics text, for the textfile collector of the Prometheus node exporter, which reads files whose
        names end in C(.prom).
      - No series is about a single host. Unlike the other files it may be read by every user, as the collector is one of its own.
    type: path
  limits:
    description:
      - How many activations your MAKs have, by the last five characters of each key.
      - The report sets them against the number of machines that are licensed by the key in the survey. Activations that were used by
        machines that are gone show nowhere on hosts.
    type: dict
    default: {}
  language:
    description:
      - Language of the page, of causes that the codes tell, and of messages. What a diagnosis found keeps the language of the survey.
      - Without it the variable C(licenseops_language) counts, then the environment variable E(LICENSEOPS_LANGUAGE) of the controller.
    type: str
    choices: [en, ja]
attributes:
  action_group:
    description:
      - The options O(language), C(timeout) and C(retries) can be given once for all modules, with C(module_defaults). A module that
        waits for nothing leaves the latter two aside.
    support: full
    membership:
      - licenseops.windows.activation
  check_mode:
    description: Can run in check mode and report which files would change, without writing anything.
    support: full
  diff_mode:
    description: Reports in diff mode the lines of files that change, and of the page that it does.
    support: full
  idempotent:
    description: Run again with the same survey and options, it writes nothing.
    support: full
  platform:
    description: Runs on the controller and needs no connection.
    support: full
    platforms: posix
author:
  - licenseops.windows contributors (@licenseops)
seealso:
  - module: licenseops.windows.fleet_survey
  - module: licenseops.windows.win_activation_status
  - module: licenseops.windows.win_activation_diagnosis
"""

EXAMPLES = r"""
---
- name: Show the fleet
  licenseops.windows.fleet_report:
    survey: survey.json
    html: reports/fleet.html
    csv: reports/fleet.csv
    limits:
      "PKX99": 150
  register: report
  run_once: true

- name: Give the figures to Prometheus and to other programs
  licenseops.windows.fleet_report:
    survey: survey.json
    json: reports/fleet.json
    metrics: reports/licences.prom
  run_once: true

- name: Say what matters most
  licenseops.windows.show:
    lines: "{{ report.lines }}"
"""

RETURN = r"""
---
figures:
  description: The figures, by stable names. V(none) in check mode without a survey.
  returned: success
  type: dict
  contains:
    hosts:
      description: Number of hosts, C(total), C(licensed), C(not_licensed) and C(unknown).
      type: dict
    fates:
      description: Number of hosts by what became of them, C(read), C(unreachable), C(failed) and C(not_asked).
      type: dict
    complete:
      description: Whether every host had its turn.
      type: bool
    began_at:
      description: When the survey began; C(ended_at) likewise. C(pattern) is what it asked for.
      type: str
    groups:
      description:
        - Hosts by group of the inventory, each with C(name), C(licensed), C(not_licensed) and C(unknown). C(channels), C(activated_by),
          C(editions) and C(support) likewise. The name is V(unread) for hosts that could not be read, and V(none) for those without.
      type: list
      elements: dict
    lapses:
      description:
        - Number of hosts of which something ends, each with C(kind), C(within_days) and C(hosts). V(volume) are licences by KMS or Active
          Directory that nothing renewed, V(temporary) evaluations and grace periods, V(support) the support of Windows or Office.
      type: list
      elements: dict
    mak_use:
      description: MAKs, each with C(key), its last five characters, C(used), the machines licensed by it, and C(limit).
      type: list
      elements: dict
    kms_hosts:
      description:
        - KMS hosts, each with C(host), C(clients), those that are C(licensed), and C(client_ids), by how many IDs it can know them.
      type: list
      elements: dict
    clones:
      description: Several machines with one C(client_machine_id), which a KMS host counts as one, with their C(hosts).
      type: list
      elements: dict
    twins:
      description: One machine, by the C(uuid) of its hardware, under several names, its C(hosts).
      type: list
      elements: dict
    causes:
      description: Causes, the commonest first, each with C(id), C(severity), C(hosts), a number, C(title) and C(next_step).
      type: list
      elements: dict
    not_read:
      description: Why hosts could not be read, each with C(fate), C(reason) and C(hosts), a number.
      type: list
      elements: dict
files:
  description: What was, or would be, written, each with C(form), C(path) and C(changed).
  returned: success
  type: list
  elements: dict
lines:
  description: What matters most, for a terminal.
  returned: success
  type: list
  elements: str
predicted:
  description: Whether the result is a forecast, as in check mode where something would change.
  returned: success
  type: bool
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
"""
