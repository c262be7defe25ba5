# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a host is asked, word for word."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._events import EVENT_CODES
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._host import Scope
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Application
from ansible_collections.licenseops.windows.plugins.plugin_utils._windows import _queries
from ansible_collections.licenseops.windows.plugins.plugin_utils._windows._queries import (
    FIRMWARE_KEY,
    SERVICE,
    events_since,
    products_of,
    where_clause,
)

WINDOWS = Application.WINDOWS.value
OFFICE = Application.OFFICE.value


@pytest.mark.parametrize(
    ("scope", "condition"),
    [
        pytest.param(Scope(), "PartialProductKey IS NOT NULL", id="all"),
        pytest.param(
            Scope(Application.WINDOWS),
            f"ApplicationID = '{WINDOWS}' AND PartialProductKey IS NOT NULL",
            id="one application",
        ),
        pytest.param(Scope(activation_id="a", with_keyed=False), "ID = 'a'", id="one ID"),
        pytest.param(Scope(activation_id="a"), "(PartialProductKey IS NOT NULL) OR (ID = 'a')", id="all and one ID"),
        pytest.param(
            Scope(Application.OFFICE, "a"),
            f"(ApplicationID = '{OFFICE}' AND PartialProductKey IS NOT NULL) OR (ID = 'a')",
            id="one application and one ID",
        ),
        pytest.param(
            Scope(esu_year=2),
            "(PartialProductKey IS NOT NULL) OR (Name LIKE '%-ESU-Year2%')",
            id="all and a year of ESU",
        ),
        pytest.param(
            Scope(activation_id="x' OR '1'='1", with_keyed=False), r"ID = 'x\' OR \'1\'=\'1'", id="an ID that is none"
        ),
    ],
)
def test_a_scope_is_a_condition(scope: Scope, condition: str) -> None:
    assert where_clause(scope) == condition


def test_installation_ids_are_slow_and_read_only_when_asked_for() -> None:
    usual, asked = (products_of(Scope(with_installation_ids=flag)).columns for flag in (False, True))
    assert asked == (*usual, "OfflineInstallationId")
    assert "ProductKeyID2" not in usual


def test_products_are_asked_for_by_their_scope() -> None:
    query = products_of(Scope(activation_id="a", with_keyed=False))
    assert (query.class_name, query.where) == ("SoftwareLicensingProduct", "ID = 'a'")


def test_the_firmware_key_itself_is_never_read_with_the_service() -> None:
    assert "OA3xOriginalProductKey" not in SERVICE.columns
    assert FIRMWARE_KEY.wql == "SELECT Version, OA3xOriginalProductKey FROM SoftwareLicensingService"


def test_no_query_names_all_columns_or_one_twice() -> None:
    queries = [item for item in vars(_queries).values() if isinstance(item, _queries.Query)]
    assert len(queries) == 14
    assert not [query.wql for query in queries if "*" in query.columns or len({*query.columns}) < len(query.columns)]


def test_events_are_asked_for_by_log_source_time_and_number() -> None:
    query = events_since(datetime(2026, 2, 27, 2, 0, 7, tzinfo=timezone.utc))
    codes = " OR ".join(f"EventCode = {code}" for code in EVENT_CODES)
    assert query.wql == (
        "SELECT EventCode, InsertionStrings, RecordNumber, TimeGenerated FROM Win32_NTLogEvent "
        "WHERE Logfile = 'Application' AND (SourceName = 'Microsoft-Windows-Security-SPP' OR "
        "SourceName = 'Software Protection Platform Service') AND TimeGenerated >= '20260227020007.000000+000' "
        f"AND ({codes})"
    )
