# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies over simulated hosts: who keeps and breaks each rule, the playbook as a gate, and runs in check mode."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._policy import REQUIREMENTS, read_policy
from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._policy_judge import judge
from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._policy_licence_rules import Licensed
from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._policy_subject import Subject, Verdict
from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._survey import FORMAT, Survey, SurveyRow
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import InputError
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._store._survey_file import survey_text
from tests.component.bench import LocalFleet
from tests.integration import keys
from tests.support.fleet import ROOT
from tests.support.play import Playbook
from tests.support.plays import module, play, played

FLEET = Path(__file__).with_name("policy_fleet.yml")
NOW = datetime(2026, 12, 1, 8, 0, tzinfo=timezone.utc)

CLIENTS = frozenset({"mak", "digital", "bare", "w10", "w10-esu", "office", "office-idle", "account", "gone"})
SERVERS = frozenset({"kms", "kms-dns", "kms-old", "kms-short", "idle", "trial"})
READ = (CLIENTS | SERVERS) - {"gone"}
WINDOWS_10 = {"w10", "w10-esu"}
WINDOWS_11 = {"mak", "digital", "office", "office-idle", "account"}

Where = Mapping[str, Any]

#: What is required, of whom; who breaks it, and who keeps it. Of all others it does not speak, or nothing was read.
RULES: list[tuple[Mapping[str, Any], Where, set[str], set[str]]] = [
    ({"licensed": True}, {}, {"bare", "idle"}, READ - {"bare", "idle"}),
    ({"licensed": True}, {"groups": "servers"}, {"idle"}, SERVERS - {"idle"}),
    ({"licensed": True}, {"names": ["W10*", "bare"]}, {"bare"}, WINDOWS_10),
    ({"licensed": True}, {"application": "office"}, {"office-idle"}, {"office"}),
    (
        {"licensed": True},
        {"application": "all"},
        {"bare", "idle", "office-idle"},
        READ - {"bare", "idle", "office-idle"},
    ),
    ({"licensed": True}, {"editions": "Professional"}, set(), WINDOWS_10 | WINDOWS_11),
    (
        {"licensed": True},
        {"editions": ["ServerStandard"], "groups": ["servers"]},
        {"idle"},
        SERVERS - {"idle", "trial"},
    ),
    ({"activated_by": "kms"}, {"groups": "servers"}, {"idle", "trial"}, SERVERS - {"idle", "trial"}),
    ({"activated_by": ["digital", "mak"]}, {"groups": "clients"}, {"bare"}, WINDOWS_10 | WINDOWS_11),
    ({"activated_by": "digital"}, {"groups": "clients"}, {"bare", "mak"}, WINDOWS_10 | WINDOWS_11 - {"mak"}),
    ({"activated_by": "mak"}, {"application": "office"}, {"office-idle"}, {"office"}),
    ({"kms_hosts": "kms1.corp.example"}, {}, {"kms-old"}, {"kms", "kms-dns", "kms-short"}),
    ({"kms_hosts": ["KMS?.corp.example", "old.corp.example"]}, {}, set(), {"kms", "kms-dns", "kms-short", "kms-old"}),
    ({"kms_hosts": "*.else.example"}, {"names": "kms-dns"}, {"kms-dns"}, set()),
    ({"min_days": 30}, {"groups": "servers"}, {"kms-short", "idle"}, SERVERS - {"kms-short", "idle"}),
    ({"min_days": 3650}, {"groups": "clients"}, {"bare"}, WINDOWS_10 | WINDOWS_11),
    ({"no_evaluation": True}, {}, {"trial"}, READ - {"trial", "bare"}),
    ({"no_setup_key_without_activation": True}, {}, {"idle"}, {"kms", "kms-dns", "kms-old", "kms-short"}),
    ({"edition": "Professional"}, {"groups": "clients"}, set(), WINDOWS_10 | WINDOWS_11),
    ({"edition": ["Server*"]}, {}, WINDOWS_10 | WINDOWS_11, set(SERVERS)),
    ({"edition": "ServerStandard"}, {"groups": "servers"}, {"trial"}, SERVERS - {"trial"}),
    ({"support": "supported"}, {}, WINDOWS_10, READ - WINDOWS_10 - {"bare"}),
    ({"support": ["supported", "esu"]}, {}, {"w10"}, READ - {"w10", "bare"}),
    ({"support": "esu"}, {"build": {"to": 19045}}, {"w10"}, {"w10-esu"}),
    ({"min_support_days": 300}, {"groups": "clients"}, {"w10"}, WINDOWS_11 | {"w10-esu"}),
    ({"min_support_days": 400}, {"build": {"from": 26200}}, WINDOWS_11, set()),
    ({"esu_year": 2}, {"build": {"from": 10240, "to": 19045}}, {"w10"}, {"w10-esu"}),
    ({"esu_year": 1}, {"build": {"from": 10240, "to": 19045}}, WINDOWS_10, set()),
    ({"office_model": "volume"}, {}, {"account"}, {"office", "office-idle"}),
    ({"office_model": ["volume", "account"]}, {}, set(), {"office", "office-idle", "account"}),
    ({"office_products": "ProPlus2024Volume"}, {"names": "office*"}, {"office-idle"}, {"office"}),
    ({"office_products": "VisioPro2024Volume"}, {"names": "office*"}, {"office", "office-idle"}, set()),
    ({"must_be_read": True}, {}, {"gone"}, set(READ)),
    ({"must_be_read": True}, {"groups": "servers"}, set(), set(SERVERS)),
    ({"must_be_read": True, "licensed": True}, {"editions": "Professional"}, {"gone"}, WINDOWS_10 | WINDOWS_11),
]


@pytest.fixture(scope="module")
def fleet_at_start() -> LocalFleet:
    return LocalFleet.of(FLEET)


@pytest.fixture(scope="module")
def survey(fleet_at_start: LocalFleet, tmp_path_factory: pytest.TempPathFactory) -> Survey:
    """What the tasks of a play read of the hosts, once for all tests."""
    fleet_at_start.reset()
    options = {"application": "all", "service": True, "host_id": True}
    playbook = Playbook(fleet_at_start, tmp_path_factory.mktemp("survey"))
    run = playbook.run("all", [module("read", "win_activation_status", options)])
    rows = [
        SurveyRow.of_task(host, ["servers" if host in SERVERS else "clients"], run.of("read", host).result, NOW)
        for host in sorted(fleet_at_start.hosts)
    ]
    return Survey(FORMAT, "2026-12-01T08:00:00Z", "2026-12-01T08:00:07Z", "all", complete=True, rows=tuple(rows))


def test_thirty_rules_are_kept_and_broken_by_the_hosts_that_they_should_be(survey: Survey) -> None:
    assert len(RULES) >= 30
    rules = [
        {"name": f"rule {number}", "require": dict(require), **({"where": dict(where)} if where else {})}
        for number, (require, where, *_hosts) in enumerate(RULES)
    ]
    policy = read_policy(yaml.safe_dump({"rules": rules}).encode(), "policy.yml")
    found: list[dict[Verdict, set[str]]] = [{verdict: set() for verdict in Verdict} for _rule in RULES]
    for row in survey.rows:
        for number, outcome in enumerate(judge(policy, [Subject(row, NOW)], NOW.date()).outcomes):
            (verdict,) = (verdict for verdict, count in outcome.counts.items() if count)
            found[number][verdict].add(row.name)
    wrong = {
        f"{require} {where}": hosts
        for hosts, (require, where, breaking, keeping) in zip(found, RULES, strict=True)
        if (hosts[Verdict.BROKEN], hosts[Verdict.KEPT]) != (breaking, keeping)
    }
    assert not wrong


@pytest.fixture
def desk(survey: Survey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a CI job has its files, the survey among them."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "survey.json").write_text(survey_text(survey), encoding="utf-8")
    return tmp_path


def gate(playbook: Playbook, policy: str, *more: str) -> Any:
    """What a CI job calls."""
    files = f"policy_file={policy} policy_survey=survey.json policy_junit=policy.xml"
    return playbook.run_file("licenseops.windows.policy", arguments=["-e", files, *more])


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_example_stops_a_pipeline_and_says_whose_fault_it_is(
    fleet: LocalFleet, playbook: Playbook, desk: Path, language: str
) -> None:
    example = ROOT / "docs" / "licence-policy.yml"
    run = gate(playbook, str(example), "-e", f"licenseops_language={language}", "--check")
    assert (run.returncode, (desk / "policy.xml").exists()) == (2, False)
    run = gate(playbook, str(example), "-e", f"licenseops_language={language}")
    assert run.returncode == 2
    result = run.of("Judge").result
    assert run.failure.result["msg"] == result["msg"]
    says = {
        "en": "The policy is broken: 6 of 8 rules, on 7 of 15 hosts ",
        "ja": "ポリシー違反があります: ルール 8 件のうち 6 件、ホスト 15 台のうち 7 台 ",
    }
    assert result["msg"].startswith(says[language])
    assert [rule["name"] for rule in result["rules"] if rule["broken"]] == [
        "Every Windows is licensed",
        "Setup keys are activated",
        "Servers are activated by our KMS hosts or by Active Directory",
        "Windows 10 has the second year of its updates",
        "Nothing loses its support this quarter",
        "Office is licensed by volume keys or accounts",
    ]
    assert [fleet.summary(host)["requests"] for host in fleet.hosts] == [0] * len(fleet.hosts)
    root = ElementTree.parse(desk / "policy.xml").getroot()
    assert (root.get("tests"), root.get("failures")) == ("9", "7")
    assert not gate(playbook, str(example), "-e", f"licenseops_language={language}").of("Judge").result["changed"]


def written(directory: Path, **policy: Any) -> str:
    """A policy in a file."""
    (directory / "policy.yml").write_text(yaml.safe_dump(policy), encoding="utf-8")
    return "policy.yml"


def test_what_the_survey_writes_the_gate_judges(fleet: LocalFleet, playbook: Playbook, desk: Path) -> None:
    (desk / "survey.json").unlink()
    run = playbook.run_file(
        "licenseops.windows.survey", arguments=["-e", "survey_hosts=mak,idle,gone survey_dest=survey.json"]
    )
    assert run.returncode == 0, run.output
    requests = [fleet.summary(host)["requests"] for host in fleet.hosts]
    run = gate(playbook, written(desk, rules=[{"name": "licensed", "require": {"licensed": True}}]))
    result = run.of("Judge").result
    assert [(item["host"], item["verdict"]) for item in result["findings"]] == [("idle", "broken")]
    assert result["hosts"] == {"all": 3, "concerned": 3, "unread": 1, "breaking": 1}
    assert [fleet.summary(host)["requests"] for host in fleet.hosts] == requests


def test_what_nobody_has_thought_of_stops_the_pipeline_too(
    playbook: Playbook, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def upset(*_given: object) -> None:
        raise RuntimeError("out of order")

    licensed = {"name": "licensed", "require": {"licensed": True}, "where": {"names": ["mak", "gone"]}}
    written(desk, rules=[licensed])
    monkeypatch.setattr(Licensed, "judge", upset)
    run = gate(playbook, "policy.yml")
    assert run.returncode == 2
    assert "out of order" in run.failure.result["msg"]


def test_a_policy_that_is_kept_lets_the_pipeline_go_on(playbook: Playbook, desk: Path) -> None:
    licensed = {"name": "licensed", "require": {"licensed": True}, "where": {"names": ["mak", "gone"]}}
    run = gate(playbook, written(desk, rules=[licensed]))
    assert run.returncode == 0, run.output
    result = run.of("Judge").result
    assert (result["kept"], result["hosts"]) == (True, {"all": 15, "concerned": 2, "unread": 1, "breaking": 0})
    assert "The policy is kept." in run.output


def test_hosts_that_were_not_read_fail_it_where_the_policy_says_so_or_nothing_was_read(
    playbook: Playbook, desk: Path
) -> None:
    licensed = {"name": "licensed", "require": {"licensed": True}, "where": {"names": ["mak", "gone"]}}
    run = gate(playbook, written(desk, rules=[licensed], max_unread=0))
    assert (run.returncode, run.failure.result["msg"]) == (
        2,
        "1 of 2 hosts were not read; max_unread allows 0. Survey the hosts again, and see why they cannot be read.",
    )
    run = gate(playbook, written(desk, rules=[{**licensed, "where": {"names": "gone"}}]))
    assert run.failure.result["msg"].startswith("Nothing was judged: no host that a rule is about was read.")


def test_a_mistake_in_the_policy_is_one_sentence_with_its_place_and_writes_nothing(
    playbook: Playbook, desk: Path
) -> None:
    (desk / "policy.yml").write_text("rules:\n  - name: all\n    require:\n      licenced: true\n")
    run = gate(playbook, "policy.yml")
    assert run.returncode == 2
    assert run.failure.result["msg"].endswith(
        "policy.yml, line 4, column 7: There is no 'licenced'; the nearest name is licensed. "
        "Correct it there; nothing was judged."
    )
    assert not (desk / "policy.xml").exists()


def test_a_key_in_a_policy_is_refused_and_shown_nowhere(playbook: Playbook, desk: Path) -> None:
    for text in (f"# {keys.MAK_PRO}\nrules: []\n", f"rules: [{{name: {keys.MAK_PRO}, require: {{licensed: true}}}}]\n"):
        (desk / "policy.yml").write_text(text)
        run = gate(playbook, "policy.yml", "-vvv")
        assert "A product key or a Confirmation ID, or what looks like one, stands here." in run.failure.result["msg"]
        assert keys.MAK_PRO not in run.output


NO_CHANGES = {"rules": [{"name": "nothing to do", "require": {"no_pending_changes": True}}]}


def test_a_role_in_check_mode_is_gated_by_what_it_would_change(
    fleet: LocalFleet, playbook: Playbook, desk: Path
) -> None:
    written(desk, **NO_CHANGES)
    judged = module("judge", "licence_policy", {"policy": "policy.yml", "results": ["activate_result"]})
    role = {"hosts": "mak,bare", "gather_facts": False, "roles": ["licenseops.windows.activate"]}
    plays = [role, play("localhost", judged, connection="local")]
    variables = {"activate_product_key": keys.MAK_PRO}
    run = played(playbook, desk, plays, variables=variables, arguments=["--check"])
    result = run.of("judge").result
    assert (run.returncode, run.of("judge").verdict) == (2, "failed"), run.output
    assert {item["host"] for item in result["findings"]} == {"bare"}
    assert all(reason.startswith("would be changed: ") for item in result["findings"] for reason in item["reasons"])
    assert fleet.mutating("bare") == 0
    run = played(playbook, desk, [role], variables=variables)
    assert run.returncode == 0, run.output
    run = played(playbook, desk, plays, variables=variables, arguments=["--check"])
    assert (run.returncode, run.of("judge").result["hosts"]["breaking"]) == (0, 0), run.output
    assert run.of("judge").result["rules"][0]["counts"]["kept"] == 2
    assert run.of("judge").result["hosts"]["concerned"] == 2


@pytest.mark.parametrize("guide", ["policy.md", "policy.ja.md"])
def test_the_files_of_the_guide_are_understood_and_its_gate_is_run(
    fleet: LocalFleet, playbook: Playbook, desk: Path, guide: str
) -> None:
    text = (ROOT / "docs" / guide).read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    policies = [block for block in blocks if "\nrules:" in f"\n{block}"]
    assert [len(read_policy(block.encode(), guide).rules) for block in policies] == [2, 1]
    (gate_plays,) = (yaml.safe_load(block) for block in blocks if "licence_policy" in block)
    gate_plays[0]["hosts"] = "mak"
    (desk / "no-changes.yml").write_text(policies[1].replace("groups: desktops", "names: mak"))
    variables = {"activate_product_key": keys.MAK_PRO}
    run = played(playbook, desk, gate_plays, variables=variables, arguments=["--check"])
    assert (run.returncode, run.of("Judge").result["kept"]) == (0, True), run.output


@pytest.mark.parametrize(("guide", "language"), [("policy.md", Language.ENGLISH), ("policy.ja.md", Language.JAPANESE)])
def test_what_the_guide_shows_is_what_is_printed(guide: str, language: Language) -> None:
    text = (ROOT / "docs" / guide).read_text(encoding="utf-8")
    _output, mistake = re.findall(r"```text\n(.*?)```", text, re.DOTALL)
    wrong = "\n" * 10 + "rules:\n  - name: all\n    require:\n      licenced: true\n"
    with pytest.raises(InputError) as caught:
        read_policy(wrong.encode(), "policy.yml")
    assert caught.value.sentence(language) == mistake.strip()
    offered = set(re.findall(r"^\| (`.*?`) \|", text, re.MULTILINE)) - {"`where`", "`require`"}
    names = {name for cell in offered for name in re.findall(r"`(\w+)", cell)}
    assert names == {kind.name for kind in REQUIREMENTS} | {"groups", "names", "editions", "build", "application"}


def test_a_run_in_earnest_and_hosts_that_it_lost_are_told(playbook: Playbook, desk: Path) -> None:
    written(desk, **NO_CHANGES)
    judged = module("judge", "licence_policy", {"policy": "policy.yml", "results": ["found"]}, run_once=True)
    tasks = [module("activate", "win_activation", {"product_key": keys.MAK_PRO}, register="found"), judged]
    run = playbook.run("bare,mak,gone", tasks)
    result = run.of("judge").result
    assert result["rules"][0]["counts"] == {"kept": 1, "broken": 1, "excused": 0, "not_applicable": 0, "unread": 1}
    assert result["findings"][0]["reasons"][0].startswith("was changed, since this was no check mode: ")
    assert any(line.strip().startswith("gone: ") for line in result["lines"])


@pytest.mark.parametrize(
    ("require", "options", "said"),
    [
        ("licensed", {}, "The rule 'it' is about what a survey has read, and survey is not given. Give survey,"),
        (
            "no_pending_changes",
            {"survey": "survey.json"},
            "The rule 'it' is about a run in check mode, and results are",
        ),
        ("licensed", {"survey": "policy.yml"}, "policy.yml is no survey. Give what fleet_survey wrote."),
        ("licensed", {"survey": "none.json"}, "survey: there is no file none.json."),
        ("licensed", {"survey": "survey.json", "junit": "survey.json"}, "survey and junit are one file, survey.json."),
        (
            "licensed",
            {"survey": "survey.json", "junit": "notes.xml"},
            "junit: notes.xml was not written by this collection",
        ),
    ],
)
def test_what_is_missing_or_in_the_way_is_one_sentence(
    playbook: Playbook, desk: Path, require: str, options: Mapping[str, Any], said: str
) -> None:
    (desk / "notes.xml").write_text("<?xml version='1.0'?>\n<testsuites name='mine'/>\n")
    written(desk, rules=[{"name": "it", "require": {require: True}}])
    before = {path.name: path.read_bytes() for path in desk.glob("*.*ml")}
    task = playbook.task("localhost", "licence_policy", {"policy": "policy.yml", **options})
    assert task.result["msg"].startswith(said)
    assert {path.name: path.read_bytes() for path in desk.glob("*.*ml") if path.name != "play.yml"} == before


def test_what_a_row_brought_along_shows_no_secret_in_lines_or_the_file(
    survey: Survey, playbook: Playbook, desk: Path
) -> None:
    row = {
        "name": "odd\u0001]]>\ud800",
        "fate": "unreachable",
        "reason": f"refused {keys.MAK_PRO.replace('TNTTT', 'TNTTV')}",
    }
    data = json.loads(survey_text(survey)) | {"rows": [row]}
    (desk / "survey.json").write_text(json.dumps(data))
    run = gate(playbook, written(desk, rules=[{"name": "read", "require": {"must_be_read": True}}]))
    text = (desk / "policy.xml").read_text(encoding="utf-8")
    assert ElementTree.fromstring(text).find("testsuite/testcase/failure").text.startswith("odd?]]>?: refused ***")
    assert "TTTTT" not in text + run.output
