# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guide about the history: its tables are those there are, and its SQL says what is true, in both databases."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import text

from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._survey import FORMAT, Survey, SurveyRow
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._moment import iso_second
from ansible_collections.licenseops.windows.plugins.plugin_utils._store._access import Access
from ansible_collections.licenseops.windows.plugins.plugin_utils._store._place import place_of
from ansible_collections.licenseops.windows.plugins.plugin_utils._store._source import open_store
from ansible_collections.licenseops.windows.plugins.plugin_utils._store._tables import TABLES

DOCS = Path(__file__).resolve().parents[5] / "docs"
NOON = datetime(2026, 3, 2, 12, 0, 0, tzinfo=timezone.utc)


def day(number: int) -> Survey:
    """Four machines, of which one is not read and one is licensed by a MAK from the second day on."""
    asked = NOON + timedelta(days=number)
    rows = [SurveyRow.of_task("pc-4", ["desks"], {"unreachable": True, "msg": "No connection."}, asked)]
    for name, grace in (("pc-1", 259_200), ("pc-2", 20_000), ("pc-3", 0)):
        key = "MMMMM" if name == "pc-3" and number else "GGGGG"
        product = {
            "application": "windows",
            "partial_product_key": key,
            "channel": "mak" if key == "MMMMM" else "gvlk",
            "licensed": name != "pc-3" or number > 0,
            "grace_minutes": grace,
        }
        groups = ["desks"] if name != "pc-2" else ["desks", "labs"]
        result = {"products": [product], "licensed": product["licensed"], "host": {"uuid": f"uuid-{name}"}}
        rows.append(SurveyRow.of_task(name, groups, result, asked))
    return Survey(FORMAT, iso_second(asked), iso_second(asked), "all", "all", complete=True, rows=tuple(rows))


def test_its_sql_says_what_is_true(where: str) -> None:
    store = open_store(place_of(where))
    for number in range(2):
        store.add(day(number), NOON)
    guide = (DOCS / "history.md").read_text(encoding="utf-8")
    questions = re.findall(r"```sql\n(.*?);\n```", guide, re.DOTALL)
    with Access(place_of(where)).reading() as connection:
        answers = [[tuple(row) for row in connection.execute(text(question))] for question in questions]
    assert answers == [
        [("desks", 3, 3), ("labs", 1, 1)],
        [("pc-2", 13)],
        [
            ("2026-03-02T12:00:00Z", "GGGGG", "gvlk", 3),
            ("2026-03-03T12:00:00Z", "GGGGG", "gvlk", 2),
            ("2026-03-03T12:00:00Z", "MMMMM", "mak", 1),
        ],
    ]


@pytest.mark.parametrize("guide", ["history.md", "history.ja.md"])
def test_it_names_every_table_and_column(guide: str) -> None:
    shown = re.findall(r"^\| `(\w+)` \| .* \| (.*) \|$", (DOCS / guide).read_text(encoding="utf-8"), re.MULTILINE)
    columns = {name: re.findall(r"`(\w+)`", re.sub(r"\(.*?\)", "", cell)) for name, cell in shown}
    assert columns == {name: table.columns.keys() for name, table in TABLES.tables.items()}


def test_both_guides_have_the_same_code() -> None:
    blocks = [
        re.findall(r"```.*?```", (DOCS / guide).read_text(encoding="utf-8"), re.DOTALL)
        for guide in ("history.md", "history.ja.md")
    ]
    assert blocks[0] == blocks[1]
