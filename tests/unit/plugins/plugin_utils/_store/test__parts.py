# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows in parts: put together they are what they were, and what the clock alone moves is in none of them."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._survey import RowFate, SurveyRow
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._moment import iso_minute, iso_second
from ansible_collections.licenseops.windows.plugins.plugin_utils._store._parts import Parts, text_of, without_secrets

NOON = datetime(2026, 3, 2, 12, 0, 0, tzinfo=timezone.utc)
KEY = "TNTTT-TTTTT-TTTTT-TTTTT-PKX99"

WORDS = st.none() | st.text(max_size=6) | st.sampled_from(["moved", "\ud800", "a\0b"])
NUMBERS = st.none() | st.integers(-3, 300_000) | st.integers()
FLAGS = st.none() | st.booleans()
MOMENTS = st.sampled_from(
    [None, "", "known_after_run", "2026-03-02T12:00:00Z", "2026-03-02T12:00Z", "2026-08-29T12:00Z", "9999-12-31T23:59Z"]
)


def mapping(**members: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Some of the members, or nothing."""
    return st.none() | st.fixed_dictionaries({}, optional=members)


PRODUCTS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "name": WORDS,
            "licensed": FLAGS,
            "grace_minutes": NUMBERS,
            "expires_at": MOMENTS,
            "partial_product_key": WORDS,
            "kms": mapping(host=WORDS, port=NUMBERS),
            "reason": mapping(code=WORDS),
        },
    ),
    max_size=3,
)
SUPPORT = mapping(state=WORDS, ends=MOMENTS | st.just("2027-10-12"), days=NUMBERS | st.just(589))
ROWS = st.fixed_dictionaries(
    {"name": st.text(max_size=6), "fate": st.sampled_from([fate.value for fate in RowFate])},
    optional={
        "groups": st.lists(st.text(max_size=3), max_size=2),
        "reason": WORDS,
        "error": mapping(message=st.text(max_size=3), advice=st.text(max_size=3), code=WORDS),
        "asked_at": MOMENTS,
        "products": PRODUCTS,
        "licensed": FLAGS,
        "service": mapping(version=WORDS, is_kms_host=FLAGS, kms=mapping(host=WORDS)),
        "host": mapping(uuid=WORDS, name=WORDS, build=NUMBERS),
        "support": SUPPORT,
        "office_support": st.lists(SUPPORT.filter(bool), max_size=2),
        "diagnosis": mapping(healthy=FLAGS, diagnosis=WORDS, products=PRODUCTS),
    },
)


def through_a_store(row: SurveyRow) -> SurveyRow:
    """A row in parts, each of them written and read."""
    parts = Parts.of(row.as_data())
    values = (parts.state, parts.products, parts.diagnosis, parts.asked_at, parts.times)
    return Parts(*(json.loads(text_of(value).encode()) for value in values)).row()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(ROWS)
def test_the_parts_put_together_are_the_row(data: dict[str, Any]) -> None:
    row = SurveyRow.from_data(data)
    assert through_a_store(row) == row


def on_day(number: int) -> SurveyRow:
    """A KMS client on a day, and nothing but the clock has changed."""
    asked = NOON + timedelta(days=number)
    left = 259_200 - number * 1440
    product = {"name": "Windows", "grace_minutes": left, "expires_at": iso_minute(asked + timedelta(minutes=left))}
    return SurveyRow.from_data(
        {
            "name": "pc",
            "fate": "read",
            "asked_at": iso_second(asked),
            "products": [product, {"name": "Office", "grace_minutes": 0}],
            "support": {"ends": "2027-10-12", "days": (date(2027, 10, 12) - asked.date()).days},
            "diagnosis": {"healthy": True, "products": [product]},
        }
    )


def test_what_the_clock_moves_is_in_no_part_but_its_own() -> None:
    first, second = (Parts.of(on_day(number).as_data()) for number in (0, 1))
    assert (first.state, first.products, first.diagnosis) == (second.state, second.products, second.diagnosis)
    assert (first.times, second.times) == ([259_200, 259_200], [257_760, 257_760])
    assert second.row() == on_day(1)


@pytest.mark.parametrize("text", ["plain", "応答なし", "\ud800", "\0"])
def test_json_is_text_that_every_database_takes(text: str) -> None:
    written = text_of({"it": text})
    assert "\0" not in written.encode().decode()
    assert json.loads(written) == {"it": text}


def test_what_looks_like_a_secret_is_masked_wherever_it_stands() -> None:
    masked = without_secrets({"a": [f"it is {KEY}."], "b": {"c": KEY, "d": "PKX99"}})
    assert masked == {"a": ["it is ********."], "b": {"c": "********", "d": "PKX99"}}
