# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The entries of the findings, compared with the texts and with the catalogue of codes."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis import _kinds as kinds
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._finding import Confidence
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._kinds import (
    KINDS,
    Kind,
    Known,
    Role,
    Severity,
    kind_of_cause,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._texts import _texts
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._catalog import text_of_cause

OWN = {name for name, kind in KINDS.items() if kind.known is Known.HOST}


def test_an_entry_is_named_after_its_id() -> None:
    entries = {name.lower(): entry.id for name, entry in vars(kinds).items() if isinstance(entry, Kind)}
    assert entries == {name: name for name in KINDS}


@pytest.mark.parametrize("language", Language)
def test_the_catalogue_has_the_texts_of_what_is_known_by_a_code_and_of_nothing_else(language: Language) -> None:
    assert {name for name in KINDS if text_of_cause(name, language) is None} == OWN


@pytest.mark.parametrize("language", Language)
def test_what_is_known_by_the_host_has_all_its_texts(language: Language) -> None:
    for section in ("titles", "causes", "steps"):
        assert _texts(language)[section].keys() >= OWN


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("section", ["titles", "causes", "steps"])
def test_no_text_is_of_a_finding_that_does_not_exist(section: str, language: Language) -> None:
    without_entry = {
        name for name in _texts(language)[section] if name not in KINDS and text_of_cause(name, language) is None
    }
    assert without_entry <= {"unknown_fault"}


def test_a_cause_without_an_entry_is_a_plain_one() -> None:
    plain = kind_of_cause("store_permissions")
    assert plain == Kind("store_permissions") and plain.says_why
    assert (plain.severity, plain.role, plain.known) == (Severity.CRITICAL, Role.CAUSE, Known.CODE)
    assert kind_of_cause("kms_no_answer") is kinds.KMS_NO_ANSWER


def test_what_only_says_not_licensed_or_all_is_well_says_no_why() -> None:
    assert {name for name, kind in KINDS.items() if not kind.says_why} == {
        "not_activated",
        "licence_not_available",
        "unspecified_error",
        "limited_time_running",
        "kms_not_bound",
        "no_action_needed",
        "account_licence",
        "office_leftovers",
        "evidence_missing",
    }


def test_what_only_a_kms_client_can_meet() -> None:
    assert {name for name, kind in KINDS.items() if kind.is_of_kms} == {
        "kms_no_answer",
        "kms_rpc_failed",
        "kms_record_missing",
        "kms_host_name_unknown",
        "kms_cloud_unreachable",
        "dns_unavailable",
        "kms_count_low",
        "kms_host_not_activated",
        "kms_host_key_mismatch",
        "kms_host_differs",
        "kms_not_bound",
    }


def test_how_a_kms_host_is_silent() -> None:
    silent = {name for name, kind in KINDS.items() if kind.is_silence}
    assert silent == {"kms_no_answer", "kms_rpc_failed", "kms_record_missing", "network_unreachable"}


def test_what_describes_a_state() -> None:
    states = {name for name, kind in KINDS.items() if kind.is_state}
    assert states == {"hardware_changed", "genuine_validation_failed", "validity_expired"}


def test_results_have_stable_names_for_weight_and_certainty() -> None:
    assert [item.label for item in Severity] == ["critical", "warning", "info"]
    assert [item.label for item in Confidence] == ["certain", "likely", "possible"]
