# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies as people write them: what is understood, a sentence with its place for each mistake, the JSON schema."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._policy import (
    REQUIREMENTS,
    read_policy,
    schema_text,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._policy_patterns import Patterns
from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._policy_shape import Share
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import InputError
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import CONFIRMATION_ID, FAKE_KEY

ROOT = Path(__file__).resolve().parents[5]
SCHEMA = json.loads(schema_text())
CHECK = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())

IN_FOURS = " ".join(CONFIRMATION_ID[start : start + 4] for start in range(0, 48, 4))

RULE = "rules:\n  - name: all\n    require:\n      licensed: true\n"
EXCEPTION = RULE + "exceptions:\n  - hosts: a\n    rules: all\n    until: {}\n    reason: why\n"


def require(line: str) -> str:
    """A policy whose rule requires this; it stands in line 4 from column 7."""
    return f"rules:\n  - name: all\n    require:\n      {line}\n"


def where(line: str) -> str:
    """A policy whose rule is about these hosts; it stands in line 4 from column 7."""
    return f"rules:\n  - name: all\n    where:\n      {line}\n    require: {{licensed: true}}\n"


#: A policy, line and column of what is wrong with it, and what is said.
SHAPES: list[tuple[str, int, int, str]] = [
    (require("licenced: true"), 4, 7, "There is no 'licenced'; the nearest name is licensed."),
    (require("kms-host: a"), 4, 7, "There is no 'kms-host'; the nearest name is kms_hosts."),
    (require("nonsense: true"), 4, 7, "There is no 'nonsense'; there are licensed, activated_by,"),
    (require("licensed: false"), 4, 17, "licensed can only be true; what is not wanted is left out."),
    (require("licensed: 'true'"), 4, 17, "licensed can only be true;"),
    (require("activated_by: mka"), 4, 21, "activated_by: 'mka' is none of its values, which are kms, ad,"),
    (require("activated_by: [kms, magic]"), 4, 27, "activated_by: 'magic' is none of its values"),
    (require("activated_by: []"), 4, 21, "activated_by is an empty list."),
    (require("activated_by:"), 4, 20, "activated_by has no value."),
    (require("activated_by: [kms, kms]"), 4, 27, "activated_by names kms twice."),
    (require("kms_hosts: {a: b}"), 4, 18, "kms_hosts wants a text, and there is a list or a mapping."),
    (require("kms_hosts: [[a]]"), 4, 19, "kms_hosts wants a text, and there is a list or a mapping."),
    (require("min_days: thirty"), 4, 17, "min_days wants a whole number from 0 to 3650, without quotes."),
    (require("min_days: '30'"), 4, 17, "min_days wants a whole number"),
    (require("min_days: -1"), 4, 17, "min_days wants a whole number"),
    (require("min_days: 30.5"), 4, 17, "min_days wants a whole number"),
    (require("min_days: 99999"), 4, 17, "min_days wants a whole number"),
    (require("min_days: true"), 4, 17, "min_days wants a whole number"),
    (require("esu_year: 7"), 4, 17, "esu_year wants a whole number from 1 to 6"),
    (require("support: ended"), 4, 16, "support: 'ended' is none of its values, which are supported, esu."),
    (
        require("office_model: M365"),
        4,
        21,
        "office_model: 'M365' is none of its values, which are volume, retail, account.",
    ),
    (require("office_products: Word"), 4, 24, "office_products: 'Word' is not what stands there."),
    (require("{}"), 4, 7, "require lacks licensed, activated_by,"),
    (where("grups: a"), 4, 7, "There is no 'grups'; the nearest name is groups."),
    (where("groups: 2024"), 4, 15, "groups: YAML takes 2024 for a number. Put it into quotes if it is a name."),
    (where("names: [null]"), 4, 15, "names has no value."),
    (
        where("application: outlook"),
        4,
        20,
        "application: 'outlook' is none of its values, which are windows, office, all.",
    ),
    (where("build: 19045"), 4, 14, "build wants names with values: from, to."),
    (where("build: {from: zero}"), 4, 21, "from wants a whole number from 1 to 999999"),
    ("rules:\n  - require:\n      licensed: true\n", 2, 5, "rules[1] lacks name."),
    ("rules:\n  - name: all\n", 2, 5, "rules[1] lacks require."),
    ("rules:\n  - all\n", 2, 5, "rules[1] wants names with values: name, where, require."),
    ("rules: all\n", 1, 8, "rules wants a list: lines that begin with a dash."),
    ("rules: []\n", 1, 8, "rules is an empty list."),
    ("name: x\n", 1, 1, "policy lacks rules."),
    ("- a\n", 1, 1, "policy wants names with values: name, max_unread,"),
    (f"name: {'x' * 201}\n{RULE}", 1, 7, "name wants a text of one line, of 200 characters at most."),
    (f'name: "a\\nb"\n{RULE}', 1, 7, "name wants a text of one line"),
    (f"name: ' '\n{RULE}", 1, 7, "name wants a text of one line"),
    (f"max_unread: some\n{RULE}", 1, 13, "max_unread wants a number such as 10, or a percentage such as 5%."),
    (f"max_unread: 101%\n{RULE}", 1, 13, "max_unread wants a number such as 10"),
    (f"max_survey_age: 1 week\n{RULE}", 1, 17, "max_survey_age wants a whole number from 0 to 3650"),
    (f"on: true\n{RULE}", 1, 1, "There is no 'on'; there are name, max_unread,"),
    (EXCEPTION.format("31.03.2027"), 8, 12, "until wants a day such as 2027-03-31."),
    (EXCEPTION.format("2027-02-30"), 8, 12, "until: the calendar has no day 2027-02-30."),
    (EXCEPTION.format("2027"), 8, 12, "until wants a day such as 2027-03-31."),
    (f"{RULE}exceptions:\n  - hosts: a\n    rules: all\n    until: 2027-03-31\n", 6, 5, "exceptions[1] lacks reason."),
]

#: Mistakes that a JSON schema cannot see, or that its reader does not.
BEYOND: list[tuple[str, int, int, str]] = [
    ("", 1, 1, "The policy is empty."),
    ("# nothing\n", 1, 1, "The policy is empty."),
    (f"{RULE}rules: []\n", 5, 1, "rules stands here twice; the first is in line 1."),
    (f"{RULE}      licensed: true\n", 5, 7, "licensed stands here twice; the first is in line 4."),
    (RULE + RULE.partition("\n")[2].replace("all", "ALL"), 5, 5, "The rule in line 2 has the name 'ALL' already."),
    (where("build: {from: 20000, to: 10000}"), 4, 28, "to is less than from."),
    (where("groups: no"), 4, 15, "groups: YAML takes no for true or false. Put it into quotes if it is a name."),
    (where("groups: [2026-12-01]"), 4, 16, "groups: YAML takes 2026-12-01 for a date."),
    (require("licensed: yes"), 4, 17, "licensed can only be true;"),
    (require("min_days: 030"), 4, 17, "min_days wants a whole number"),
    (require("min_days: 1_0"), 4, 17, "min_days wants a whole number"),
    (require("min_days: 1:30"), 4, 17, "min_days wants a whole number"),
    (
        EXCEPTION.format("2027-03-31").replace("rules: all", "rules: al"),
        7,
        5,
        "No rule has the name 'al'; the nearest is 'all'.",
    ),
    (
        require("licensed: true").replace("licensed: true", "<<: {licensed: true}"),
        4,
        7,
        "<< is not understood here; write it out.",
    ),
    (f"name: !vault x\n{RULE}", 1, 7, "name: tags that begin with ! are not understood here."),
    ("rules:\n  - name: a\n   require: b\n", 3, 4, "This is no YAML: expected <block end>,"),
    ("rules: [\n", 2, 1, "This is no YAML: expected the node content,"),
    ("rules: *nobody\n", 1, 8, "This is no YAML: found undefined alias 'nobody'."),
    (f"{RULE}---\n{RULE}", 5, 1, "This is no YAML: but found another document."),
    ("rules:\n\t- a\n", 2, 1, "This is no YAML: found character '\\t' that cannot start any token."),
    (f"name: a\x07b\n{RULE}", 1, 8, "This is no YAML: a control character."),
    (f"# {FAKE_KEY}\n{RULE}", 1, 3, "A product key or a Confirmation ID, or what looks like one, stands here."),
    (f"{RULE}name: {FAKE_KEY.lower()}\n", 5, 7, "A product key or a Confirmation ID,"),
    (f"name: {CONFIRMATION_ID}\n{RULE}", 1, 7, "A product key or a Confirmation ID,"),
    (f"name: {IN_FOURS}\n{RULE}", 1, 7, "A product key or a Confirmation ID,"),
    (f'name: "\\x54{FAKE_KEY[1:]}"\n{RULE}', 1, 8, "A product key or a Confirmation ID,"),
    (require(f"{FAKE_KEY}: true"), 4, 7, "A product key or a Confirmation ID,"),
    ("[" * 1000, 1, 1, "This is no YAML: lists in lists without end."),
]


@pytest.mark.parametrize(("text", "line", "column", "said"), [*SHAPES, *BEYOND])
def test_a_mistake_is_one_sentence_with_its_place(text: str, line: int, column: int, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read_policy(text.encode(), "policy.yml")
    assert str(caught.value).startswith(f"policy.yml, line {line}, column {column}: {said}")
    assert FAKE_KEY[:11] not in str(caught.value).upper()


def test_there_are_many_of_them() -> None:
    assert len(SHAPES) + len(BEYOND) >= 50


class EditorLoader(yaml.SafeLoader):
    """YAML as editors read it, to which days are texts."""


EditorLoader.yaml_implicit_resolvers = {
    char: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
    for char, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def plain(text: str) -> Any:
    """A policy as an editor has it."""
    return yaml.load(text, EditorLoader)


@pytest.mark.parametrize("text", [item[0] for item in SHAPES])
def test_what_the_reader_refuses_the_schema_refuses(text: str) -> None:
    assert not CHECK.is_valid(plain(text))


#: Everything that can be written, in every way.
WHOLE = """
name: all of it
max_unread: 5%
max_survey_age: 3
rules:
  - name: all
    where:
      groups: desks
      names: [pc-*, "017"]
      editions: [Professional, Enterprise*]
      build: {from: 10240, to: 19045}
      application: all
    require:
      licensed: true
      activated_by: [kms, ad]
      kms_hosts: kms1.corp.example
      min_days: 0
      no_evaluation: true
      no_setup_key_without_activation: true
      edition: [Professional]
      support: esu
      min_support_days: 90
      esu_year: 2
      office_model: [volume, account]
      office_products: [ProPlus2024Volume]
      must_be_read: true
      no_pending_changes: true
  - name: "a [rule] with brackets"
    where:
      build: {from: 26100}
    require: {licensed: True}
exceptions:
  - hosts: ["pc-1", "till-*"]
    rules: ["a [rule]*", ALL]
    until: 2027-03-31
    reason: to be replaced
  - hosts: pc-2
    rules: "*"
    until: "2027-04-01"
    reason: in quotes
"""


def test_all_of_it_is_read_and_its_schema_agrees() -> None:
    policy = read_policy(WHOLE.encode(), "policy.yml")
    rule, other = policy.rules
    assert [item.name for item in rule.requirements] == [kind.name for kind in REQUIREMENTS]
    assert (policy.max_unread, policy.max_survey_age) == (Share(5, is_percent=True), 3)
    assert (rule.where.application, other.where.builds, rule.place.line) == ("all", other.where.builds, 6)
    assert [excuse.until for excuse in policy.excuses] == [date(2027, 3, 31), date(2027, 4, 1)]
    assert [len(excuse.names) for excuse in policy.excuses] == [2, 2]
    assert CHECK.is_valid(plain(WHOLE))
    assert [rule.name for rule in (policy.about_a_survey, policy.about_a_run) if rule] == ["all", "all"]


@pytest.mark.parametrize("text", [RULE, f"max_unread: 0\n{RULE}", EXCEPTION.format("2027-03-31"), f"\ufeff{RULE}"])
def test_little_is_enough(text: str) -> None:
    assert read_policy(text.encode(), "policy.yml").rules[0].name == "all"
    assert CHECK.is_valid(plain(text.lstrip("\ufeff")))


def test_what_is_written_once_may_be_used_twice() -> None:
    text = WHOLE.replace("names: [pc-*", "names: &names [pc-*").replace('hosts: ["pc-1", "till-*"]', "hosts: *names")
    assert read_policy(text.encode(), "policy.yml").excuses[0].hosts.match("PC-99")


@pytest.mark.parametrize("data", [b"name: \xff\n", "name: 東京\n".encode("utf-16"), "# é\n".encode("latin-1")])
def test_another_encoding_is_told_with_its_place(data: bytes) -> None:
    with pytest.raises(InputError, match=r"policy\.yml, line 1, column \d: This is no UTF-8\. Save it as UTF-8\."):
        read_policy(data, "policy.yml")


def test_a_file_of_megabytes_is_no_policy() -> None:
    with pytest.raises(InputError, match="too large for a policy"):
        read_policy(b"#" * 5_000_000, "policy.yml")


def test_the_schema_that_is_shipped_is_that_of_the_reader() -> None:
    """``python scripts/policy_schema.py`` writes it anew."""
    assert (ROOT / "docs" / "licence-policy.schema.json").read_text(encoding="utf-8") == schema_text()
    CHECK.check_schema(SCHEMA)


def test_the_example_is_a_policy_and_says_where_its_schema_is() -> None:
    path = ROOT / "docs" / "licence-policy.yml"
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=licence-policy.schema.json\n")
    assert len(read_policy(text.encode(), path.name).rules) >= 8
    assert CHECK.is_valid(plain(text))


def test_every_requirement_is_described() -> None:
    assert all(kind.shape.about for kind in REQUIREMENTS)
    described = SCHEMA["properties"]["rules"]["items"]["properties"]["require"]["properties"]
    assert described.keys() == {kind.name for kind in REQUIREMENTS}


@pytest.mark.parametrize(
    ("patterns", "name", "is_meant"),
    [
        (["web-*"], "WEB-1", True),
        (["web-?"], "web-10", False),
        (["a[1]*"], "a[1]x", True),
        (["a[1]*"], "a1x", False),
        (["Straße"], "STRASSE", True),
        (["a.b"], "aXb", False),
        (["*"], "", True),
    ],
)
def test_patterns_know_two_wildcards_and_no_case(patterns: list[str], name: str, is_meant: bool) -> None:
    assert Patterns.of(patterns).match(name) is is_meant


@pytest.mark.parametrize(
    ("share", "count", "everybody", "is_exceeded"),
    [
        (Share(0, is_percent=False), 0, 9, False),
        (Share(0, is_percent=False), 1, 9, True),
        (Share(10, is_percent=True), 1, 10, False),
        (Share(10, is_percent=True), 2, 10, True),
        (Share(0, is_percent=True), 0, 0, False),
        (Share(100, is_percent=True), 9, 9, False),
    ],
)
def test_so_many_may_be_missing(share: Share, count: int, everybody: int, is_exceeded: bool) -> None:
    assert share.is_exceeded(count, everybody) is is_exceeded
