# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole diagnosis: its keys, and that the reader understands the writer whatever there is to write."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._diagnose import diagnose
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._evidence import (
    ControllerView,
    Evidence,
    Gap,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._result._diagnosis import (
    DiagnosisResult,
    render_diagnosis,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._result._error import (
    ErrorResult,
    KnownRefusalResult,
    RefusalResult,
    read_error,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._result._finding import FixResult
from ansible_collections.licenseops.windows.plugins.plugin_utils._result._product import (
    EsuResult,
    IdentityResult,
    ServiceResult,
    render_product,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._result._record import Record
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import service, windows

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=timezone.utc)
HEALTHY = Evidence(read_at=NOW, products=(), service=service())
REFUSED = Evidence(read_at=NOW, products=(windows(),), service=Gap(0x80041003, "Denied"), events=Gap(0, "Lost"))

#: A module is named without its collection, whose name ends in a dot.
st.register_type_strategy(
    FixResult,
    st.builds(
        FixResult,
        st.text(alphabet="abcdefghijklmnopqrstuvwxyz_", min_size=1),
        st.dictionaries(st.text(), st.text() | st.booleans()),
        st.booleans(),
    ),
)


def rendered(evidence: Evidence, language: Language = Language.ENGLISH) -> dict[str, Any]:
    return render_diagnosis(evidence, diagnose(evidence), language, NOW)


def stored(data: dict[str, Any]) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(json.dumps(data))
    return read


def test_a_diagnosis_has_exactly_the_documented_keys() -> None:
    result = rendered(REFUSED)
    assert list(result) == [
        "findings", "healthy", "diagnosis", "support", "products", "observed", "not_read", "controller_view",
    ]  # fmt: skip
    assert result["findings"]
    assert result["diagnosis"] == result["findings"][0]["title"]
    assert (result["healthy"], result["controller_view"]) == (False, None)
    assert result["products"] == [render_product(windows(), NOW)]
    assert result["not_read"] == [
        {"what": "service", "why": "0x80041003 Denied"},
        {"what": "events", "why": "Lost"},
    ]


def test_a_host_with_nothing_wrong_has_no_diagnosis() -> None:
    licensed_only = DiagnosisResult.of(HEALTHY, (), Language.ENGLISH, NOW)
    assert (licensed_only.findings, licensed_only.diagnosis, licensed_only.healthy) == ((), None, True)


def test_products_that_were_not_read_are_none() -> None:
    assert rendered(Evidence(read_at=NOW, products=Gap(5, "No.")))["products"] == []


def test_what_the_controller_saw_is_part_of_it() -> None:
    view = rendered(Evidence(read_at=NOW, products=(), controller=ControllerView()))["controller_view"]
    assert view == {"records": [], "ports": []}


@pytest.mark.parametrize("language", Language)
def test_it_is_in_the_language_throughout(language: Language) -> None:
    result = DiagnosisResult.from_data(rendered(REFUSED, language))
    assert result.products[0].as_data() == render_product(windows(), NOW, language)
    assert any(ord(char) > 255 for char in str(result.diagnosis)) is (language is Language.JAPANESE)


@pytest.mark.parametrize("evidence", [HEALTHY, REFUSED])
def test_what_is_written_of_a_host_is_read_back(evidence: Evidence) -> None:
    data = rendered(evidence)
    assert DiagnosisResult.from_data(stored(data)).as_data() == data


@given(st.from_type(DiagnosisResult))
def test_any_diagnosis_that_is_written_is_read_back(result: DiagnosisResult) -> None:
    assert DiagnosisResult.from_data(stored(result.as_data())) == result


@given(st.one_of(st.from_type(kind) for kind in (ServiceResult, IdentityResult, EsuResult)))
def test_any_other_result_that_is_written_is_read_back(result: Record) -> None:
    assert type(result).from_data(stored(result.as_data())) == result


@given(st.one_of(st.from_type(kind) for kind in (ErrorResult, RefusalResult, KnownRefusalResult)))
def test_any_error_that_is_written_is_read_back(error: ErrorResult) -> None:
    assert read_error(stored(error.as_data())) == error
