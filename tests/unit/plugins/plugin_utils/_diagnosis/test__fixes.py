# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The task that puts a finding right: for which findings, at which level, and whether it is safe."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._case import Case
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._evidence import NOT_ASKED
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._finding import ModuleCall
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._fixes import fix_of, fix_of_host
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._kinds import KINDS
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import KmsClient, Product
from ansible_collections.licenseops.windows.tests.unit.plugins.support.evidence import (
    KMS,
    client,
    evidence,
    office_client,
    pinned,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    OFFICE_ID,
    WINDOWS_ID,
    esu,
    service,
)

CLEAR = {"state": "absent"}
CASE = Case(client(), evidence(**pinned(KMS)))

#: Of Windows, with a KMS host set for the whole host; all others need a person.
FIXES = {
    "not_activated": ModuleCall("win_activation", {}),
    "kms_not_bound": ModuleCall("win_activation", {}),
    "hardware_changed": ModuleCall("win_activation", {}),
    "firmware_key_unused": ModuleCall("win_activation", {"source": "firmware"}),
    "activation_type_unsuitable": ModuleCall("win_kms_client", {"activation_type": "any"}),
    "kms_host_name_unknown": ModuleCall("win_kms_client", CLEAR, is_safe=True),
    "service_disabled": ModuleCall("win_software_protection", {"enabled": True}, is_safe=True),
    "service_transient": ModuleCall("win_software_protection", {"refreshed": True}, is_safe=True),
}


def test_some_findings_have_a_task_that_puts_them_right_and_all_others_have_none() -> None:
    assert {name: fix for name, kind in KINDS.items() if (fix := fix_of(kind, CASE))} == FIXES


def test_a_host_as_a_whole_is_put_right_by_its_service_alone() -> None:
    found = {name: fix for name, kind in KINDS.items() if (fix := fix_of_host(kind))}
    assert found == {name: FIXES[name] for name in ("service_disabled", "service_transient")}


@pytest.mark.parametrize("name", ["not_activated", "activation_type_unsuitable"])
@pytest.mark.parametrize(
    ("product", "target"),
    [
        (client(), {}),
        (office_client(), {"activation_id": OFFICE_ID}),
        (esu(), {"activation_id": esu().activation_id}),
    ],
)
def test_what_is_not_windows_itself_is_named(name: str, product: Product, target: dict[str, Any]) -> None:
    fix = fix_of(KINDS[name], Case(product, evidence()))
    assert fix is not None and not fix.is_safe
    assert fix.options == {**FIXES[name].options, **target}


OWN = {"activation_id": WINDOWS_ID}
DOMAIN = {"lookup_domain": "d.example"}


@pytest.mark.parametrize(
    ("own", "of_service", "expected"),
    [
        (KmsClient(), KmsClient(KMS), ModuleCall("win_kms_client", CLEAR, is_safe=True)),
        (KmsClient(), KmsClient(KMS, **DOMAIN), ModuleCall("win_kms_client", CLEAR)),
        (KmsClient(**DOMAIN), KmsClient(KMS), ModuleCall("win_kms_client", CLEAR, is_safe=True)),
        (KmsClient(KMS), KmsClient(), ModuleCall("win_kms_client", CLEAR | OWN, is_safe=True)),
        (KmsClient(KMS), KmsClient(KMS, **DOMAIN), ModuleCall("win_kms_client", CLEAR | OWN, is_safe=True)),
        (KmsClient(KMS, **DOMAIN), KmsClient(), ModuleCall("win_kms_client", CLEAR | OWN)),
    ],
)
def test_a_kms_host_is_cleared_where_it_is_set(own: KmsClient, of_service: KmsClient, expected: ModuleCall) -> None:
    seen = evidence(service=service(kms=of_service))
    assert fix_of(KINDS["kms_host_name_unknown"], Case(client(kms=own), seen)) == expected


def test_its_own_host_is_cleared_when_the_service_was_not_read() -> None:
    case = Case(client(kms=KmsClient(KMS)), evidence(service=NOT_ASKED))
    assert fix_of(KINDS["kms_host_name_unknown"], case) == ModuleCall("win_kms_client", CLEAR | OWN, is_safe=True)
