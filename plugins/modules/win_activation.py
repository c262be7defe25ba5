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
  - Makes sure that a product is licensed, with the key given or with the one it has, and reads the state back to prove it. Safe to run
    every day.
  - Observes once, plans what is missing in a safe order, KMS client settings, key, activation, and does only that.
  - A product that is licensed is never activated again, so that no activation is spent twice.
  - A licence that a new key would destroy is not replaced without O(replace_licensed). A task about one application plans nothing for
    another; O(application) says what a key can hide.
  - After any fault the state of the host is read before anything else happens. KMS settings made by the task are taken back when
    a later step fails.
options:
  method:
    description:
      - How to activate. V(auto) follows the key and tells why in RV(method_reason).
      - V(online) over the Internet, for MAK, retail and OEM keys.
      - V(kms) and V(ad) by a KMS host or Active Directory, for KMS client setup keys. Which of the two Windows uses is governed by
        O(activation_type).
      - V(offline) by O(confirmation_id). Without one the task fails and returns the Installation ID for the portal.
    type: str
    choices: [auto, online, kms, ad, offline]
    default: auto
  application:
    description:
      - Whose product to activate, and whose key O(product_key) is, when neither O(activation_id) nor O(esu_year) says so.
      - V(windows) means Windows itself, never an add-on.
      - V(office) means every volume product of Office that is installed, and every other one that has a key. Each gets the key that
        O(product_keys) has for it, else with O(source=gvlk) its KMS client setup key, else it keeps the key it has. A product is
        licensed when one of its rows is. What stops one product does not stop the others; the task fails when all were tried,
        and RV(office) tells of each. Microsoft 365 Apps are activated by signing in and left alone.
      - A key does not tell whose it is, so only the host finds out. An Office key given with V(windows) is refused where Windows would
        lose its licence; elsewhere the host takes it for Office, and the task fails afterwards and says so. A key of Windows given
        with V(office) is refused where its group number tells; any other takes the place of the one Windows has before the task
        can fail.
    type: str
    choices: [windows, office]
    default: windows
  office_product:
    description:
      - The one Office product that is meant, by its release ID, as P(licenseops.windows.win_office_status#module) shows it.
        C(ProPlus2024Volume), C(VisioPro2021Volume) or C(Standard2016Volume) for instance.
      - Where it is installed, but not the licence of its volume edition, no key of that can be used. The task says so; it installs
        no licence files.
      - Needs O(application=office).
    type: str
  product_keys:
    description:
      - Keys for several Office products at once, by release ID. Products that a host does not have are passed over, so that
        one mapping may serve many hosts.
      - Use it instead of O(product_key), which is for one product. With O(source=gvlk), products that are not in it get their setup key.
      - A key that is no published setup key does not tell whose it is. One that is given to the wrong product takes the place of
        the key that the right one has, before the task can fail.
      - Keys show in no result, error or log of the module, release IDs do. Keep the mapping in a vault.
      - Needs O(application=office).
    type: dict
  esu_year:
    description:
      - Activate the Extended Security Updates add-on of that year, for Windows 10 22H2 and 2016 LTSB, or for Server 2012, 2012 R2
        and 2016, instead of naming it by O(activation_id).
      - It is found by what the rows of the host call themselves. The programmes announced so far have three years; rows of years
        4 to 6 come with some builds. A year that the host has no row for is refused before anything is sent.
      - V(current) is the year that covers today by the clock of the controller, in the programme of the host's own Windows, V(next) the one
        after it. Where there is no such year, not any more or not yet, the task says so and sends nothing.
      - Windows itself must be licensed, its key stays as it is. O(product_key) is the key of the ESU programme.
    type: str
    choices: ["1", "2", "3", "4", "5", "6", current, next]
  kms_host:
    description:
      - KMS host the client is to use, a name, an IPv4 address, C(host:port), or C([IPv6 address]:port).
      - Given without a port, it means the default port 1688.
      - Like all KMS settings of this module it is made for the whole host, Windows included. With O(application=office) it is made
        at every product that is activated by a KMS client setup key, where it wins over that of the host, and nowhere else.
    type: str
  kms_port:
    description: TCP port of the KMS host.
    type: int
  kms_lookup_domain:
    description:
      - Domain whose SRV records the host asks for a KMS host. Empty clears it.
      - Has no effect beside a KMS host; the task warns when both are set.
    type: str
  kms_host_caching:
    description: Whether the host remembers the KMS host that worked last. A setting of the whole host, which a task about Office refuses.
    type: bool
  activation_type:
    description:
      - Volume activation that is allowed. V(any) tries Active Directory first, then KMS.
    type: str
    choices: [any, ad, kms, token]
  confirmation_id:
    description:
      - The Confirmation ID from Microsoft's portal, 48 digits in eight blocks A to H. Put it in quotes, or YAML drops leading zeros.
      - It shows in no result, error or log of the module.
    type: str
  installation_id:
    description:
      - The Installation ID for which O(confirmation_id) was issued.
      - When the host has another one by now, the task fails and nothing is sent.
    type: str
  allow_failing_check_digits:
    description: Accept a Confirmation ID whose check digits say that it has a typing mistake.
    type: bool
    default: false
  ledger:
    description:
      - A file on the controller in which activations are counted by key and machine, safe under any number of forks and runs. It is
        made when it does not exist.
      - A machine counts once for a key, under whatever names it is in inventories; new hardware under an old name counts anew.
      - What a killed task had begun stays counted as pending until a task with the same key finds the machine licensed.
      - Keys are stored as salted fingerprints with their last five characters, never whole.
      - Controllers may share the file where its file system keeps locks across machines, as NFS version 4 does.
    type: path
  max_activations:
    description:
      - Activations of O(product_key), or of each key in O(product_keys), that may be spent over all machines together, as counted in
        O(ledger).
      - The one too many fails before it is sent.
    type: int
  timeout:
    default: 120
extends_documentation_fragment:
  - licenseops.windows.wsman
  - licenseops.windows.wsman.change
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
notes:
  - A task about products of Office, whose rows are many, takes its turn on the machine before it reads, so that it need not read twice.
    It locks even where there is nothing to do, except in check mode.
author:
  - licenseops.windows contributors (@licenseops)
seealso:
  - module: licenseops.windows.win_offline_activation
  - module: licenseops.windows.win_activation_status
  - module: licenseops.windows.win_office_status
"""

EXAMPLES = r"""
---
- name: Take the host to licensed with a MAK
  licenseops.windows.win_activation:
    product_key: "{{ windows_mak }}"

- name: Move a host from its MAK licence, which is given up, to KMS
  licenseops.windows.win_activation:
    source: gvlk
    replace_licensed: true

- name: Point a KMS client to its host and activate it; the old settings come back if that fails
  licenseops.windows.win_activation:
    source: gvlk
    kms_host: kms1.corp.example

- name: Activate the current year of Extended Security Updates; the key of Windows itself stays
  licenseops.windows.win_activation:
    product_key: "{{ esu_mak }}"
    esu_year: current

- name: Spend no more than 25 activations of this key over all hosts
  licenseops.windows.win_activation:
    product_key: "{{ windows_mak }}"
    ledger: "{{ ledger_file }}"
    max_activations: 25

- name: Activate Windows with the key it has
  licenseops.windows.win_activation:

- name: Activate Office with a MAK; application says whose key it is
  licenseops.windows.win_activation:
    application: office
    product_key: "{{ office_mak }}"

- name: Activate every Office product that has a key
  licenseops.windows.win_activation:
    application: office

- name: Activate all of Office, Visio with a MAK and everything else by KMS or Active Directory
  licenseops.windows.win_activation:
    application: office
    source: gvlk
    product_keys:
      VisioPro2024Volume: "{{ visio_mak }}"

- name: Activate one product of Office by a KMS host of its own; Windows keeps its settings
  licenseops.windows.win_activation:
    application: office
    office_product: ProPlus2024Volume
    source: gvlk
    kms_host: kms1.corp.example
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
  sample: ["Install the product key ...PKX99.", "Activate the product with key ...PKX99."]
predicted:
  description: Whether the state at the end is foreseen and not read, as in check mode when there are RV(steps). A text that only the run itself can
    tell is V(known_after_run) then; a number, a date or a flag is V(none).
  returned: when the host could be read
  type: bool
method:
  description: The method chosen; V(none) where products of Office differ, see RV(office).
  returned: when the host could be read
  type: str
method_reason:
  description: Why it was chosen; V(none) as RV(method).
  returned: when the host could be read
  type: str
  sample: online, because the key is no KMS client setup key.
esu:
  description: The Extended Security Updates add-ons read, by year.
  returned: when the host could be read
  type: list
  elements: dict
  contains:
    year:
      description: The year.
      type: int
    license_status:
      description: As in P(licenseops.windows.win_activation_status#module).
      type: str
    licensed:
      description: Whether it is licensed.
      type: bool
office:
  description: What became of each product of Office that is meant. Names no key but by its end.
  returned: with O(application=office), when the host could be read
  type: list
  elements: dict
  contains:
    office_product:
      description: Its release ID; V(none) where none is known.
      type: str
    title:
      description: What it is called.
      type: str
    activation_id:
      description: The row that licenses it, or is to; V(none) where only the run itself can tell.
      type: str
    method:
      description: The method chosen for it.
      type: str
    method_reason:
      description: Why it was chosen.
      type: str
    licensed:
      description: Whether one of its rows is licensed at the end.
      type: bool
    changed:
      description: Whether something was done for it, or would be.
      type: bool
    steps:
      description: What that is, a sentence each.
      type: list
      elements: str
    failed:
      description: Whether it is not as wished.
      type: bool
    msg:
      description: Why, and what to do. Empty when nothing is wrong.
      type: str
    error:
      description: The same in parts, see RV(error). V(none) when nothing is wrong.
      type: dict
forecasts:
  description: The same as RV(forecast) for every key, none when nothing would be used.
  returned: in check mode
  type: list
  elements: dict
forecast:
  description: Activations of O(product_key), or of the first of several keys, that a run without check mode would use, V(none) when it would use none.
  returned: in check mode
  type: dict
  contains:
    key:
      description: Last five characters of the key.
      type: str
    activations:
      description: Activations this host would use.
      type: int
    spent:
      description: Activations of the key in the ledger.
      type: int
    pending:
      description: Activations under way or of unknown outcome in the ledger.
      type: int
    limit:
      description: O(max_activations).
      type: int
installation_id:
  description: The current Installation ID, digits only.
  returned: with the offline method
  type: str
installation_id_blocks:
  description: The same in the nine blocks the portal asks for.
  returned: with the offline method
  type: list
  elements: str
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
