# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter ``diagnosis_page``, and the HTML the role's template makes of what it gives."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jinja2
import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.licenseops.windows.plugins.filter.diagnosis_page import FilterModule, diagnosis_page
from ansible_collections.licenseops.windows.tests.unit.plugins.support.diagnoses import (
    diagnosed,
    failed,
    finding,
    pinned,
    unreachable,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import FAKE_KEY

TEMPLATES = Path(__file__).resolve().parents[4] / "roles" / "diagnose" / "templates"
EVIL = "<script>alert('\"&')</script>{{ 7 * 7 }}"
VOID = {"meta", "link", "br", "img", "input", "hr"}
ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "header", "main", "footer", "article", "section", "h1", "h2",
    "h3", "h4", "p", "b", "i", "a", "code", "span", "div", "ul", "ol", "li", "dl", "dt", "dd", "details", "summary",
    "table", "tr", "td", "pre", "button", "input", "label", "script",
}  # fmt: skip


class Tags(HTMLParser):
    """Elements, links and anchors of a page; remembers an element that is closed in the wrong place."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.all: list[str] = []
        self.seen: set[str] = set()
        self.links: set[str] = set()
        self.anchors: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        self.all.append(tag)
        self.seen.add(tag)
        self.wrong += [name for name in facts if name.startswith("on") or name == "src"]
        if facts.get("href"):
            self.links.add(str(facts["href"]))
        if facts.get("id"):
            self.anchors.append(str(facts["id"]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        self.text += data


def html_of(results: dict[str, Any], language: str = "en") -> Tags:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), trim_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.filters["zip"] = zip
    page = diagnosis_page(results, language)
    return Tags(environment.get_template("diagnosis.html.j2").render(diagnose_page=page))


FLEET = {f"web-{number}": diagnosed(pinned()) for number in range(30)} | {
    "ok": diagnosed(finding("evidence_missing", "info"), not_read=[{"what": "events", "why": "denied"}]),
    "lab": unreachable("Cannot reach lab."),
    "old": failed("No ssh here."),
    "never": {},
}


def test_ansible_finds_it_by_its_name() -> None:
    assert FilterModule().filters() == {"diagnosis_page": diagnosis_page}


@pytest.mark.parametrize(
    ("results", "language"), [([], "en"), ({"a": []}, "en"), ({}, "de"), ({"a": {"findings": [{}]}}, "en")]
)
def test_what_is_no_diagnosis_is_an_error_of_ansible(results: Any, language: str) -> None:
    with pytest.raises(AnsibleFilterError, match="diagnosis_page takes"):
        diagnosis_page(results, language)


def test_a_key_in_the_wrong_place_does_not_show() -> None:
    with pytest.raises(AnsibleFilterError) as caught:
        diagnosis_page({}, FAKE_KEY.replace("-", ""))
    assert "********" in str(caught.value)
    assert "TTTTT" not in str(caught.value)
    assert caught.value.__cause__ is None and caught.value.__suppress_context__


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("results", [{}, {"ok": diagnosed()}, FLEET], ids=["none", "healthy", "fleet"])
def test_the_page_is_well_formed_and_needs_nothing_from_elsewhere(results: dict[str, Any], language: str) -> None:
    tags = html_of(results, language)
    assert (tags.open, tags.wrong, tags.seen - ALLOWED) == ([], [], set())
    assert not [link for link in tags.links if not link.startswith("#")]


def test_every_host_name_leads_to_the_host() -> None:
    tags = html_of(FLEET)
    assert {f"#{anchor}" for anchor in tags.anchors} >= tags.links
    hosts = [anchor for anchor in tags.anchors if anchor.startswith("host-")]
    assert len(hosts) == len(set(hosts)) == len(FLEET)


def test_the_page_says_cause_step_and_messages() -> None:
    text = html_of(FLEET).text
    for words in ("KMS host kms-old.corp.example cannot be resolved", "Critical · 30 hosts", "do kms_host_name_unknown",
                  "Cannot reach lab.", "No ssh here.", "events: denied", "seen here", "Show all 30"):  # fmt: skip
        assert words in text


def test_nothing_a_host_says_becomes_part_of_the_page() -> None:
    evil = finding(
        EVIL, title=EVIL, cause=EVIL, next_steps=[EVIL, EVIL], evidence=[EVIL], confidence=EVIL,
        product={"name": EVIL}, code={"code": EVIL, "symbol": EVIL},
        fix={"module": EVIL, "options": {EVIL: EVIL}, "safe": True},
    )  # fmt: skip
    results = {
        EVIL: diagnosed(
            evil,
            support={"lines": [EVIL]},
            products=[{"name": EVIL, "partial_product_key": EVIL, "license_status": EVIL, "reason": {"code": EVIL}}],
            observed={"build": EVIL, "domain": EVIL, "dns_suffix": EVIL, "proxy": {"server": EVIL}},
            not_read=[{"what": EVIL, "why": EVIL}],
            controller_view={"records": [{"name": EVIL, "hosts": [], "problem": EVIL}], "ports": []},
        ),
        "lost": unreachable(EVIL),
        "failed": failed(EVIL, EVIL),
    }
    tags = html_of(results)
    assert tags.all.count("script") == 1  # our own, which the policy names by its hash
    assert (tags.open, tags.wrong) == ([], [])
    assert tags.text.count(EVIL) > 15


def test_the_document_for_programs_is_not_escaped() -> None:
    page = diagnosis_page({"a": unreachable("<b>")})
    assert page["document"]["hosts"][0]["message"] == "<b>"
    assert page["escaped"]["hosts"][0]["message"] == "&lt;b&gt;"
