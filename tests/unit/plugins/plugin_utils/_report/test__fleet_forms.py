# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of a fleet in all its forms: the same bytes for the same survey, and nothing that breaks out of a form."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._figures import Fleet, fleet_of
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._cell import BOM, bare
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._report._fleet_csv import (
    COLUMNS,
    fleet_csv,
    is_fleet_csv,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._report._fleet_document import (
    figures_text,
    is_figures,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._report._fleet_lines import figures_lines
from ansible_collections.licenseops.windows.plugins.plugin_utils._report._fleet_metrics import (
    MOST_VALUES,
    fleet_metrics,
    is_fleet_metrics,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._report._fleet_page import (
    fleet_texts,
    is_fleet_page,
    render_fleet,
)
from tests.support.surveys import ODD, survey_of

#: As the specification of OpenMetrics has it, for gauges without time.
SAMPLE = re.compile(r'([a-z_]+)(?:\{((?:[a-z_]+="(?:[^"\\\n]|\\[\\n"])*",?)+)\})? (-?[0-9]+)')
LABEL = re.compile(r'([a-z_]+)="((?:[^"\\\n]|\\[\\n"])*)"')


def fleet(size: int = 60, language: Language = Language.ENGLISH) -> Fleet:
    """A fleet with hosts of every kind."""
    return fleet_of(survey_of(size), {"PKX99": 150, "VWM72": 3}, language)


FORMS: dict[str, tuple[Callable[[Fleet, Language], str], Callable[[bytes], bool]]] = {
    "html": (render_fleet, is_fleet_page),
    "csv": (lambda found, _language: fleet_csv(found.machines), is_fleet_csv),
    "json": (lambda found, language: figures_text(found.figures, language), is_figures),
    "metrics": (lambda found, _language: fleet_metrics(found.figures), is_fleet_metrics),
}


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("language", list(Language))
def test_a_form_is_the_same_to_the_last_byte_and_knows_itself_and_no_other(name: str, language: Language) -> None:
    """So that a second run changes nothing, and no file of another kind is replaced."""
    render, _is_own = FORMS[name]
    first, second = render(fleet(language=language), language), render(fleet(language=language), language)
    assert first == second
    known = [form for form, (_render, is_own) in FORMS.items() if is_own(first.encode()[:4096])]
    assert known == [name]


@pytest.mark.parametrize("name", FORMS)
def test_an_empty_survey_has_a_report_too(name: str) -> None:
    """It knows itself the next time."""
    render, is_own = FORMS[name]
    assert is_own(render(fleet(0), Language.ENGLISH).encode()[:4096])


def test_csv_has_a_line_for_every_host_and_no_cell_that_a_spreadsheet_takes_for_a_formula() -> None:
    """An apostrophe in front is all that changes."""
    text = fleet_csv(fleet().machines)
    assert text.startswith(BOM)
    head, *lines = csv.reader(io.StringIO(text.removeprefix(BOM), newline=""))
    assert tuple(head) == COLUMNS
    assert len(lines) == 60
    assert not [cell for line in lines for cell in line if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\n")]
    (odd,) = (line for line in lines if bare(line[0]) == ODD)
    assert odd[0] == f"'{ODD}"
    desk = dict(zip(head, next(line for line in lines if line[0] == "desk-1-0"), strict=True))
    assert (desk["standing"], desk["activated_by"], desk["expires_at"]) == ("licensed", "kms", "2026-08-27T12:00Z")
    assert desk["other_products"] == "Office ProPlus2024 ...VWM72: licensed mak"


def test_json_has_the_figures_under_stable_names() -> None:
    """In every language the same, but for sentences."""
    english, japanese = (
        json.loads(figures_text(fleet(language=language).figures, language))
        for language in (Language.ENGLISH, Language.JAPANESE)
    )
    assert english["hosts"] == {"total": 60, "licensed": 42, "not_licensed": 12, "unknown": 6}
    assert {"key": "VWM72", "used": 24, "limit": 3} in english["mak_use"]
    assert english["causes"][0] | {"title": "", "next_step": ""} == {
        "id": "0xC004F074",
        "severity": "critical",
        "hosts": 7,
        "title": "",
        "next_step": "",
    }
    for document in (english, japanese):
        document.pop("language")
        document["causes"] = [{**cause, "title": "", "next_step": ""} for cause in document["causes"]]
    assert english == japanese


def samples(text: str) -> dict[tuple[str, frozenset[tuple[str, str]]], int]:
    """The samples of a text, by name and labels."""
    found = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            match = SAMPLE.fullmatch(line)
            assert match, line
            labels = frozenset((name, unescaped(value)) for name, value in LABEL.findall(match[2] or ""))
            assert (match[1], labels) not in found, line
            found[match[1], labels] = int(match[3])
    return found


def unescaped(value: str) -> str:
    """The value of a label."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], value)


def test_metrics_are_open_metrics() -> None:
    """Each family is told of once, its samples stand together, no series is there twice, and the end is marked."""
    text = fleet_metrics(fleet().figures)
    lines = text.split("\n")
    assert lines[-2:] == ["# EOF", ""]
    told = [line.split(" ")[2] for line in lines if line.startswith("# TYPE ")]
    assert told == [line.split(" ")[2] for line in lines if line.startswith("# HELP ")]
    names = [line.partition("{")[0].partition(" ")[0] for line in lines if line and not line.startswith("#")]
    assert list(dict.fromkeys(names)) == told
    assert len(told) == len(set(told)) == sum(1 for at, name in enumerate(names) if names[at - 1 : at] != [name])
    found = samples(text)
    assert found["licenseops_hosts", frozenset({("standing", "licensed")})] == 42
    assert found["licenseops_hosts_by_group", frozenset({("group", ODD), ("standing", "not_licensed")})] == 1
    assert found["licenseops_hosts_by_support", frozenset({("state", "ended"), ("standing", "licensed")})] == 3
    assert found["licenseops_mak_limit", frozenset({("key", "VWM72")})] == 3
    assert found["licenseops_hosts_cloned", frozenset()] == 2
    assert found["licenseops_survey_timestamp_seconds", frozenset()] == 1772452807


def test_a_larger_fleet_has_no_more_series() -> None:
    """No series is about one host."""
    few, many = (len(samples(fleet_metrics(fleet(size).figures))) for size in (120, 1200))
    assert few == many


def test_an_inventory_with_a_group_for_every_host_makes_neither_series_nor_lines_without_end() -> None:
    """The largest are there, and that there are more."""
    rows = tuple(replace(row, groups=(*row.groups, f"only-{row.name}")) for row in survey_of(1000).rows)
    many = fleet_of(replace(survey_of(0), rows=rows), {}, Language.ENGLISH)
    groups = {dict(labels)["group"] for name, labels in samples(fleet_metrics(many.figures)) if name.endswith("_group")}
    assert len(groups) == MOST_VALUES
    assert {"desks", "servers", "lab", "osaka"} <= groups
    page = render_fleet(many, Language.ENGLISH).partition("<script")[0]
    assert page.count("<tr>") < 300
    assert "And 808 more. The list below and the JSON file have them all." in page


@pytest.mark.parametrize("language", list(Language))
def test_names_from_elsewhere_cannot_break_out_of_the_page(language: Language) -> None:
    """Neither as text, nor in a link, nor in the data of the script."""
    page = render_fleet(fleet(language=language), language)
    assert "<b id=" not in page
    (data,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page)
    assert "<" not in data
    rows = json.loads(data)["rows"]
    assert len(rows) == 60
    assert ODD in [row[0] for row in rows]
    assert not re.search(r"<[^>]* (style|on[a-z]+)=", page.partition("<body>")[2])
    assert not re.search(r"(?:src|href)=\"(?!#)", page)


@pytest.mark.parametrize("name", FORMS)
def test_half_of_a_character_in_a_name_does_not_stop_a_report(name: str) -> None:
    """JSON can hold one, and no file can."""
    row = survey_of(1).rows[0]
    odd = replace(row, name="a\ud800", groups=("b\udfff",))
    survey = replace(survey_of(0), pattern="\ud800", rows=(odd,))
    assert FORMS[name][0](fleet_of(survey, {}, Language.ENGLISH), Language.ENGLISH).encode()


def test_a_group_with_the_name_of_a_value_is_called_by_its_name() -> None:
    """What stands for a value that is missing has words in the facet only that it can be missing in."""
    rows = (replace(survey_of(1).rows[0], groups=("none", "unread", "unknown")),)
    page = render_fleet(fleet_of(replace(survey_of(0), rows=rows), {}, Language.ENGLISH), Language.ENGLISH)
    assert [f">{name}</a>" in page for name in rows[0].groups] == [True] * 3


def test_the_script_puts_no_text_into_the_page_as_html() -> None:
    """All of it comes from elsewhere."""
    page = render_fleet(fleet(0), Language.ENGLISH)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|Function\(", page)


def test_the_languages_have_the_same_texts_with_the_same_facts() -> None:
    """And none is left empty."""
    english, japanese = fleet_texts(Language.ENGLISH), fleet_texts(Language.JAPANESE)
    assert english.keys() == japanese.keys()
    facts = re.compile(r"\{(\w+)\}")
    assert not [
        name
        for name in english
        if not japanese[name] or set(facts.findall(english[name])) != set(facts.findall(japanese[name]))
    ]


def test_the_terminal_says_what_matters_most() -> None:
    """The counts, three causes with what to do, what ends next, keys that are spent, and clones."""
    lines = figures_lines(fleet().figures, Language.ENGLISH)
    assert lines[0] == "60 hosts: Licensed 42, Not licensed 12, Not known 6"
    assert "7 hosts: The client found no KMS host that would activate it." in lines
    assert "MAK ...VWM72: 21 over" in lines
    assert "3 hosts: KMS and AD licences not renewed, within 30 days" in lines
    assert lines[-1] == "2 hosts: Machines with one client ID (c10e0000-0000-4000-8000-000000000000)"
