# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts judged by a policy: the corners of each requirement, what is unread, exceptions, and ten thousand hosts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._policy_judge import Judgement
from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._policy_licence_rules import Licensed
from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._policy_patterns import Patterns
from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._policy_subject import (
    CheckRun,
    Finding,
    Subject,
    Verdict,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.policies import (
    GONE,
    TODAY,
    judged,
    office,
    status,
    subject,
    windows,
)

#: What is required, the host, the verdict, and a reason.
CORNERS: list[tuple[dict[str, Any], dict[str, Any], str, str]] = [
    ({"licensed": True}, status(windows(licensed=False)), "broken", "Windows is not licensed"),
    ({"licensed": True}, status(windows(licensed=False, reason={"code": "0xC004F074"})), "broken", "(0xC004F074)"),
    ({"licensed": True}, status(), "broken", "it shows no product key of Windows"),
    ({"licensed": True}, status(windows(is_addon=True)), "broken", "it shows no product key of Windows"),
    ({"licensed": True}, {"failed": True, "msg": "Refused."}, "unread", "Refused."),
    ({"licensed": True}, {"failed": True}, "unread", "it could not be read"),
    ({"licensed": True}, {"unreachable": True}, "unread", "it could not be reached"),
    ({"licensed": True}, {}, "unread", "it was not asked"),
    ({"activated_by": "ad"}, status(windows()), "broken", "Windows is activated by kms, not by ad"),
    ({"activated_by": ["ad", "kms"]}, status(windows()), "kept", ""),
    ({"kms_hosts": "KMS.corp.example"}, status(windows(kms={"host": "kms.corp.example."})), "kept", ""),
    ({"kms_hosts": "kms"}, status(windows()), "broken", "Windows uses the KMS host kms.corp.example"),
    ({"kms_hosts": "a"}, status(windows(kms={"discovered_host": "a"})), "kept", ""),
    ({"kms_hosts": "a"}, status(windows(kms={"discovered_host": "b", "host": "a"})), "kept", ""),
    ({"kms_hosts": "a"}, status(windows(kms={"discovered_host": "b"}), service={"kms": {"host": "a"}}), "kept", ""),
    ({"kms_hosts": "a"}, status(windows(kms=None)), "unread", "it does not show which KMS host it uses"),
    ({"kms_hosts": "a"}, status(windows(kms=None, licensed=False, activated_by="none")), "not_applicable", ""),
    ({"kms_hosts": "a"}, status(windows(licensed=False, activated_by="none")), "broken", "uses the KMS host kms.corp"),
    ({"kms_hosts": "a"}, status(windows(activated_by="ad")), "not_applicable", ""),
    ({"kms_hosts": "a"}, status(windows(channel="mak", activated_by="mak")), "not_applicable", ""),
    ({"kms_hosts": "a"}, status(), "not_applicable", ""),
    ({"min_days": 30}, status(windows()), "kept", ""),
    ({"min_days": 30}, status(windows(expires_at="2026-12-31T08:00Z")), "kept", ""),
    ({"min_days": 30}, status(windows(expires_at="2026-12-31T07:59Z")), "broken", "for 29 more days, less than 30"),
    ({"min_days": 0}, status(windows(expires_at="2026-12-01T07:00Z")), "broken", "for -1 more days, less than 0"),
    ({"min_days": 0}, status(windows(expires_at="2026-12-02")), "kept", ""),
    ({"min_days": 0}, status(windows(expires_at="known_after_run")), "broken", "until when Windows is licensed is not"),
    ({"activated_by": "kms"}, status(windows(activated_by=None)), "broken", "is activated by unknown, not by kms"),
    ({"min_days": 0}, status(windows(licensed=False)), "broken", "Windows is not licensed"),
    ({"no_evaluation": True}, status(windows(channel="eval")), "broken", "Windows is an evaluation"),
    ({"no_evaluation": True}, status(), "not_applicable", ""),
    ({"no_setup_key_without_activation": True}, status(windows()), "kept", ""),
    ({"no_setup_key_without_activation": True}, status(windows(activated_by="subscription")), "kept", ""),
    (
        {"no_setup_key_without_activation": True},
        status(windows(activated_by="digital")),
        "broken",
        "setup key and is not",
    ),
    ({"no_setup_key_without_activation": True}, status(windows(licensed=False)), "broken", "setup key and is not"),
    ({"no_setup_key_without_activation": True}, status(windows(channel="mak")), "not_applicable", ""),
    ({"edition": "professional"}, status(windows()), "kept", ""),
    ({"edition": "Enterprise*"}, status(windows()), "broken", "its edition is Professional"),
    ({"edition": "Enterprise*"}, status(), "unread", "it shows no product key of Windows"),
    ({"support": "supported"}, status(windows()), "unread", "the survey has no dates of support"),
    ({"support": "supported"}, status(windows(), support={"state": "unknown"}), "broken", "is not known"),
    ({"support": "supported"}, status(windows(), support={"state": "esu", "name": "A"}), "broken", "A has nothing but"),
    (
        {"support": "esu"},
        status(windows(), support={"state": "supported", "name": "A"}),
        "broken",
        "A is supported with",
    ),
    ({"min_support_days": 90}, status(windows(), support={"state": "supported", "days": 90}), "kept", ""),
    (
        {"min_support_days": 91},
        status(windows(), support={"state": "esu", "days": 90, "name": "A"}),
        "broken",
        "for 90 more",
    ),
    ({"min_support_days": 0}, status(windows(), support={"state": "unknown"}), "broken", "is not known"),
    (
        {"min_support_days": 0},
        status(windows(), support={"state": "ended", "days": -3, "name": "A", "ends": "2026-11-28"}),
        "broken",
        "the support of A ended on 2026-11-28",
    ),
    ({"esu_year": 2}, status(windows(), windows(is_addon=True, esu_year=2)), "kept", ""),
    (
        {"esu_year": 2},
        status(windows(), windows(is_addon=True, esu_year=2, licensed=False)),
        "broken",
        "year 2 of Extended",
    ),
    ({"office_model": "volume"}, status(windows()), "not_applicable", ""),
    ({"office_model": "volume"}, status(windows(), office(partial_product_key=None)), "not_applicable", ""),
    ({"office_model": "retail"}, status(windows(), office()), "broken", "is licensed as volume, not as retail"),
    ({"office_model": "retail"}, status(windows(), office(channel="eval")), "broken", "as unknown, not as retail"),
    ({"office_model": "account"}, status(office(channel="subscription", partial_product_key=None)), "kept", ""),
    ({"office_products": "ProPlus2024Volume"}, status(office()), "kept", ""),
    ({"office_products": "ProPlus2024Volume"}, status(office(licensed=False)), "broken", "is not licensed"),
    ({"office_products": "ProPlus2024Volume"}, status(), "broken", "it shows no ProPlus2024Volume with a product key"),
    ({"must_be_read": True}, status(), "kept", ""),
    ({"must_be_read": True}, GONE, "broken", "No connection."),
    ({"no_pending_changes": True}, status(), "not_applicable", ""),
]


def only(judgement: Judgement) -> tuple[Verdict, tuple[str, ...]]:
    """Verdict and reasons of the one rule about the one host."""
    (outcome,) = judgement.outcomes
    (verdict,) = (verdict for verdict, count in outcome.counts.items() if count)
    return verdict, tuple(str(reason) for item in outcome.judged for reason in item.finding.reasons)


@pytest.mark.parametrize(("require", "result", "verdict", "reason"), CORNERS)
def test_corners_of_what_is_required(
    require: dict[str, Any], result: dict[str, Any], verdict: str, reason: str
) -> None:
    found, reasons = only(judged(require, subject(result=result)))
    assert found.value == verdict
    assert any(reason in item for item in reasons) if reason else not reasons


#: Which hosts a rule is about; None where that was not read.
SELECTORS: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({"groups": "desks"}, status(windows()), "kept"),
    ({"groups": ["servers", "DES?S"]}, status(windows()), "kept"),
    ({"groups": "servers"}, status(windows()), "not_applicable"),
    ({"groups": "servers"}, GONE, "not_applicable"),
    ({"names": "pc-2"}, GONE, "not_applicable"),
    ({"names": "PC-*", "groups": "servers"}, status(windows()), "not_applicable"),
    ({"editions": "Enterprise"}, status(windows()), "not_applicable"),
    ({"editions": "Enterprise"}, GONE, "unread"),
    ({"editions": "Enterprise"}, status(), "unread"),
    ({"build": {"from": 26200, "to": 26200}}, status(windows()), "kept"),
    ({"build": {"from": 26201}}, status(windows()), "not_applicable"),
    ({"build": {"to": 26199}}, status(windows()), "not_applicable"),
    ({"build": {"to": 26199}}, status(windows(), host=None), "unread"),
    ({"build": {"to": 26199}, "editions": "Enterprise"}, status(windows(), host=None), "not_applicable"),
    ({"application": "office"}, status(windows()), "not_applicable"),
    ({"application": "office"}, status(office()), "kept"),
    ({"application": "all"}, status(windows(), office(licensed=False)), "broken"),
    ({"application": "office"}, status(office(channel="subscription", licensed=False)), "not_applicable"),
]


@pytest.mark.parametrize(("where", "result", "verdict"), SELECTORS)
def test_a_rule_is_about_the_hosts_that_it_selects(where: dict[str, Any], result: dict[str, Any], verdict: str) -> None:
    rule = {"name": "it", "where": where, "require": {"licensed": True}}
    assert only(judged([rule], subject(result=result, groups=("desks",))))[0].value == verdict


def test_dates_of_office_count_where_a_rule_is_about_it() -> None:
    dates = {"office_support": [{"state": "ended", "name": "Office 2016", "ends": "2025-10-14", "days": -413}]}
    rule = {"name": "it", "require": {"support": "supported"}, "where": {"application": "office"}}
    good = {"support": {"state": "supported", "name": "A"}}
    cases = [
        (status(windows(), office(), **dates), "broken"),
        (status(windows(), **good), "not_applicable"),
        (status(windows(), office()), "unread"),
        (status(windows()), "not_applicable"),
    ]
    assert [only(judged([rule], subject(result=result)))[0].value for result, _verdict in cases] == [
        verdict for _result, verdict in cases
    ]
    both = {**rule, "where": {"application": "all"}}
    assert only(judged([both], subject(result=status(windows(), office(), **dates, **good))))[0] is Verdict.BROKEN


def test_all_that_is_required_together_has_to_hold_and_every_reason_is_told() -> None:
    require = {"licensed": True, "activated_by": "kms", "edition": "Enterprise", "support": "supported"}
    verdict, reasons = only(judged(require, subject(result=status(windows(licensed=False)))))
    assert (verdict, reasons) == (Verdict.BROKEN, ("Windows is not licensed", "its edition is Professional"))


#: What the tasks of a play returned, what is said, and whether that is a change.
RUNS: list[tuple[list[dict[str, Any]], str, tuple[str, ...]]] = [
    ([{"changed": False}], "kept", ()),
    ([{"changed": False}, {"skipped": True}], "kept", ()),
    ([], "unread", ("the run did not come to it",)),
    ([{"failed": True, "msg": "Refused."}], "unread", ("Refused.",)),
    ([{"changed": True, "predicted": True, "steps": ["a"]}, {"unreachable": True}], "unread", ("no reason was given",)),
    (
        [{"changed": True, "predicted": True, "steps": ["a", "b"]}],
        "broken",
        ("would be changed: a", "would be changed: b"),
    ),
    ([{"changed": True}], "broken", ("would be changed: changed",)),
    (
        [{"changed": True, "predicted": False, "steps": ["a"]}],
        "broken",
        ("was changed, since this was no check mode: a",),
    ),
    (
        [{"changed": True, "results": [{"changed": False}, {"changed": True, "predicted": True, "steps": ["a"]}]}],
        "broken",
        ("would be changed: a",),
    ),
]


@pytest.mark.parametrize(("results", "verdict", "reasons"), RUNS)
def test_a_run_is_judged_by_what_it_would_change(
    results: list[dict[str, Any]], verdict: str, reasons: tuple[str, ...]
) -> None:
    run = CheckRun.of(results, is_check_mode=True)
    assert only(judged({"no_pending_changes": True}, subject(result=GONE, run=run))) == (Verdict(verdict), reasons)


def excuse(hosts: Any, until: date, rules: Any = "it") -> dict[str, Any]:
    """An exception."""
    return {"hosts": hosts, "rules": rules, "until": until, "reason": "why"}


UNLICENSED = status(windows(licensed=False))


def test_an_exception_excuses_until_the_end_of_its_last_day() -> None:
    for days, verdict in ((0, Verdict.EXCUSED), (-1, Verdict.BROKEN)):
        until = TODAY + timedelta(days=days)
        judgement = judged({"licensed": True}, subject(result=UNLICENSED), exceptions=[excuse("PC-*", until)])
        assert only(judgement)[0] is verdict
        assert (len(judgement.ended), len(judgement.idle)) == (int(days < 0), 0)
        assert judgement.is_kept is (verdict is Verdict.EXCUSED)


def test_exceptions_that_excuse_nothing_are_told_and_the_longest_one_counts() -> None:
    later, idle = excuse(["pc-1", "pc-9"], date(2027, 6, 30)), excuse("pc-2", date(2027, 1, 1))
    exceptions = [excuse("pc-?", date(2027, 1, 1)), later, idle, excuse("pc-1", date(2027, 1, 1), "*")]
    judgement = judged({"licensed": True}, subject(result=UNLICENSED), subject("pc-2"), exceptions=exceptions)
    (item,) = judgement.outcomes[0].judged
    assert item.excuse is not None and item.excuse.until == date(2027, 6, 30)
    assert judgement.idle == tuple(policy for policy in judgement.policy.excuses if policy is not item.excuse)


def test_an_exception_excuses_nothing_that_was_not_read() -> None:
    judgement = judged({"licensed": True}, subject(result=GONE), exceptions=[excuse("pc-1", TODAY)])
    assert only(judgement)[0] is Verdict.UNREAD
    assert len(judgement.idle) == 1


def test_an_exception_is_for_its_rules_alone() -> None:
    rules = [{"name": name, "require": {"licensed": True}} for name in ("a one", "a two", "b")]
    exceptions = [excuse("pc-1", date(2027, 1, 1), "a *")]
    judgement = judged(rules, subject(result=UNLICENSED), exceptions=exceptions)
    assert [outcome.is_broken for outcome in judgement.outcomes] == [False, False, True]


@pytest.mark.parametrize(
    ("hosts", "policy", "said"),
    [
        ([status(windows()), GONE], {}, None),
        ([GONE, {}], {}, "Nothing was judged: no host that a rule is about was read."),
        ([], {}, "Nothing was judged: no host that a rule is about was read."),
        ([status(windows()), GONE], {"max_unread": 0}, "1 of 2 hosts were not read; max_unread allows 0."),
        ([status(windows()), GONE], {"max_unread": "49%"}, "1 of 2 hosts were not read; max_unread allows 49%."),
        ([status(windows()), GONE], {"max_unread": "50%"}, None),
        ([status(windows())], {"max_survey_age": 3}, "The survey is 4 days old; max_survey_age allows 3."),
        ([status(windows())], {"max_survey_age": 4}, None),
    ],
)
def test_a_policy_is_not_kept_by_what_was_not_read(
    hosts: list[dict[str, Any]], policy: dict[str, Any], said: str | None
) -> None:
    subjects = [subject(f"pc-{number}", result) for number, result in enumerate(hosts)]
    judgement = judged({"licensed": True}, *subjects, age=4, **policy)
    assert [str(text) for text in judgement.objections] == ([said] if said else [])
    assert judgement.is_kept is (said is None)


def test_hosts_that_no_rule_is_about_count_for_nothing() -> None:
    rule = {"name": "it", "where": {"groups": "servers"}, "require": {"licensed": True, "must_be_read": True}}
    hosts = [subject("srv-1", groups=("servers",)), subject("srv-2", GONE, ("servers",)), subject("pc-1", GONE)]
    judgement = judged([rule], *hosts)
    assert (judgement.hosts, judgement.concerned, judgement.unread, judgement.breaking) == (3, 2, 1, 1)


def test_a_host_without_what_a_rule_needs_counts_as_unread() -> None:
    judgement = judged({"support": "supported"}, subject(), max_unread=0)
    assert (judgement.unread, judgement.concerned, judgement.is_kept) == (1, 1, False)


def test_the_work_for_two_thousand_hosts_is_that_of_each_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """A requirement looks at a host once, and two hundred exceptions by name cost no look at a name."""
    looks: list[str] = []
    judging, matching = Licensed.judge, Patterns.match

    def counted(self: Licensed, host: Subject, application: str) -> Finding:
        looks.append("host")
        return judging(self, host, application)

    def seen(self: Patterns, name: str) -> bool:
        looks.append("name")
        return matching(self, name)

    monkeypatch.setattr(Licensed, "judge", counted)
    result = status(windows(licensed=False))
    hosts = [subject(f"pc-{number}", result) for number in range(2000)]
    exceptions = [excuse([f"pc-{number}" for number in range(200)], date(2027, 1, 1)), excuse("till-*", TODAY)]
    monkeypatch.setattr(Patterns, "match", seen)
    judgement = judged({"licensed": True}, *hosts, exceptions=exceptions)
    counts = judgement.outcomes[0].counts
    assert (counts[Verdict.EXCUSED], counts[Verdict.BROKEN]) == (200, 1800)
    assert (looks.count("host"), looks.count("name")) == (2000, 2000)
