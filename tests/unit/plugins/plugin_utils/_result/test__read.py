# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results of many hosts: who stands where, what arrives, and that nobody is left out."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._result._code import CodeResult
from ansible_collections.licenseops.windows.plugins.plugin_utils._result._finding import (
    ConcernedResult,
    FindingResult,
    FixResult,
    Health,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._result._read import (
    HostDiagnosis,
    read_fixes,
    read_results,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.diagnoses import (
    CLEAR_HOST,
    ENABLE_SERVICE,
    EXCUSES,
    diagnosed,
    failed,
    finding,
    pinned,
    unreachable,
)


def hosts_of(results: dict[str, dict[str, Any]]) -> dict[str, HostDiagnosis]:
    return {host.host: host for host in read_results(results, EXCUSES)}


def finding_of(result: dict[str, Any]) -> FindingResult:
    (found,) = hosts_of({"a": result})["a"].result.findings
    return found


@pytest.mark.parametrize(
    ("result", "health"),
    [
        pytest.param(diagnosed(), Health.HEALTHY, id="no finding"),
        pytest.param(diagnosed(finding("a", "info")), Health.HEALTHY, id="a note alone"),
        pytest.param(diagnosed(finding("a", "warning"), finding("b", "info")), Health.WARNING, id="warning"),
        pytest.param(diagnosed(finding("a", "warning"), finding("b")), Health.CRITICAL, id="the worst counts"),
        pytest.param(unreachable(), Health.UNREACHABLE, id="unreachable"),
        pytest.param(failed("No."), Health.UNDIAGNOSED, id="failed"),
        pytest.param({}, Health.UNDIAGNOSED, id="nothing at all"),
        pytest.param({"changed": False}, Health.UNDIAGNOSED, id="nothing of use"),
        pytest.param({"findings": None, "msg": "No."}, Health.UNDIAGNOSED, id="no list"),
    ],
)
def test_a_host_stands_where_its_worst_finding_puts_it(result: dict[str, Any], health: Health) -> None:
    assert hosts_of({"a": result})["a"].health is health


def test_what_a_finding_says_arrives() -> None:
    read = finding_of(diagnosed(pinned(), not_read=[{"what": "events", "why": "0x80041003"}]))
    assert (read.id, read.confidence) == ("kms_host_name_unknown", "certain")
    assert read.product == ConcernedResult(name="Windows, Pro", partial_product_key="PKX99")
    assert read.code == CodeResult("0xC004F074", "SL_E_VL_KEY_MANAGEMENT_SERVICE_ID_MISMATCH", "...")
    assert (read.next_steps[0], read.evidence) == ("do kms_host_name_unknown", ("seen here",))


def test_a_finding_without_product_and_code_is_one_too() -> None:
    read = finding_of(diagnosed(finding("x", product=None, code=None)))
    assert (read.product, read.code) == (None, None)


@pytest.mark.parametrize(
    ("result", "words", "message"),
    [
        pytest.param(unreachable(" No\n way. "), ("host_unreachable", "not reached", ("look",)), "No way.", id="away"),
        pytest.param(unreachable(""), ("host_unreachable", "not reached", ("look",)), "", id="away without a word"),
        pytest.param({}, ("host_not_diagnosed", "never tried", ("run again",)), "", id="never tried"),
        pytest.param({"msg": None}, ("host_not_diagnosed", "never tried", ("run again",)), "", id="no message"),
        pytest.param({"msg": "boom"}, ("host_not_diagnosed", "failed", ("read it",)), "boom", id="no error"),
        pytest.param({"msg": "m", "error": None}, ("host_not_diagnosed", "failed", ("read it",)), "m", id="null"),
        pytest.param(failed("No.", "Do."), ("host_not_diagnosed", "No.", ("Do.",)), "No. Do.", id="error with advice"),
        pytest.param(failed("No."), ("host_not_diagnosed", "No.", ("read it",)), "No.", id="error without advice"),
    ],
)
def test_a_host_without_a_diagnosis_says_why(
    result: dict[str, Any], words: tuple[str, str, tuple[str, ...]], message: str
) -> None:
    read = finding_of(result)
    assert (read.id, read.title, read.next_steps) == words
    host = hosts_of({"a": result})["a"]
    assert (host.message, host.health, host.result.products) == (message, read.severity, ())


@pytest.mark.parametrize("retryable", [True, False])
def test_a_failure_says_whether_trying_again_helps(retryable: bool) -> None:
    result = failed("No.") | {"error": {"message": "No.", "retryable": retryable}}
    assert finding_of(result).retry_helps is retryable


def test_the_worst_host_is_first_and_then_the_names_count() -> None:
    results = {
        "web-10": diagnosed(),
        "web-2": diagnosed(),
        "b": diagnosed(finding("x", "warning")),
        "c": failed("No."),
        "d": unreachable(),
        "e": diagnosed(finding("x")),
    }
    assert list(hosts_of(results)) == ["e", "d", "c", "b", "web-2", "web-10"]


def test_the_fixes_of_a_result_are_all_those_named() -> None:
    result = diagnosed(finding("a", fix=CLEAR_HOST), finding("b"), finding("c", fix=ENABLE_SERVICE | {"safe": False}))
    assert read_fixes(result) == (
        FixResult("win_kms_client", {"state": "absent"}, True),
        FixResult("win_software_protection", {"enabled": True}, False),
    )


def test_a_fix_is_named_with_or_without_the_collection() -> None:
    (fix,) = read_fixes({"findings": [{"fix": {"module": "licenseops.windows.win_kms_client", "options": None}}]})
    assert fix == FixResult("win_kms_client", {}, False)


@pytest.mark.parametrize("result", [unreachable(), failed("No."), {}, {"findings": None}])
def test_a_host_without_a_diagnosis_has_no_fixes(result: dict[str, Any]) -> None:
    assert read_fixes(result) == ()
