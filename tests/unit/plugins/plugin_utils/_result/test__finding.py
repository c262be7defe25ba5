# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A finding as a module returns it, in a language."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._finding import (
    Confidence,
    Fact,
    Finding,
    ModuleCall,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._kinds import (
    CLOCK_WRONG,
    KMS_NO_ANSWER,
    Severity,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._result._code import CodeResult
from ansible_collections.licenseops.windows.plugins.plugin_utils._result._finding import (
    FindingResult,
    FixResult,
    Health,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import WINDOWS_ID, windows

CLOCK = Finding(
    CLOCK_WRONG,
    milder=Severity.WARNING,
    confidence=Confidence.LIKELY,
    mentions={"difference": "6:05"},
    facts=(Fact("no_windows_key"),),
)


def test_a_finding_has_exactly_the_documented_keys() -> None:
    found = Finding(
        KMS_NO_ANSWER,
        Confidence.CERTAIN,
        product=windows(name="Windows, Pro"),
        code=0xC004F074,
        behind=KMS_NO_ANSWER,
        retry_helps=True,
        fix=ModuleCall("win_kms_client", {"state": "absent"}, is_safe=True),
    )
    rendered = FindingResult.of(found, Language.ENGLISH).as_data()
    told = {name: rendered.pop(name) for name in ("title", "cause", "next_steps", "fallbacks", "evidence")}
    assert rendered == {
        "id": "kms_no_answer",
        "group": "kms_no_answer",
        "severity": "critical",
        "confidence": "certain",
        "product": {
            "activation_id": WINDOWS_ID,
            "name": "Windows, Pro",
            "short_name": "Windows Professional",
            "partial_product_key": "PKX99",
            "application": "windows",
        },
        "code": {
            "code": "0xC004F074",
            "symbol": "SL_E_VL_BINDING_SERVICE_UNAVAILABLE",
            "text": "The client found no KMS host that would activate it.",
        },
        "retry_helps": True,
        "fix": {"module": "win_kms_client", "options": {"state": "absent"}, "safe": True},
    }
    assert told["cause"] == "No KMS host gave a usable answer."
    assert (type(told["next_steps"]), told["evidence"]) == (list, [])


def test_a_finding_about_the_host_has_neither_product_nor_code_nor_fix() -> None:
    told = FindingResult.of(CLOCK, Language.ENGLISH)
    assert (told.product, told.code, told.fix, told.retry_helps) == (None, None, None, False)
    assert (told.severity, told.confidence) == (Health.WARNING, "likely")


def test_texts_and_the_sentence_of_the_code_are_in_the_language() -> None:
    found = Finding(KMS_NO_ANSWER, Confidence.POSSIBLE, code=0xC004F074, milder=Severity.INFO, behind=KMS_NO_ANSWER)
    english, japanese = (FindingResult.of(found, language) for language in Language)
    assert english.code != japanese.code
    assert english.title != japanese.title
    assert japanese.code == CodeResult.of(0xC004F074, Language.JAPANESE)
    assert japanese.severity is Health.INFO


@pytest.mark.parametrize("severity", Severity)
def test_every_severity_of_a_finding_is_a_health(severity: Severity) -> None:
    assert Health(severity.label).value == severity.label


def test_the_worst_health_is_first() -> None:
    assert [health.rank for health in Health] == list(range(6))
    assert Health.CRITICAL.rank < Health.UNREACHABLE.rank < Health.WARNING.rank < Health.HEALTHY.rank


def test_a_fix_is_not_safe_unless_it_says_so() -> None:
    assert FixResult.of(ModuleCall("win_activation", {"source": "gvlk"})).as_data() == {
        "module": "win_activation",
        "options": {"source": "gvlk"},
        "safe": False,
    }


def test_a_finding_says_nothing_that_it_was_not_told() -> None:
    assert FindingResult(id="x", severity=Health.INFO, title="t").as_data() == {
        "id": "x",
        "group": "",
        "severity": "info",
        "confidence": "",
        "product": None,
        "code": None,
        "title": "t",
        "cause": "",
        "next_steps": [],
        "fallbacks": [],
        "evidence": [],
        "retry_helps": False,
        "fix": None,
    }
    assert FixResult("win_activation").as_data() == {"module": "win_activation", "options": {}, "safe": False}
