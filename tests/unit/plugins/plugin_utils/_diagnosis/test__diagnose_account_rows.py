# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Microsoft 365 Apps leave in Software Protection is no reason for alarm, whatever else a host has."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._diagnose import diagnose, is_healthy
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._kinds import Severity
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._questions import next_question
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._texts import tell
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Application
from ansible_collections.licenseops.windows.tests.unit.plugins.support.evidence import client, evidence, failure, given
from ansible_collections.licenseops.windows.tests.unit.plugins.support.licence_rows import (
    CLICK_TO_RUN,
    GRACE,
    LEFTOVERS,
    OLD_SUBSCRIPTION,
    SUBSCRIBED,
    row_named,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import licensed, windows

#: Healthy hosts, by the names of their rows.
HOSTS: list[tuple[str, ...]] = [
    ("MAK", GRACE),
    ("MAK", SUBSCRIBED),
    ("MAK", "Office KMS", OLD_SUBSCRIPTION),
    ("MAK", "Office MAK", CLICK_TO_RUN),
    ("KMS", GRACE),
    ("KMS", "Office KMS", GRACE),
    ("KMS", "Office KMS", "Office MAK", SUBSCRIBED),
    ("KMS", OLD_SUBSCRIPTION, CLICK_TO_RUN),
    ("OEM", GRACE, SUBSCRIBED),
    ("OEM", CLICK_TO_RUN),
    ("OEM", "Office MAK", OLD_SUBSCRIPTION),
    ("digital", GRACE),
    ("digital", "Office KMS", *LEFTOVERS),
    ("MAK, Japanese", "grace, Japanese"),
    ("MAK, Japanese", "Office KMS", "grace, Japanese", SUBSCRIBED),
]


@pytest.mark.parametrize("names", HOSTS, ids=" + ".join)
def test_a_healthy_mixed_host_gets_one_remark_and_no_alarm(names: tuple[str, ...]) -> None:
    seen = evidence(*map(row_named, names), events=[])
    findings = diagnose(seen)
    assert [(item.id, item.severity) for item in findings] == [("account_licence", Severity.INFO)]
    assert is_healthy(seen, findings)


def test_the_table_has_fifteen_hosts() -> None:
    assert len(set(HOSTS)) == 15


@pytest.mark.parametrize("name", LEFTOVERS)
def test_office_alone_asked_for_is_no_other_matter(name: str) -> None:
    findings = diagnose(evidence(row_named(name), application=Application.OFFICE))
    assert [item.id for item in findings] == ["account_licence"]


@pytest.mark.parametrize("language", Language)
def test_the_remark_lists_the_rows_and_says_what_to_do_when_office_asks(language: Language) -> None:
    rows = [row_named(name) for name in LEFTOVERS]
    (finding,) = diagnose(evidence(licensed(windows()), *rows))
    told = tell(finding, language)
    assert "Microsoft 365 Apps" in told.title
    assert [text.partition(":")[0] for text in told.evidence] == [row.title.said_in(language) for row in rows]
    assert len(told.next_steps) == 1


def test_leftovers_explain_nothing_and_hide_nothing() -> None:
    findings = diagnose(evidence(client(), row_named(GRACE), events=[]))
    assert [item.id for item in findings] == ["kms_not_bound", "account_licence"]


def test_an_event_of_a_leftover_is_none_of_windows() -> None:
    leftover = row_named(GRACE)
    event = failure(1, 0xC004F009, activation_id=leftover.activation_id)
    findings = diagnose(evidence(licensed(windows()), leftover, events=[event]))
    assert [item.id for item in findings] == ["account_licence"]


def test_a_code_somebody_brings_along_is_answered_all_the_same() -> None:
    seen = evidence(row_named(GRACE), application=Application.OFFICE, given=given(0xCAA50021))
    assert [item.id for item in diagnose(seen)] == ["m365_signin_failed", "account_licence"]


def test_leftovers_beside_a_licensed_windows_ask_no_further_question() -> None:
    plain = evidence(licensed(windows()))
    mixed = evidence(licensed(windows()), *map(row_named, LEFTOVERS))
    assert next_question(mixed, frozenset(), 0, 9) == next_question(plain, frozenset(), 0, 9)
