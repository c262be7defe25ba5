#!/usr/bin/python
# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation only: an action plugin of the same name is the implementation."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: win_activation_status
short_description: Read the activation state of Windows and Office
version_added: 0.1.0
description:
  - Reads the products of Software Protection, Windows, its add-ons such as ESU, and Office, as numbers and stable names that do not
    depend on the language of the host.
  - Base products, add-ons and Office never mix. What counts for RV(licensed) is Windows itself unless another product is asked for.
  - Only reads, in check mode and without. Not called C(_info), as modules that gather and never fail for what they find are, because
    it judges too. O(assert) and O(min_days_remaining) make it fail, which gates a play or a pipeline.
options:
  application:
    description:
      - Whose products to read.
      - V(windows) reads Windows and its add-ons, V(office) Office, V(all) everything that has a key.
    type: str
    choices: [windows, office, all]
    default: windows
  installation_ids:
    description: Read Installation IDs too. Hosts compute them slowly.
    type: bool
    default: false
  service:
    description: Read the service too. Costs one more request.
    type: bool
    default: false
  host_id:
    description: Read what tells the host from others too. Costs two more requests.
    type: bool
    default: false
  assert:
    description:
      - What has to be so; one of the two, or both in a list.
      - V(licensed) fails the task when a product asked for is not licensed.
      - Rows of Microsoft 365 Apps say nothing about the licence of their users and count for nothing. Where Office has no other, nothing
        is asserted and a warning says so.
      - With O(application=windows) that is Windows itself, else every product read.
      - V(supported) fails it when the support of Windows has ended and no year of Extended Security Updates that covers today is licensed,
        or when the catalogue does not know; with O(application=office) or V(all) that of a volume product of Office. Of Windows it costs one
        more request, unless O(service) or O(host_id) are read anyway, and another one where Pro ends before Enterprise does, for a
        subscription may give the host that edition. Not with O(activation_id), which reads one row only.
    type: list
    elements: str
    choices: [licensed, supported]
  min_days_remaining:
    description:
      - Fails the task when a product asked for is not licensed for at least that many days more.
      - A permanent licence always passes.
    type: int
  min_support_days:
    description:
      - Fails the task when what is asked for is not supported for at least that many days more, as O(assert) with V(supported) does for
        today. Extended Security Updates count to the end of the year that is licensed, and of those licensed ahead without a gap.
    type: int
extends_documentation_fragment:
  - licenseops.windows.wsman
  - licenseops.windows.wsman.product
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
  - module: licenseops.windows.win_activation
"""

EXAMPLES = r"""
---
- name: Read Windows and its add-ons
  licenseops.windows.win_activation_status:
  register: status

- name: Show how Windows was activated
  ansible.builtin.debug:
    msg: "{{ (status.products | rejectattr('is_addon') | first).activated_by }}"

- name: Fail unless Windows is licensed for thirty days more
  licenseops.windows.win_activation_status:
    assert: licensed
    min_days_remaining: 30

- name: Fail unless Windows is licensed, and supported for half a year more
  licenseops.windows.win_activation_status:
    assert: [licensed, supported]
    min_support_days: 183

- name: Fail unless all of Office is licensed
  licenseops.windows.win_activation_status:
    application: office
    assert: licensed

- name: Read year 1 of Windows 10 Extended Security Updates, with its Installation ID
  licenseops.windows.win_activation_status:
    activation_id: f520e45e-7413-4a34-a497-d2765967d094
    installation_ids: true

- name: Read KMS client settings, client machine ID, rearm count and whether there is a firmware key
  licenseops.windows.win_activation_status:
    service: true
"""

RETURN = r"""
---
products:
  description: The products read, one dictionary each.
  returned: when the host could be read
  type: list
  elements: dict
  contains:
    activation_id:
      description: The activation ID, a GUID in lower case.
      type: str
    application:
      description: V(windows), V(office) or V(other).
      type: str
    name:
      description: Name of the product, possibly localized. For people, not for conditions.
      type: str
    description:
      description: Description of the product, possibly localized. For people, not for conditions.
      type: str
    family:
      description: Edition family, for Windows the EditionID.
      type: str
    channel:
      description: V(retail), V(oem), V(mak), V(gvlk), V(csvlk), V(eval), V(subscription), V(avma) or V(other). In Office, V(subscription) is
        also what stands in for the licence of an account, a grace row for instance.
      type: str
    is_addon:
      description: True for an add-on to another product, such as ESU.
      type: bool
    esu_year:
      description: Year of an Extended Security Updates add-on, V(none) for all else.
      type: int
    license_status:
      description: V(unlicensed), V(licensed), V(oob_grace), V(oot_grace), V(non_genuine_grace), V(notification) or V(extended_grace).
      type: str
    license_status_code:
      description: The same as the number Windows uses.
      type: int
    licensed:
      description: True if, and only if, the status is V(licensed).
      type: bool
    reason:
      description: Why the product is in this state.
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
    partial_product_key:
      description: Last five characters of the installed key, V(none) without one.
      type: str
    grace_minutes:
      description: Minutes until the state ends, 0 when it does not.
      type: int
    expires_at:
      description: The same as a point in time, UTC, V(none) when it does not end.
      type: str
    activated_by:
      description: V(kms), V(ad), V(token), V(mak), V(retail), V(oem), V(digital), V(subscription), V(avma), V(none) or V(unknown).
      type: str
    kms:
      description: KMS client settings of this product.
      type: dict
      contains:
        host:
          description: Configured host, V(none) when DNS is asked.
          type: str
        port:
          description: Configured port, V(none) for the default 1688.
          type: int
        lookup_domain:
          description: Domain whose SRV records are used.
          type: str
        discovered_host:
          description: Host last found by DNS.
          type: str
        discovered_port:
          description: Its port.
          type: int
        activation_interval_minutes:
          description: Minutes between attempts while not activated.
          type: int
        renewal_interval_minutes:
          description: Minutes between renewals.
          type: int
    kms_source:
      description: Where a KMS client knows its KMS host from. V(product), settings of its own, which win over V(service), and these over
        V(dns). V(none) for other products, and where only O(service=true) could tell.
      type: str
    activation_type:
      description: Volume activation that is allowed, V(any), V(ad), V(kms) or V(token).
      type: str
    installation_id:
      description: The Installation ID, digits only, when it was asked for.
      type: str
    office_product:
      description: Release ID of the volume product of Office that the row is of, C(ProPlus2024Volume) for instance; V(none) for all else.
      type: str
    rearms_left:
      description: How often the product can be rearmed; V(none) where the host does not say.
      type: int
licensed:
  description: Whether the product asked for, or every one of them, is licensed. There must be at least one.
    Null when only rows of Microsoft 365 Apps are there, which say nothing about the licence of their users.
  returned: when the host could be read
  type: bool
support:
  description: How long Windows itself is supported, by a catalogue of Microsoft's dates. While a subscription lifts Pro, those of Enterprise
    count.
  returned: when the build is read, with O(service=true), O(host_id=true), or where O(assert) or O(min_support_days) ask for it;
    never with O(activation_id)
  type: dict
  contains:
    state:
      description: V(supported), V(esu) by a licensed year of Extended Security Updates, V(ended) or V(unknown). V(ended) is said also of a
        host that gets updates in Azure, which leave no licence.
      type: str
    name:
      description: The release, V(none) where the catalogue does not know it.
      type: str
    ends:
      description: Last day of the support that costs nothing, such as C(2027-10-12).
      type: str
    esu_year:
      description: The licensed year that covers today.
      type: int
    days:
      description: Days until the end that counts, of the licensed years where there are any; negative when it is over.
      type: int
    as_of:
      description: The day of the catalogue.
      type: str
    next_esu:
      description: The first year of Extended Security Updates that begins after today, V(none) where there is none for this Windows.
      type: dict
      contains:
        programme:
          description: V(win10_22h2), V(win10_ltsb_2016), V(server_2012) or V(server_2016).
          type: str
        year:
          description: Its number.
          type: int
        begins:
          description: Its first day.
          type: str
        ends:
          description: Its last day.
          type: str
        licensed:
          description: Whether the host has it already.
          type: bool
office_support:
  description: The same of each volume product of Office that has a key, with its release ID in C(office_product).
  returned: with O(application=office) or V(all)
  type: list
  elements: dict
  contains:
    office_product:
      description: The release ID.
      type: str
    state:
      description: V(supported), V(ended) or V(unknown).
      type: str
    name:
      description: The release, V(none) where the catalogue does not know it.
      type: str
    ends:
      description: Last day of its support.
      type: str
    esu_year:
      description: V(none), for Office has no Extended Security Updates.
      type: int
    days:
      description: Days until the end, negative when it is over.
      type: int
    as_of:
      description: The day of the catalogue.
      type: str
subscription:
  description:
    - What the host says of a subscription that gives it its edition, Enterprise or Education by signing in with Entra ID. V(none) on servers,
      without a key of Windows, and where Windows does not know such a thing, as older builds.
    - Where it is active, RV(products[].activated_by) of Windows itself is V(subscription).
  returned: when O(service=true)
  type: dict
  contains:
    state:
      description: V(active), V(not_active), V(disabled), V(expired), V(not_installed) or V(unknown).
      type: str
    edition:
      description: The edition it gives, as the host names it.
      type: str
    expires:
      description: When it ends, as the host says it.
      type: str
    base_edition:
      description: The edition of the licence that Windows has beside it.
      type: str
    base_activated_by:
      description: How that is licensed, as in RV(products[].activated_by).
      type: str
service:
  description: The Software Protection service.
  returned: when O(service=true)
  type: dict
  contains:
    version:
      description: Its version, equal to that of Windows.
      type: str
    client_machine_id:
      description: GUID by which a KMS host counts this client, V(none) before the first use.
      type: str
    windows_rearms_left:
      description: How often Windows can be rearmed.
      type: int
    host_caching:
      description: Whether the KMS host that worked last is remembered.
      type: bool
    is_kms_host:
      description: Whether this computer is a KMS host.
      type: bool
    firmware_key_present:
      description: Whether the firmware holds a key.
      type: bool
    firmware_key_description:
      description: Edition and channel of that key.
      type: str
    kms:
      description: KMS client settings of the service; a product's own settings win over them.
      type: dict
      contains:
        host:
          description: Configured host, V(none) when DNS is asked.
          type: str
        port:
          description: Configured port, V(none) for the default 1688.
          type: int
        lookup_domain:
          description: Domain whose SRV records are used.
          type: str
        discovered_host:
          description: Host last found by DNS.
          type: str
        discovered_port:
          description: Its port.
          type: int
        activation_interval_minutes:
          description: Minutes between attempts while not activated.
          type: int
        renewal_interval_minutes:
          description: Minutes between renewals.
          type: int
host:
  description: What tells the host from others.
  returned: with O(host_id)
  type: dict
  contains:
    uuid:
      description: UUID of the hardware, upper case; V(none) when it shows none.
      type: str
    name:
      description: Name of the computer.
      type: str
    build:
      description: Build number of Windows.
      type: int
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
