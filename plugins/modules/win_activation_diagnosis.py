#!/usr/bin/python
# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only: an action plugin of the same name is the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: win_activation_diagnosis
short_description: Say why Windows or Office is not activated, and what to do next
version_added: 0.1.0
description:
  - Reads products, settings and events of a host and returns findings, the most important first, each with the evidence it rests on
    and the next step. A healthy host has none.
  - Finds the real reason behind codes such as 0xC004F074 in the event log, and forgets failures that a later success has overtaken.
  - Reads what is worth most first and no more than O(max_requests) allow. What the host refuses to show is told in
    RV(not_read), and the diagnosis goes on without it.
  - Only reads, in check mode and without. Not called C(_info), as modules that hand over what they gather are, because it hands over
    what follows from it, causes and next steps.
  - Decides by codes and numbers, never by text the host has translated.
options:
  code:
    description:
      - An error code, or any text with one in it, such as the message of the task that failed. Hexadecimal, signed and unsigned
        numbers are understood.
      - It counts as the newest failure. Without it, the host alone is asked.
      - No host shows why somebody cannot sign in to Microsoft 365 Apps, so give the code that the user saw. Then the host is asked
        about the way to the service and the accounts, and the steps are those for the person.
    type: str
  application:
    description:
      - Whose products to look at.
      - V(windows) means Windows and its add-ons, V(office) Office, V(all) everything that has a key.
      - With V(office), the host is asked what is installed too (one request), who is signed in to Microsoft 365 Apps (at most three)
        and which volume licences are there (two), as far as each can tell something. With V(all), one request more goes to hosts that
        have a key of Office, and none to others.
    type: str
    choices: [all, windows, office]
    default: all
  event_days:
    description: How many days of events to read, 1 to 365.
    type: int
    default: 3
  max_requests:
    description:
      - How many requests may be sent to the host after the login, 2 or more.
      - With 40, everything there is gets read, needed or not. A licensed host needs fewer than the default in any case.
    type: int
    default: 8
  controller_checks:
    description:
      - Look up the DNS records of KMS hosts and connect to their ports from the controller too.
      - That is the controller's view, which need not be what the host sees. It is shown in RV(controller_view) and in the evidence, and
        never changes the order of the findings.
      - Needs dnspython on the controller.
    type: bool
    default: false
  dns_servers:
    description:
      - DNS servers to ask for O(controller_checks), each an IP address, C(address:port) or C([IPv6 address]:port).
      - Without them, those of the controller are asked.
    type: list
    elements: str
    default: []
  approved_kms_hosts:
    description:
      - The KMS hosts that are yours, each a name or address as the hosts have it, with or without C(:port).
      - A volume licence by any other is told as RV(findings[].id=kms_unexplained), and so is, with and without this list, one that lasts
        longer than KMS grants or whose KMS host is the computer itself. That is no verdict, only a question to answer.
      - Empty means that any host will do.
    type: list
    elements: str
    default: []
extends_documentation_fragment:
  - licenseops.windows.wsman
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
  idempotent:
    support: full
  action_group:
    support: full
author:
  - licenseops.windows contributors (@licenseops)
seealso:
  - module: licenseops.windows.win_activation_status
  - module: licenseops.windows.win_activation
  - module: licenseops.windows.win_software_protection
"""

EXAMPLES = r"""
---
- name: Find out why the host is not licensed
  licenseops.windows.win_activation_diagnosis:
  register: result

- name: Show the one next step
  ansible.builtin.debug:
    msg: "{{ result.diagnosis }}: {{ result.findings[0].next_steps[0] }}"
  when: not result.healthy

- name: Activate, and say why when that fails
  block:
    - name: Activate
      licenseops.windows.win_activation:
  rescue:
    - name: Diagnose
      licenseops.windows.win_activation_diagnosis:
        code: "{{ ansible_failed_result.error.code | default(ansible_failed_result.msg) }}"
      register: result

    - name: Fail with the cause and the next step
      ansible.builtin.fail:
        msg: "{{ result.findings[0].cause }} {{ result.findings[0].next_steps[0] }}"
      when: result.findings | length > 0

- name: Look at a week of events, and say it in Japanese
  licenseops.windows.win_activation_diagnosis:
    event_days: 7
    language: ja

- name: Find out why somebody cannot sign in to Microsoft 365 Apps, by the code the person saw
  licenseops.windows.win_activation_diagnosis:
    application: office
    code: "0xCAA50021"

- name: Read everything, and look at DNS and the KMS port from the controller too
  licenseops.windows.win_activation_diagnosis:
    max_requests: 40
    controller_checks: true
    dns_servers: ["192.0.2.53"]
"""

RETURN = r"""
---
findings:
  description: What is wrong, the most important first. Empty for a healthy host.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Stable name of the cause, V(key_blocked), V(kms_host_name_unknown) or V(clock_wrong) for instance.
      type: str
    group:
      description:
        - The same for findings of the same cause on other hosts, whatever the language of the host or of the texts.
        - It is the id with what the title names, a KMS host for instance; a product by its activation ID.
      type: str
    severity:
      description: V(critical), V(warning) or V(info).
      type: str
    confidence:
      description: V(certain) when a code and the state of the host agree, V(likely) when one alone says so, else V(possible).
      type: str
    product:
      description: The product it is about, V(none) for the host as a whole.
      type: dict
      contains:
        activation_id:
          description: The activation ID, a GUID in lower case.
          type: str
        name:
          description: Name of the product, possibly localized.
          type: str
        short_name:
          description: Two or three words that tell it from the others of the host, V(Windows ESU year 1) for instance; never localized.
          type: str
        partial_product_key:
          description: Last five characters of its key.
          type: str
        application:
          description: V(windows), V(office) or V(other).
          type: str
    code:
      description: The code that led to it, V(none) when the state of the host did.
      type: dict
      contains:
        code:
          description: HRESULT, eight hexadecimal digits.
          type: str
        symbol:
          description: Its name in Microsoft's headers, V(none) when unknown.
          type: str
        text:
          description: What it says, V(none) when unknown.
          type: str
    title:
      description: One line, with the names in it.
      type: str
    cause:
      description: Why it happens.
      type: str
    next_steps:
      description: What to do, in this order. The first is the one next step, the others follow on it.
      type: list
      elements: str
    fallbacks:
      description: What to do if those do not help. Empty where there is nothing.
      type: list
      elements: str
    evidence:
      description: What was seen and where, so that a person can check it.
      type: list
      elements: str
    retry_helps:
      description: Whether the same can succeed later with no change by a person.
      type: bool
    fix:
      description: The task that would put it right, V(none) where a person has to decide.
      type: dict
      contains:
        module:
          description: Name of a module of this collection.
          type: str
        options:
          description: Its options.
          type: dict
        safe:
          description: Whether it costs no activation and changes nothing that anyone could want to keep.
          type: bool
healthy:
  description: Whether the products were read and nothing worse than a remark was found.
  returned: success
  type: bool
diagnosis:
  description: Title of the first finding, V(none) without one.
  returned: success
  type: str
support:
  description: What a support call asks for, without any part of a key; V(none) for a healthy host.
  returned: success
  type: dict
  contains:
    lines:
      description: All of it in the chosen language, to be copied.
      type: list
      elements: str
    maker:
      description: Maker of the computer.
      type: str
    model:
      description: Its model.
      type: str
    windows:
      description: Name of Windows, possibly localized.
      type: str
    version:
      description: Its version, V(10.0.22631) for instance.
      type: str
    build:
      description: Its build number.
      type: int
    edition:
      description: Its edition, V(Professional) for instance.
      type: str
    errors:
      description: Each finding with C(title), C(code), C(symbol) and C(product), in two or three words.
      type: list
      elements: dict
    failed_at:
      description: When an attempt failed last, UTC; V(none) where no event tells.
      type: str
    tried:
      description: The newest failed attempts that events tell of, five at most.
      type: list
      elements: str
products:
  description: The products read; see P(licenseops.windows.win_activation_status#module) for the keys.
  returned: success
  type: list
  elements: dict
observed:
  description: What else was read; V(none) for what was not.
  returned: success
  type: dict
  contains:
    clock_offset_seconds:
      description: How far the clock of the host is ahead of the controller's.
      type: int
    windows:
      description: Name of Windows, possibly localized.
      type: str
    version:
      description: Version of Windows, V(10.0.22631) for instance.
      type: str
    build:
      description: Build number of Windows.
      type: int
    edition_sku:
      description: OperatingSystemSKU, the number of the edition.
      type: int
    product_type:
      description: 1 for a client, 2 for a domain controller, 3 for a server.
      type: int
    booted_at:
      description: When Windows was started, UTC.
      type: str
    language:
      description: Language number of Windows.
      type: int
    maker:
      description: Maker of the computer. Read of unhealthy hosts.
      type: str
    model:
      description: Model of the computer. Read of unhealthy hosts.
      type: str
    domain_member:
      description: Whether the host is a member of a domain.
      type: bool
    domain:
      description: Its domain or workgroup.
      type: str
    dns_suffix:
      description: Its primary DNS suffix.
      type: str
    dns_suffix_search:
      description: Its DNS suffix search list.
      type: list
      elements: str
    proxy:
      description: The machine-wide (WinHTTP) proxy, C(server) and C(bypass), both V(none) for a direct connection.
      type: dict
    tls:
      description:
        - TLS 1.2 settings, C(enabled), C(disabled_by_default), C(default_secure_protocols) and C(default_secure_protocols_32), that for
          programs of 32 bits; V(none) where not set.
      type: dict
    pending_restart:
      description: Whether Windows waits for a restart.
      type: bool
    spp_service:
      description: C(state) and C(start_mode) of the service sppsvc.
      type: dict
    firmware_key:
      description: Edition and channel of the key in the firmware, V(none) without one.
      type: str
    windows_rearms_left:
      description: How often Windows can be rearmed.
      type: int
    session_host:
      description: Whether several people can work on the host at once.
      type: bool
    machine_proxy:
      description: The proxy of the Internet options for the whole computer, which is not that of WinHTTP.
      type: str
    office:
      description: Office that was installed by click-to-run; without any, C(release_ids) is empty. Read where Office is meant or found.
      type: dict
      contains:
        release_ids:
          description: The products, as click-to-run names them.
          type: list
          elements: str
        version:
          description: Their version.
          type: str
        channel:
          description: Name of the update channel, V(none) for one that is not Microsoft's.
          type: str
        shared_computer:
          description: Shared computer activation, V(on), V(off), V(absent) or V(unclear).
          type: str
    office_accounts:
      description: Users who are logged on, two at most, with the kinds of the accounts that Office knows for them; no address.
      type: list
      elements: dict
      contains:
        sid:
          description: The user.
          type: str
        accounts:
          description: V(work), V(personal) and V(unknown), empty for a user who has not signed in.
          type: list
          elements: str
    names:
      description: What the host itself finds out about names that Office needs.
      type: list
      elements: dict
      contains:
        name:
          description: The name.
          type: str
        resolved:
          description: Whether the host finds an address for it.
          type: bool
        address:
          description: The address, where something there answered a ping; that nothing did says nothing.
          type: str
    events:
      description: Events of Software Protection, newest first, 20 at most.
      type: list
      elements: dict
      contains:
        id:
          description: Number of the event.
          type: int
        time:
          description: When it was written, UTC.
          type: str
        code:
          description: The HRESULT in it.
          type: str
        kms_host:
          description: The KMS host that was asked.
          type: str
        activation_id:
          description: The product it is about.
          type: str
not_read:
  description: What the host refused to show.
  returned: success
  type: list
  elements: dict
  contains:
    what:
      description: Stable name of the part, V(events) for instance.
      type: str
    why:
      description: Code and words of the host.
      type: str
controller_view:
  description: What DNS and KMS ports look like from the controller.
  returned: success
  type: dict
  contains:
    records:
      description: SRV records, C(name), C(hosts) and C(problem).
      type: list
      elements: dict
    ports:
      description: KMS ports, C(host), C(port), C(reachable) and C(problem).
      type: list
      elements: dict
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
