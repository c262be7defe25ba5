# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A judged policy as JUnit XML: whole for any name, a case a rule, and known as ours."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._policy_judge import Judgement
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._report._policy_junit import (
    is_policy_junit,
    policy_junit,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._report._policy_lines import Heading
from ansible_collections.licenseops.windows.tests.unit.plugins.support.policies import (
    GONE,
    judged,
    status,
    subject,
    windows,
)

UNLICENSED = status(windows(licensed=False))


def parsed(judgement: Judgement, language: Language = Language.ENGLISH) -> ElementTree.Element:
    """The file, as a CI system reads it."""
    text = policy_junit(judgement, Heading("policy.yml"), language)
    assert is_policy_junit(text.encode()[:200])
    return ElementTree.fromstring(text.encode())


def test_a_case_a_rule_and_one_for_what_was_read() -> None:
    rules = [
        {"name": "Licensed", "require": {"licensed": True}},
        {"name": "KMS", "require": {"activated_by": "kms"}, "where": {"names": "pc-1"}},
        {"name": "Servers", "require": {"licensed": True}, "where": {"groups": "servers"}},
        {"name": "Lost", "require": {"licensed": True}, "where": {"names": "lost"}},
    ]
    exceptions = [{"hosts": "pc-3", "rules": "Licensed", "until": date(2027, 3, 31), "reason": "why not"}]
    hosts = [subject(), subject("pc-2", UNLICENSED), subject("pc-3", UNLICENSED), subject("lost", GONE)]
    root = parsed(judged(rules, *hosts, name="Ours", max_unread=0, exceptions=exceptions))
    suite = root[0]
    assert [(case.get("name"), [part.tag for part in case]) for case in suite] == [
        ("Licensed", ["failure", "system-out"]),
        ("KMS", []),
        ("Servers", ["skipped"]),
        ("Lost", ["skipped"]),
        ("survey", ["failure", "system-out"]),
    ]
    for element in (root, suite):
        assert [element.get(name) for name in ("tests", "failures", "skipped", "errors")] == ["5", "2", "2", "0"]
    assert {case.get("classname") for case in suite} == {"Ours"}
    assert (suite[0].get("file"), suite[0].get("line")) == ("policy.yml", "2")
    failure, excused = suite[0]
    assert (failure.get("message"), failure.text) == (
        "1 of 4 hosts, 1 excused, 1 not read",
        "pc-2: Windows is not licensed",
    )
    assert excused.text == "excused:\npc-3: Windows is not licensed; excused until 2027-03-31: why not"
    assert [case[0].get("message") for case in suite[2:5]] == [
        "no host",
        "1 not read",
        "1 of 4 hosts were not read; max_unread allows 0.",
    ]
    assert suite[4][1].text == "not read:\nlost: No connection."


@pytest.mark.parametrize(
    "name",
    [
        "a\x00b",
        "\x1b[2J",
        "</failure>",
        "]]>",
        "a&b",
        '"',
        "\ud800",
        "\ufffe",
        "\u202e",
        "東京",
        "two\nlines",
        "\x85",
        "😀",
    ],
)
def test_any_name_makes_valid_xml(name: str) -> None:
    root = parsed(judged({"must_be_read": True}, subject(name, {"failed": True, "msg": f"{name}!"})))
    text = root[0][0][0].text
    assert text is not None
    assert text.count("\n") == 0
    assert text.endswith("!")


def test_what_is_said_is_in_the_language_and_names_of_cases_are_the_same() -> None:
    judgement = judged({"licensed": True}, subject(result=UNLICENSED))
    english, japanese = (parsed(judgement, language) for language in Language)
    assert [case.get("name") for case in english[0]] == [case.get("name") for case in japanese[0]]
    assert japanese[0][0][0].text == "pc-1: Windows はライセンスされていません"


@pytest.mark.parametrize(
    "head", [b"", b"<testsuites/>", b'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="x"']
)
def test_files_of_others_are_not_ours(head: bytes) -> None:
    assert not is_policy_junit(head)
