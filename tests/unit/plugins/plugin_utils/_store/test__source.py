# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where stores and surveys are, as people write it."""

from __future__ import annotations

from datetime import date, datetime, timezone
from pathlib import Path

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._survey import FORMAT, Survey
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import InputError
from ansible_collections.licenseops.windows.plugins.plugin_utils._store._place import place_of
from ansible_collections.licenseops.windows.plugins.plugin_utils._store._source import (
    open_store,
    parse_run,
    survey_from,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._store._survey_file import survey_text

NOON = datetime(2026, 3, 2, 12, 0, 0, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("text", "shown", "url", "secrets"),
    [
        ("postgresql://db/h", "postgresql://db/h", "postgresql+psycopg://db/h", ()),
        ("PostgreSQL+psycopg://u@db:5433/h", "postgresql://u@db:5433/h", "postgresql+psycopg://u@db:5433/h", ()),
        (
            "postgresql+psycopg://u:a%40b@db/h?sslmode=require",
            "postgresql://u@db/h",
            "postgresql+psycopg://u:a%40b@db/h?sslmode=require",
            ("a%40b", "a@b"),
        ),
        (
            "postgresql://u@/h?host=/run&password=pw&sslpassword=other",
            "postgresql://u@/h",
            "postgresql+psycopg://u@/h?host=/run&password=pw&sslpassword=other",
            ("pw", "other"),
        ),
    ],
)
def test_an_address_is_shown_without_its_password(text: str, shown: str, url: str, secrets: tuple[str, ...]) -> None:
    place = place_of(text)
    assert (place.shown, place.path, place.url, place.secrets) == (shown, None, url, secrets)
    assert not [secret for secret in secrets if secret in repr(place)]


@pytest.mark.parametrize("text", ["mysql://u:Secret1@db/h", "sqlite:///x", "postgresql+asyncpg://u:Secret1@db/h"])
def test_another_database_is_refused_without_its_password(text: str) -> None:
    with pytest.raises(InputError, match="no database that is supported") as caught:
        place_of(text)
    assert "Secret1" not in str(caught.value)


@pytest.mark.parametrize("text", ["postgresql://u:Secret1@db:port/h", "postgresql://u:Secret1@[db/h"])
def test_an_address_that_cannot_be_read_is_not_shown(text: str) -> None:
    with pytest.raises(InputError, match="cannot be read") as caught:
        place_of(text)
    assert "Secret1" not in str(caught.value)


def test_anything_else_is_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/home/somebody")
    assert place_of("a.sqlite").path == tmp_path / "a.sqlite"
    assert place_of("~/a b?c#d.sqlite").path == Path("/home/somebody/a b?c#d.sqlite")
    strange = place_of("a b?c#d%41.sqlite")
    open_store(strange).add(Survey(FORMAT, "", ""), NOON)
    assert [path.name for path in tmp_path.iterdir()] == ["a b?c#d%41.sqlite"]
    assert open_store(strange).survey() == Survey(FORMAT, "", "")


@pytest.mark.parametrize(
    ("text", "run"), [("latest", "latest"), (" 12 ", 12), ("2026-03-02", date(2026, 3, 2)), ("20260302", 20260302)]
)
def test_a_run_is_a_number_a_day_or_the_latest(text: str, run: object) -> None:
    assert parse_run(text) == run


@pytest.mark.parametrize("text", ["", "last", "-1", "2026-13-01", "１２", "9" * 30])
def test_nothing_else_is_a_run(text: str) -> None:
    with pytest.raises(InputError, match=r"run: .* is neither a number"):
        parse_run(text)


def test_a_survey_comes_from_a_file_or_from_a_store(tmp_path: Path) -> None:
    survey = Survey(FORMAT, "2026-03-02T12:00:00Z", "2026-03-02T12:00:00Z", "all", complete=True)
    file, store = tmp_path / "survey.json", str(tmp_path / "history.sqlite")
    file.write_text(survey_text(survey))
    open_store(place_of(store)).add(survey, NOON)
    assert survey_from(file, None) == survey_from(None, store) == survey_from(None, store, "2026-03-02") == survey
    for given in ((None, None), (file, store)):
        with pytest.raises(InputError, match="One of survey and store"):
            survey_from(*given)
    with pytest.raises(InputError, match="has no such run"):
        survey_from(None, store, "2")
