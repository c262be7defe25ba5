# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of surveys: who counts where, what lapses when, and that every number has its hosts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._figures import (
    Facet,
    Fleet,
    KeyUse,
    KmsHost,
    Share,
    fleet_of,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._machine import LapseKind
from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._survey import FORMAT, Survey, SurveyRow
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._moment import iso_minute
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.tests.unit.plugins.support.diagnoses import finding
from tests.support.surveys import NOON, licence, office, read, survey_of, unlicensed

Result = dict[str, Any]

#: A day later than the first moment of the survey, so that days are not counted from that.
ENDED = "2026-03-02T12:00:00Z"


def surveyed(*results: Result, ended_at: str = ENDED, began_at: str = "2026-03-01T12:00:00Z", **limits: int) -> Fleet:
    """Hosts a, b, c... with their results."""
    rows = tuple(SurveyRow.of_task(chr(ord("a") + place), [], result) for place, result in enumerate(results))
    return fleet_of(Survey(FORMAT, began_at, ended_at, "all", complete=True, rows=rows), limits, Language.ENGLISH)


def ending(days: float, **changes: Any) -> Result:
    """A host of which the licence ends some days after the survey."""
    return read(1, licence(expires_at=iso_minute(NOON + timedelta(days=days)), **changes))


def names(fleet: Fleet, facet: Facet, value: str) -> list[str]:
    """The hosts that share a value."""
    pairs = zip(fleet.machines, fleet.shared, strict=True)
    return [machine.name for machine, shared in pairs if value in shared[facet]]


@pytest.mark.parametrize(
    ("result", "standing"),
    [
        (read(1, licence()), "licensed"),
        (read(1, licence(), unlicensed("0xC004F074")), "not_licensed"),
        (read(1, licensed=None), "unknown"),
        ({"unreachable": True, "msg": "No."}, "unknown"),
        ({"failed": True, "msg": "No."}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_a_host_stands_as_all_that_it_was_asked_for(result: Result, standing: str) -> None:
    """One that could not be read, or has nothing but Microsoft 365 Apps, is not known."""
    assert names(surveyed(result), Facet.STANDING, standing) == ["a"]


def test_a_host_that_could_not_be_read_is_of_no_channel_and_one_without_a_key_of_none() -> None:
    """Both stand in every breakdown, so that each adds up to the whole."""
    figures = surveyed(read(1, licence()), read(2), {}).figures
    assert figures.whole == Share("all", 1, 1, 1)
    wanted = {"gvlk": (1, 0, 0), "none": (0, 1, 0), "unread": (0, 0, 1)}
    assert {item.value: (item.licensed, item.not_licensed, item.unknown) for item in figures.channels} == wanted
    for shares in (figures.channels, figures.ways, figures.editions, figures.support, figures.groups):
        assert sum(share.total for share in shares) == figures.whole.total


@pytest.mark.parametrize(
    ("days", "within"),
    [
        (-0.1, []),
        (0.0, [30, 60, 90]),
        (30.9, [30, 60, 90]),
        (31.0, [60, 90]),
        (60.0, [60, 90]),
        (90.0, [90]),
        (91.0, []),
    ],
)
def test_what_ends_within_30_60_and_90_days_is_counted(days: float, within: list[int]) -> None:
    """By whole days of the survey's own clock, the end of it; what is over already does not lapse."""
    figures = surveyed(ending(days)).figures
    assert [item.within for item in figures.lapses if item.hosts] == within
    assert sum(bar.total for bar in figures.bars) == bool(within)


@pytest.mark.parametrize(
    ("result", "kind"),
    [
        (ending(20), LapseKind.VOLUME),
        (ending(20, activated_by="ad"), LapseKind.VOLUME),
        (ending(20, channel="eval", activated_by="none"), LapseKind.TEMPORARY),
        (ending(20, license_status="oob_grace", licensed=False, activated_by="none"), LapseKind.TEMPORARY),
        (read(1, licence(expires_at=None), support={"state": "supported", "days": 20}), LapseKind.SUPPORT),
        (read(1, support={"days": -1}, office_support=[{"days": 20, "name": "Office"}]), LapseKind.SUPPORT),
    ],
)
def test_what_lapses_is_of_a_kind(result: Result, kind: LapseKind) -> None:
    """A licence by KMS is renewed every week, so that one near its end tells of trouble; an evaluation does not."""
    assert [item.kind for item in surveyed(result).figures.lapses if item.hosts] == [kind] * 3


def test_the_end_of_an_account_row_says_nothing() -> None:
    """It is a grace period that stands in for the licence of a person."""
    account = office(channel="subscription", expires_at=iso_minute(NOON + timedelta(days=3)))
    assert not [item for item in surveyed(read(1, account)).figures.lapses if item.hosts]


def test_a_survey_without_a_clock_knows_no_end_of_a_licence() -> None:
    """One that was cut short has its beginning."""
    assert sum(item.hosts for item in surveyed(ending(0), ended_at="", began_at=ENDED).figures.lapses) == 3
    assert sum(item.hosts for item in surveyed(ending(0), ended_at="", began_at="soon").figures.lapses) == 0


def test_bars_cover_the_days_without_gap_or_overlap() -> None:
    """So that the plot and the table agree: 30, 60 and 90 days end a bar."""
    bars = surveyed().figures.bars
    assert [day for bar in bars for day in range(bar.first, bar.last + 1)] == list(range(91))
    assert {30, 60, 90} <= {bar.last for bar in bars}


def test_a_mak_counts_machines_that_are_licensed_by_it() -> None:
    """A machine with two names spent one activation, one that is not licensed none that shows."""
    same, other = read(1, office()), read(2, office(partial_product_key="vwm72"))
    open_one = read(3, office(licensed=False))
    fleet = surveyed(same, same, other, open_one, VWM72=1, ABCDE=7)
    assert fleet.figures.keys == (KeyUse("VWM72", 2, 1), KeyUse("ABCDE", 0, 7))
    assert [key.is_over for key in fleet.figures.keys] == [True, False]
    assert names(fleet, Facet.KEY, "VWM72") == ["a", "b", "c"]


def test_a_kms_host_has_one_name_and_its_clients_are_counted_by_machine_and_by_id() -> None:
    """What a product has set wins over the service, and that over DNS; a licence by Active Directory names none."""
    found = read(1, licence())
    pinned = read(2, unlicensed("0xC004F074", kms={"host": "KMS-1.corp.example.", "port": 1688}))
    shared = {"client_machine_id": "2", "kms": {"host": "kms-2", "port": 1689}}
    by_service = read(3, licence(kms={"host": None, "discovered_host": "kms-1.corp.example"}), service=shared)
    by_directory = read(4, licence(activated_by="ad"), licence(activated_by="subscription"))
    mak = read(5, office(kms={"host": "kms-1.corp.example"}))
    figures = surveyed(found, found, pinned, by_service, by_directory, mak).figures
    assert figures.kms_hosts == (KmsHost("kms-1.corp.example", 2, 1, 2), KmsHost("kms-2:1689", 1, 1, 1))


def test_clones_are_several_machines_and_twins_one_machine_with_several_names() -> None:
    """They look alike by the client machine ID alone."""
    cloned = {"client_machine_id": "C10E"}
    rows = [read(1, service=cloned), read(2, service=cloned), read(3), read(3)]
    figures = surveyed(*rows).figures
    assert [(item.value, item.hosts) for item in figures.clones] == [("c10e", ("a", "b"))]
    assert [item.hosts for item in figures.twins] == [("c", "d")]


def test_a_uuid_that_was_copied_makes_no_twins_and_each_machine_spends_its_own_activation() -> None:
    """They have other names of their own, or other client machine IDs."""
    copied = [read(1, office()), read(1, office(), host={"uuid": read(1)["host"]["uuid"], "name": "OTHER", "build": 1})]
    figures = surveyed(*copied).figures
    assert (figures.twins, figures.keys) == ((), (KeyUse("VWM72", 2, None),))
    assert [item.hosts for item in figures.clones] == [("a", "b")]


def test_a_cause_comes_from_the_catalogue_where_nobody_diagnosed() -> None:
    """Of products that are not licensed, each once a host; licensed hosts have none."""
    lost = unlicensed("0xC004F074")
    figures = surveyed(read(1, lost, lost | {"activation_id": "x"}), read(2, lost), read(3, licence())).figures
    (found,) = figures.causes
    assert (found.cause.id, found.hosts) == ("0xC004F074", 2)
    assert "KMS host" in found.cause.title and "1688" in found.cause.next_step


def test_a_diagnosis_says_more_than_a_code() -> None:
    """Notes are no causes, and the same finding about two KMS hosts is two causes."""
    told = [
        {"id": "kms_unknown", "group": "kms_unknown kms-1", "severity": "critical", "title": "A", "next_steps": ["B."]},
        {"id": "note", "severity": "info", "title": "C"},
    ]
    hosts = [read(1, unlicensed("0xC004F074"), diagnosis={"findings": told}), read(2, diagnosis={"findings": told})]
    other = [{**told[0], "group": "kms_unknown kms-2"}]
    figures = surveyed(*hosts, read(3, diagnosis={"findings": other})).figures
    assert [(item.cause.key, item.hosts) for item in figures.causes] == [
        ("kms_unknown kms-1", 2),
        ("kms_unknown kms-2", 1),
    ]
    assert figures.causes[0].cause.next_step == "B."


@pytest.mark.parametrize(
    ("code", "step"),
    [
        ("0x4004F00C", "Activate with win_activation, or renew"),
        ("0xC0DEC0DE", "Search Microsoft's documentation for the code"),
    ],
)
def test_every_code_has_a_next_step(code: str, step: str) -> None:
    """One that says in which state a product is, and one that nobody knows."""
    (found,) = surveyed(read(1, unlicensed(code))).figures.causes
    assert found.cause.next_step.startswith(step)


def test_hosts_that_could_not_be_read_are_together_by_their_reason() -> None:
    """Whatever names and addresses are in it; what became of them tells them apart as well."""
    lost = [
        {"unreachable": True, "msg": f"{name}: HTTPConnectionPool(host='{host}'): at 10.0.0.{number} 0x1f"}
        for number, (name, host) in enumerate([("a", "a.corp.example"), ("b", "b.corp.example"), ("c", "c")])
    ]
    failed = {"failed": True, "msg": "...: HTTPConnectionPool(host='...'): at ... 0x1f"}
    found = surveyed(*lost, failed, {}).figures.unread
    assert [(item.fate.value, item.hosts) for item in found] == [("unreachable", 3), ("failed", 1), ("not_asked", 1)]
    assert found[0].reason == "...: HTTPConnectionPool(host='...'): at ... 0x1f"


@pytest.mark.parametrize(
    "reason",
    [
        "No connection to the host: nothing listens at {name}.corp.example:5986.",
        "No connection to the host: nothing listens at 10.0.4.{number}:5986.",
        "{name} ({name}.corp.example) is gone.",
        "<HTTPConnection object at 0x7f{number}>: host='{name}.other', port=5985",
    ],
)
def test_what_is_a_host_s_own_in_a_reason_makes_no_reason_of_its_own(reason: str) -> None:
    """However the inventory calls it, and whatever its address is."""
    lost = [{"unreachable": True, "msg": reason.format(name="ab"[at], number=at)} for at in range(2)]
    assert [item.hosts for item in surveyed(*lost).figures.unread] == [2]


def test_nothing_that_looks_like_a_key_comes_through() -> None:
    """A host may put one into any text."""
    key = "TNTTT-TTTTT-TTTTT-TTTTT-PKX99"
    told = finding("x", title=f"Key {key}", next_steps=[key], group=key)
    hosts = [read(1, unlicensed("0x1", family=key), diagnosis={"findings": [told]}), {"failed": True, "msg": key}]
    fleet = surveyed(*hosts)
    assert "TTTTT" not in f"{fleet.figures.causes}{fleet.figures.unread}{fleet.figures.editions}{fleet.shared}"


def test_every_figure_of_a_large_survey_is_the_number_of_hosts_behind_it() -> None:
    """By the facet and the value that its link has."""
    fleet = fleet_of(survey_of(300), {}, Language.ENGLISH)
    figures = fleet.figures
    for facet, shares in ((Facet.GROUP, figures.groups), (Facet.EDITION, figures.editions), (Facet.WAY, figures.ways)):
        assert {share.value: share.total for share in shares} == {
            share.value: len(names(fleet, facet, share.value)) for share in shares
        }
    assert all(item.hosts == len(names(fleet, Facet.CAUSE, item.cause.key)) for item in figures.causes)
    assert all(item.hosts == len(names(fleet, Facet.UNREAD, item.value)) for item in figures.unread)
    assert all(len(item.hosts) == len(names(fleet, Facet.CLONE, item.value)) for item in figures.clones)
    assert len(figures.twins) == 1 and names(fleet, Facet.TWIN, figures.twins[0].value) == list(figures.twins[0].hosts)
