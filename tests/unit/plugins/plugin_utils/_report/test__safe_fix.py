# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be done without asking: three things, and nothing that only calls itself safe."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._report._safe_fix import safe_fixes
from ansible_collections.licenseops.windows.plugins.plugin_utils._result._read import read_fixes
from ansible_collections.licenseops.windows.tests.unit.plugins.support.diagnoses import (
    CLEAR_HOST,
    ENABLE_SERVICE,
    diagnosed,
    finding,
)


def fixes_of(*fixes: dict[str, Any] | None) -> list[tuple[str, dict[str, Any]]]:
    result = diagnosed(*(finding(f"cause_{number}", fix=fix) for number, fix in enumerate(fixes)))
    return [(fix.module, dict(fix.options)) for fix in safe_fixes(read_fixes(result))]


def call(module: str, *, safe: bool = True, **options: Any) -> dict[str, Any]:
    return {"module": module, "options": options, "safe": safe}


@pytest.mark.parametrize(
    "fix",
    [
        pytest.param(ENABLE_SERVICE, id="enable the service"),
        pytest.param(call("win_software_protection", refreshed=True), id="refresh"),
        pytest.param(CLEAR_HOST, id="clear the host name"),
        pytest.param(call("win_kms_client", state="absent", activation_id="x"), id="of a product"),
        pytest.param(call("win_kms_client", host=""), id="the host name alone"),
        pytest.param(call("win_software_protection", enabled=True, refreshed=True), id="both"),
        pytest.param(
            call("win_kms_client", state="absent", language="ja", timeout=5, retries=1), id="in a manner of its own"
        ),
        pytest.param(call("licenseops.windows.win_kms_client", state="absent"), id="full name"),
    ],
)
def test_three_kinds_of_fixes_are_safe(fix: dict[str, Any]) -> None:
    ((module, options),) = fixes_of(fix)
    assert (module, options) == (fix["module"].rpartition(".")[2], fix["options"])


@pytest.mark.parametrize(
    "fix",
    [
        pytest.param(None, id="none"),
        pytest.param(call("win_kms_client", safe=False, state="absent"), id="not called safe"),
        pytest.param(call("win_kms_client", host="kms.corp.example"), id="another host"),
        pytest.param(call("win_kms_client", state="absent", activation_type="any"), id="more than clearing"),
        pytest.param(call("win_activation", source="firmware"), id="activate"),
        pytest.param(call("win_product_key", state="absent"), id="remove a key"),
        pytest.param(call("win_software_protection", enabled=False), id="nothing"),
        pytest.param(call("win_software_protection", enabled=True, product_key="x"), id="unknown option"),
        pytest.param(call("shell", state="absent"), id="another module"),
    ],
)
def test_everything_else_is_left_to_people_whatever_it_calls_itself(fix: dict[str, Any] | None) -> None:
    assert fixes_of(fix) == []


def test_the_service_comes_first_and_nothing_twice() -> None:
    assert fixes_of(CLEAR_HOST, ENABLE_SERVICE, CLEAR_HOST) == [
        ("win_software_protection", {"enabled": True}),
        ("win_kms_client", {"state": "absent"}),
    ]
