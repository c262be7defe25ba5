#!/usr/bin/python
# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only: an action plugin of the same name is the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: licence_policy
short_description: Judge a fleet by a policy of licences, and stop a pipeline
version_added: 0.1.0
description:
  - Judges the hosts of a survey by rules in a YAML file that people can read, prints a line for each rule with the hosts that break it,
    writes JUnit XML, and fails when the policy is broken, so that the exit code of ansible-playbook stops a pipeline.
  - A rule says with C(where) which hosts it is about, by group, name, edition, build and application, and with C(require) what has to
    hold there. An exception names hosts, rules, the last day and a reason.
  - What can be required is C(licensed), C(activated_by), C(kms_hosts), C(min_days), C(no_evaluation),
    C(no_setup_key_without_activation), C(edition), C(support), C(min_support_days), C(esu_year), C(office_model), C(office_products),
    C(must_be_read) and C(no_pending_changes).
  - A host that could not be read breaks no rule but C(must_be_read). It is counted, and C(max_unread) of the policy says how many may
    be. When nothing at all was read of what rules are about, the task fails.
  - It asks no host.
options:
  policy:
    description:
      - The policy, YAML in UTF-8. It is read strictly, and a mistake is told in one sentence with its line and column.
      - C(docs/licence-policy.yml) of the collection is one to begin with, and C(docs/licence-policy.schema.json) is its JSON schema for
        editors.
      - No product key may stand in it, not even in a comment.
    type: path
    required: true
  survey:
    description:
      - What P(licenseops.windows.fleet_survey#module) wrote.
      - Its moments are those that days are counted from, so a survey is judged the same way on any day. How old it may be,
        C(max_survey_age) of the policy says.
      - Needed by all rules but C(no_pending_changes).
    type: path
  results:
    description:
      - Names under which tasks of this run registered their results in check mode, for the rule C(no_pending_changes). Those of all
        hosts of the inventory are looked at, so the task may stand in a play of its own behind the others.
      - A host on which a task failed, and one of the same play to which none came, was not read.
    type: list
    elements: str
    default: []
  junit:
    description:
      - Write JUnit XML there, a case for each rule and one for what was read. The hosts that break a rule stand in the text of its
        failure.
      - It may be neither O(policy) nor O(survey), under whatever name, and a file that this module did not write is not replaced.
      - In check mode it is not written.
    type: path
  language:
    description:
      - Language of lines, reasons and the texts in the JUnit file. By default the variable C(licenseops_language), else the environment
        variable E(LICENSEOPS_LANGUAGE), else English.
    type: str
    choices: [en, ja]
notes:
  - Exceptions end by the clock of the controller, in UTC. Their last day counts.
  - With a callback that prints for programs (C(json), C(jsonl), C(null)), and with C(no_log), the lines stand in the result only.
attributes:
  action_group:
    description:
      - The options O(language), C(timeout) and C(retries) can be given once for all modules, with C(module_defaults). A module that
        waits for nothing leaves the latter two aside.
    support: full
    membership:
      - licenseops.windows.activation
  check_mode:
    description: Judges in check mode as well, and fails there too. Only the JUnit file is not written.
    support: full
  diff_mode:
    description: There is no difference to show.
    support: none
  idempotent:
    description: Run again with the same survey on the same day, it writes nothing.
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
  - module: licenseops.windows.play_summary
"""

EXAMPLES = r"""
---
- name: Stop where the policy is broken
  licenseops.windows.licence_policy:
    policy: "{{ playbook_dir }}/policy.yml"
    survey: "{{ playbook_dir }}/survey.json"
    junit: "{{ playbook_dir }}/policy.xml"
  run_once: true

- name: See what would be done
  licenseops.windows.win_activation:
    product_key: "{{ windows_mak }}"
  register: activation

- name: Stop where check mode would change something
  licenseops.windows.licence_policy:
    policy: "{{ playbook_dir }}/no-changes.yml"
    results: [activation]
  run_once: true
  when: ansible_check_mode
"""

RETURN = r"""
---
kept:
  description: Whether no rule is broken, and enough was read.
  returned: when the policy and the survey could be read
  type: bool
rules:
  description: What each rule says, in the order of the policy.
  returned: when the policy and the survey could be read
  type: list
  elements: dict
  contains:
    name:
      description: Its name.
      type: str
    broken:
      description: Whether a host breaks it that is not excused.
      type: bool
    counts:
      description: Hosts by verdict, V(kept), V(broken), V(excused), V(not_applicable) and V(unread).
      type: dict
      sample: {kept: 118, broken: 1, excused: 1, not_applicable: 0, unread: 3}
findings:
  description: Every host that breaks a rule, excused or not, by rule.
  returned: when the policy and the survey could be read
  type: list
  elements: dict
  contains:
    rule:
      description: Name of the rule.
      type: str
    host:
      description: Name of the host.
      type: str
    verdict:
      description: V(broken) or V(excused).
      type: str
    reasons:
      description: Why, in the language of the task.
      type: list
      elements: str
      sample: ["Windows is not licensed (0xC004F074)"]
    until:
      description: The last day of the exception; none where there is none.
      type: str
      sample: "2027-03-31"
hosts:
  description:
    - Number of hosts, C(all), of those that a rule is about, C(concerned), and among these of those that break one, C(breaking), and
      of which something was not read, C(unread).
  returned: when the policy and the survey could be read
  type: dict
  sample: {all: 122, concerned: 122, breaking: 1, unread: 3}
lines:
  description: What was printed.
  type: list
  elements: str
  returned: when the policy and the survey could be read
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
