# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A judged policy as lines, and the error that stops a pipeline."""

from __future__ import annotations

from datetime import date
from typing import Any

from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._policy_judge import Judgement
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._report._policy_lines import (
    Heading,
    policy_error,
    policy_lines,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.policies import (
    GONE,
    judged,
    office,
    status,
    subject,
    windows,
)

HEADING = Heading("policy.yml", "2026-12-01 08:00 UTC")

UNLICENSED = status(windows(licensed=False))

RULES = [
    {"name": "Licensed", "require": {"licensed": True}},
    {"name": "Servers", "where": {"groups": "servers"}, "require": {"must_be_read": True}},
    {"name": "Office", "where": {"application": "office"}, "require": {"licensed": True}},
    {"name": "Edition", "where": {"groups": "lost"}, "require": {"edition": "Professional"}},
]


def fleet() -> Judgement:
    """One host of each kind."""
    hosts = [
        subject("pc-10", UNLICENSED),
        subject("pc-9", UNLICENSED),
        subject("pc-1", status(windows(), office())),
        subject("till-1", UNLICENSED),
        subject("pc-2", GONE, ("lost",)),
    ]
    exceptions: list[dict[str, Any]] = [
        {"hosts": "till-*", "rules": "Licensed", "until": date(2027, 3, 31), "reason": "replaced in March"},
        {"hosts": "pc-10", "rules": "Licensed", "until": date(2026, 11, 30), "reason": "too long ago"},
        {"hosts": "nobody", "rules": "*", "until": date(2027, 1, 1), "reason": "gone"},
    ]
    return judged(RULES, *hosts, name="Ours", max_unread=0, exceptions=exceptions)


def test_a_rule_is_a_line_and_its_hosts_stand_below_it() -> None:
    lines = [line.split("line ")[0] for line in policy_lines(fleet(), HEADING, Language.ENGLISH)]
    assert lines == [
        "Ours: 5 hosts, 1 of them not read, survey of 2026-12-01 08:00 UTC.",
        "  broken    2 of 5 hosts, 1 excused, 1 not read  Licensed",
        "      pc-9: Windows is not licensed",
        "      pc-10: Windows is not licensed",
        "  no host                                        Servers",
        "  kept      1 host, 1 not read                   Office",
        "  not read  1 not read                           Edition",
        "Not read:",
        "      pc-2: No connection.",
        "The exception in ",
        "The exception in ",
        "1 of 5 hosts were not read; max_unread allows 0.",
        "The policy is broken: 1 of 4 rules, on 2 of 5 hosts (policy.yml).",
    ]


def test_exceptions_are_told_with_their_place_and_their_reason() -> None:
    told = [line for line in policy_lines(fleet(), HEADING, Language.ENGLISH) if line.startswith("The exception")]
    assert [line.partition(": ")[2] for line in told] == ["too long ago", "gone"]
    assert "ended on 2026-11-30" in told[0] and "excuses nothing" in told[1]


def test_of_many_hosts_the_first_are_named() -> None:
    hosts = [subject(f"pc-{number}", UNLICENSED) for number in range(12)]
    lines = policy_lines(judged({"licensed": True}, *hosts), Heading("policy.yml"), Language.ENGLISH)
    assert lines[0] == "policy.yml: 12 hosts, 0 of them not read."
    assert [line.strip().partition(":")[0] for line in lines[2:-1]] == [f"pc-{n}" for n in range(8)] + ["and 4 more"]


def test_what_is_wrong_with_the_reading_alone_is_said_once() -> None:
    judgement = judged({"licensed": True}, subject("pc-1", GONE))
    lines = policy_lines(judgement, HEADING, Language.ENGLISH)
    assert lines[-1] == "Nothing was judged: no host that a rule is about was read."
    assert len(lines) == len(set(lines)) == 5
    error = policy_error(judgement, HEADING)
    assert error is not None
    assert str(error).endswith("Survey the hosts again, and see why they cannot be read.")


def test_a_policy_that_is_kept_says_so_in_both_languages() -> None:
    judgement = judged({"licensed": True}, subject())
    assert policy_error(judgement, HEADING) is None
    last = [policy_lines(judgement, HEADING, language)[-1] for language in Language]
    assert last == ["The policy is kept.", "ポリシーは守られています。"]


def test_lines_in_japanese_have_no_english_but_names() -> None:
    lines = policy_lines(fleet(), HEADING, Language.JAPANESE)
    assert lines[1].split() == ["違反", "5", "台中", "2", "台、例外", "1", "台、未取得", "1", "台", "Licensed"]
    assert lines[-1] == "ポリシー違反があります: ルール 4 件のうち 1 件、ホスト 5 台のうち 2 台 (policy.yml)。"
