#!/usr/bin/python
# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only: an action plugin of the same name is the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: offline_worklist
short_description: Keep Installation IDs and Confirmation IDs of many hosts in one file
version_added: 0.1.0
description:
  - Keeps the work list of an offline activation in one CSV or JSON file on the controller, one row per host and activation ID.
    Rows are found by UUID of the hardware, activation ID, end of the product key and Installation ID, never by a name alone.
  - With O(products) it enters what a host shows, with O(confirmations) it takes the Confirmation IDs that a person brings back from
    Microsoft's portal, with O(page) it writes a page that helps that person. All may be given together.
  - P(licenseops.windows.win_offline_activation#module) with O(licenseops.windows.win_offline_activation#module:worklist) reads the
    Confirmation ID from the list and writes the outcome into it.
  - A row is V(needed) until it has a Confirmation ID, then V(confirmed), and V(applied) when the host is licensed. It is V(failed) when
    the host refused the Confirmation ID, until there is another one, and V(stale) when the host has another Installation ID by now.
  - Confirmation IDs are kept. When a host is found unlicensed again with the same hardware and key, after a re-image for instance, its
    row is V(confirmed) again and no new activation is spent.
  - The portal is not automated. It asks for a person and a sign-in.
  - Confirmation IDs stand in the file, which is readable by its owner only and can be encrypted. They never show in results, diffs or
    logs.
options:
  path:
    description:
      - The list. A name that ends in C(.csv) or C(.json) decides the format. It is created when it does not exist.
      - It can be edited in a spreadsheet, Confirmation IDs in any spacing included. Read are commas, semicolons or tabs between columns,
        in any order, in UTF-8 or UTF-16.
      - What people add is kept, cells and columns of any name or none in CSV, names and values on every level in JSON. What cannot be
        kept is refused.
      - A list of an earlier version, without the columns C(refused_block), C(sent_at) and C(reason_code), is read with what its reasons
        say about them, and has the columns from its next change on. Earlier versions do not understand it then.
      - Any number of tasks and runs may use it at once. They take turns by a lock file beside it, and a run that is killed leaves the
        old file or the new one. It belongs on a local file system. Another name of it by a hard link keeps what was there.
      - A file that is no list is never replaced, and neither is what is no plain file. All paths are looked at before anything is done.
      - A file that is encrypted with ansible-vault is read and written encrypted.
    type: path
    required: true
  products:
    description:
      - The products of one host, as P(licenseops.windows.win_activation_status#module) returns them with C(installation_ids).
      - Those that have a key, are not licensed, and can be activated by a Confirmation ID get a row. Rows of products that are licensed
        become V(applied).
      - Needs O(host) and O(host_uuid).
    type: list
    elements: dict
  host:
    description:
      - Name of the host that O(products) belong to.
      - Rows of a machine that is found under another name take that name. They keep the name they have while it still is one of the
        inventory and the list gives neither name to another machine, so that of two names of one machine the first stays.
    type: str
  host_uuid:
    description:
      - UUID of the hardware of the host, as P(licenseops.windows.win_activation_status#module) returns it with C(host_id).
      - It also restricts RV(rows) to those of that host.
    type: str
  build:
    description: Build of Windows on the host, from the same result. Tells the version that the portal asks for.
    type: int
  confirmations:
    description:
      - A file with Confirmation IDs, what the page exports or a copy of the list itself. It may be O(path) as well; then what was typed
        into the list is taken.
      - Each is checked. Good ones are taken, bad ones are left out and named in RV(problems), and the task fails after the good ones are
        in the list.
    type: path
  page:
    description:
      - Write the page there, one HTML file without any need for a network, on which a person copies Installation IDs and types
        Confirmation IDs.
      - It may be neither O(path) nor O(confirmations), under whatever name, and a file that is no such page is not replaced.
      - Needs segno on the controller, C(pip install segno); C(requirements-optional.txt) of the collection names its versions.
    type: path
  encrypt:
    description:
      - Encrypt the list with the vault password of the play. Without it a list that is encrypted stays so, and one that is not stays
        plain.
    type: bool
    default: false
  allow_failing_check_digits:
    description:
      - Take Confirmation IDs whose check digits say that they have a typing mistake, with a warning.
      - That Confirmation IDs follow the rule proven for Installation IDs is inferred.
    type: bool
    default: false
  language:
    description:
      - Language of the page and of messages. Without it the reader's browser chooses that of the page.
      - For messages, the variable C(licenseops_language) and the environment variable E(LICENSEOPS_LANGUAGE) of the controller count too.
      - Reasons in the list are written in the language of the run that writes them and stay so; states have the same names in all.
        Reasons are for people, and nothing is decided by them.
    type: str
    choices: [en, ja]
requirements:
  - segno on the controller, for O(page)
attributes:
  action_group:
    description:
      - The options O(language), C(timeout) and C(retries) can be given once for all modules, with C(module_defaults). A module that
        waits for nothing leaves the latter two aside.
    support: full
    membership:
      - licenseops.windows.activation
  check_mode:
    description:
      - Can run in check mode and report what would change, without writing anything.
      - Without a list, check mode cannot tell which O(confirmations) belong to it, and says so in a warning, because a task before
        this one may be what enters the hosts.
    support: full
  diff_mode:
    description: Reports in diff mode which rows change their state, and nothing else of them.
    support: full
  idempotent:
    description: Run again with the same options, it writes nothing.
    support: full
  platform:
    description: Runs on the controller and needs no connection.
    support: full
    platforms: posix
author:
  - licenseops.windows contributors (@licenseops)
seealso:
  - module: licenseops.windows.win_offline_activation
  - module: licenseops.windows.win_activation_status
"""

EXAMPLES = r"""
---
- name: Read what a host shows
  licenseops.windows.win_activation_status:
    application: all
    installation_ids: true
    host_id: true
  register: status

- name: Enter it into the list
  licenseops.windows.offline_worklist:
    path: "{{ playbook_dir }}/offline.csv"
    products: "{{ status.products }}"
    host: "{{ inventory_hostname }}"
    host_uuid: "{{ status.host.uuid }}"
    build: "{{ status.host.build }}"

- name: Write the page once for all hosts
  licenseops.windows.offline_worklist:
    path: "{{ playbook_dir }}/offline.csv"
    page: "{{ playbook_dir }}/offline.html"
  run_once: true

- name: Take what the page has exported
  licenseops.windows.offline_worklist:
    path: "{{ playbook_dir }}/offline.csv"
    confirmations: "{{ playbook_dir }}/confirmations.json"
  run_once: true

- name: Activate a host by its row
  licenseops.windows.win_offline_activation:
    worklist: "{{ playbook_dir }}/offline.csv"
"""

RETURN = r"""
---
rows:
  description: The rows of the list, or with O(host_uuid) those of that host; in check mode as they would be.
  returned: when the list could be read
  type: list
  elements: dict
  contains:
    host:
      description: Name of the host.
      type: str
    host_uuid:
      description: UUID of its hardware.
      type: str
    application:
      description: V(windows) or V(office).
      type: str
    product_name:
      description: Name of the licence.
      type: str
    portal_product:
      description: What to choose in the portal.
      type: str
      sample: Windows 11
    activation_id:
      description: The activation ID.
      type: str
    channel:
      description: How the key was sold.
      type: str
    partial_product_key:
      description: Last five characters of the product key.
      type: str
    installation_id:
      description: The Installation ID, digits only.
      type: str
    has_confirmation_id:
      description: Whether the list holds a Confirmation ID for it.
      type: bool
    state:
      description: V(needed), V(confirmed), V(applied), V(stale) or V(failed).
      type: str
    reason:
      description: Why it is in that state, in the language of the task; empty when the state says it all.
      type: str
    reason_code:
      description:
        - The same as a code with its facts, which stands in the list beside the words and is the same in every language. Empty when
          there is no reason, or only words.
        - First V(found_licensed), V(not_licensed_any_more), V(kept_id_used_again), V(kept_id_tried_once), V(kept_id_refused),
          V(installation_id_valid_again), V(other_installation_id), V(other_product_key), V(sent), V(sent_unanswered) or V(refused),
          then what the host answered, the end of the product key it has now, and the time, as far as they belong to it.
      type: str
      sample: refused 0xC004F031
    refused_block:
      description:
        - Last block of the Confirmation ID that the host refused, after three dots; empty when it refused none.
        - A person who empties it in the list of a row that is V(failed) has the same Confirmation ID tried once more.
      type: str
      sample: "...246800"
    collected_at:
      description: When the Installation ID was read.
      type: str
      sample: 2026-03-02 08:00 UTC
    confirmed_at:
      description: When the Confirmation ID was taken.
      type: str
    sent_at:
      description: When the Confirmation ID was sent to the host.
      type: str
    applied_at:
      description: When the host was licensed, or found so.
      type: str
counts:
  description: Number of rows of the whole list in each state.
  returned: when the list could be read
  type: dict
  sample: {needed: 3, confirmed: 0, applied: 197, stale: 1, failed: 0}
predicted:
  description: Whether RV(rows) and RV(counts) are what the list would become, as in check mode when there is something to write.
  returned: when the list could be read
  type: bool
problems:
  description: What is wrong with Confirmation IDs that were left out, a sentence each, naming host and block.
  returned: when the list could be read
  type: list
  elements: str
  sample: ["The Confirmation ID of PC-017 (Windows 11, key ...PKX99) has a wrong digit in block C. Compare it with the portal's page."]
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
