# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows that real hosts have shown, from the row to the product and on to what is found: no more and no less."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._diagnose import diagnose, is_healthy
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._finding import Finding
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._kinds import Severity
from ansible_collections.licenseops.windows.tests.unit.plugins.support.evidence import evidence
from ansible_collections.licenseops.windows.tests.unit.plugins.support.licence_rows import all_rows, row_named

ROWS = all_rows()
EVERY = pytest.mark.parametrize("name", ROWS)


def findings_of(name: str) -> tuple[Finding, ...]:
    """What is found on a host that shows this row and nothing else."""
    product = row_named(name)
    return diagnose(evidence(product, application=product.application, events=[]))


def test_every_row_has_its_mark_and_a_recorded_one_its_source() -> None:
    assert {row["mark"] for row in ROWS.values()} == {"recorded", "in_form"}
    assert not [name for name, row in ROWS.items() if (row["mark"] == "recorded") != ("source" in row)]
    assert sum(row["mark"] == "recorded" for row in ROWS.values()) >= 10


@EVERY
def test_a_row_is_read_as_what_it_is(name: str) -> None:
    product, reading = row_named(name), dict[str, Any](ROWS[name]["reading"])
    assert product.channel.value == reading["channel"]
    assert product.is_licensed is reading["licensed"]
    assert product.activated_by.value == reading["activated_by"]
    assert product.evaluation_end is None


@EVERY
def test_a_row_leads_to_what_is_wrong_and_to_nothing_else(name: str) -> None:
    assert [finding.id for finding in findings_of(name)] == ROWS[name]["reading"]["findings"]


@EVERY
def test_what_an_account_licenses_is_a_remark_and_what_has_no_licence_is_critical(name: str) -> None:
    product, findings = row_named(name), findings_of(name)
    seen = evidence(product, application=product.application, events=[])
    expected: set[Severity] = set() if product.is_licensed else {Severity.CRITICAL}
    assert {finding.severity for finding in findings} == ({Severity.INFO} if product.follows_account else expected)
    assert is_healthy(seen, findings) is (product.is_licensed or product.follows_account)
