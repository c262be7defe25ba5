# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Grouping by cause: who stands where, and who is left out, which is nobody."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._diagnose import diagnose
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._evidence import System
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._report._grouping import Group, group_by_cause
from ansible_collections.licenseops.windows.plugins.plugin_utils._result._diagnosis import render_diagnosis
from ansible_collections.licenseops.windows.plugins.plugin_utils._result._finding import Health
from ansible_collections.licenseops.windows.plugins.plugin_utils._result._read import HostDiagnosis, read_results
from ansible_collections.licenseops.windows.tests.unit.plugins.support.diagnoses import (
    CLEAR_HOST,
    EXCUSES,
    diagnosed,
    failed,
    finding,
    pinned,
    unreachable,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.evidence import NOW, evidence
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import windows


def hosts_of(results: dict[str, dict[str, Any]]) -> dict[str, HostDiagnosis]:
    return {host.host: host for host in read_results(results, EXCUSES)}


def groups_of(results: dict[str, dict[str, Any]]) -> tuple[Group, ...]:
    return group_by_cause(read_results(results, EXCUSES))


def shapes_of(results: dict[str, dict[str, Any]]) -> list[tuple[str, tuple[str, ...]]]:
    return [(group.example.title, group.hosts) for group in groups_of(results)]


def test_hosts_with_the_same_cause_and_title_are_one_group() -> None:
    results = {name: diagnosed(pinned()) for name in ("web-10", "web-2")} | {"db": diagnosed(pinned("kms-b"))}
    assert shapes_of(results) == [
        ("KMS host kms-old.corp.example cannot be resolved", ("web-2", "web-10")),
        ("KMS host kms-b cannot be resolved", ("db",)),
    ]


def told(name: str, key: str, language: Language, number: int, **changes: Any) -> dict[str, Any]:
    """The result of a real diagnosis of a host whose Windows is in a language."""
    product = windows(name=name, partial_product_key=key, **changes)
    seen = evidence(product, system=System(language=number))
    return render_diagnosis(seen, diagnose(seen), language, NOW)


@pytest.mark.parametrize(
    ("reader", "languages"),
    [
        (Language.ENGLISH, (Language.ENGLISH, Language.JAPANESE)),
        (Language.JAPANESE, (Language.JAPANESE, Language.ENGLISH)),
    ],
)
def test_hosts_of_different_languages_with_the_same_cause_are_one_group(
    reader: Language, languages: tuple[Language, Language]
) -> None:
    """The names of their products differ, and so do the texts of results that were made in another language."""
    english = told("Windows(R), Professional edition", "PKX99", languages[0], 1033)
    japanese = told("Windows(R), Professional エディション", "ABCDE", languages[1], 1041)
    (group,) = group_by_cause(read_results({"b": japanese, "a": english, "c": english}, EXCUSES), reader)
    assert group.hosts == ("a", "b", "c")
    assert group.example.title == (english if reader is Language.ENGLISH else japanese)["findings"][0]["title"]
    assert group.products == ("Windows Professional (...PKX99, ...ABCDE)",)


def test_what_the_title_names_parts_groups_and_what_it_does_not_name_does_not() -> None:
    results = {
        "a": told("Windows A", "PKX99", Language.ENGLISH, 1033),
        "b": told("Windows B", "PKX99", Language.ENGLISH, 1033, activation_id="another", family="Core"),
    }
    assert [group.hosts for group in groups_of(results)] == [("a",), ("b",)]
    blocked = {host: result | {"findings": [item | {"group": "key_blocked"} for item in result["findings"]]}
               for host, result in results.items()}  # fmt: skip
    (group,) = groups_of(blocked)
    assert group.products == ("Windows Professional (...PKX99)", "Windows Core (...PKX99)")


def test_two_products_of_one_host_stand_in_its_group_both() -> None:
    addon = {"activation_id": "esu", "short_name": "Windows ESU year 1", "partial_product_key": "FFR38"}
    (group,) = groups_of({"a": diagnosed(finding("x"), finding("x", product=addon))})
    assert group.hosts == ("a",)
    assert group.products == ("Windows, Pro (...PKX99)", "Windows ESU year 1 (...FFR38)")


def test_of_many_keys_a_few_are_shown() -> None:
    products = [
        {"activation_id": "x", "short_name": "W", "partial_product_key": f"AAAA{number}"} for number in range(5)
    ]
    results = {f"h{place}": diagnosed(finding("x", product=item)) for place, item in enumerate(products)}
    assert groups_of(results)[0].products == ("W (...AAAA0, ...AAAA1, ...AAAA2, ...)",)


def test_all_codes_of_a_group_are_told_once() -> None:
    other = {"code": "0x803FA067", "symbol": None}
    (group,) = groups_of(
        {"a": diagnosed(finding("x")), "b": diagnosed(finding("x", code=other)), "c": diagnosed(finding("x"))}
    )
    assert group.codes == ("0xC004F074 SL_E_VL_KEY_MANAGEMENT_SERVICE_ID_MISMATCH", "0x803FA067")


def test_the_worst_is_first_and_then_the_one_with_most_hosts() -> None:
    results = {
        "a": diagnosed(finding("often", "warning")),
        "b": diagnosed(finding("often", "warning"), finding("note", "info")),
        "c": diagnosed(finding("rare")),
        "d": diagnosed(finding("less", "warning")),
        "e": unreachable(),
        "f": failed("No."),
    }
    assert [title for title, _hosts in shapes_of(results)] == ["rare", "not reached", "No.", "often", "less", "note"]


def test_a_host_with_two_causes_stands_in_both_groups_and_once_in_each() -> None:
    results = {"a": diagnosed(pinned(), finding("clock_wrong"), finding("clock_wrong"))}
    assert [hosts for _title, hosts in shapes_of(results)] == [("a",), ("a",)]


def test_a_group_is_as_bad_as_its_worst_host() -> None:
    results = {"a": diagnosed(finding("x", "warning")), "b": diagnosed(finding("x", "critical"))}
    assert [group.health for group in groups_of(results)] == [Health.CRITICAL]


@pytest.mark.parametrize(
    ("other", "is_safe"), [(CLEAR_HOST, True), (CLEAR_HOST | {"safe": False}, False), (None, False)]
)
def test_a_group_has_a_safe_fix_only_when_all_its_hosts_have_one(other: dict[str, Any] | None, is_safe: bool) -> None:
    (group,) = groups_of({"a": diagnosed(finding("x", fix=CLEAR_HOST)), "b": diagnosed(finding("x", fix=other))})
    assert group.is_safe is is_safe


def test_trying_again_helps_a_group_only_when_it_helps_all_of_it() -> None:
    (group,) = groups_of({"a": diagnosed(finding("x", retry_helps=True)), "b": diagnosed(finding("x"))})
    assert not group.retry_helps


def test_failures_with_the_same_error_are_one_group_with_its_advice() -> None:
    results = {name: failed("No ssh here.", "Use winrm.") for name in ("a", "b")}
    (group,) = groups_of(results)
    assert (group.example.title, group.example.next_steps, group.hosts) == ("No ssh here.", ("Use winrm.",), ("a", "b"))
    assert hosts_of(results)["a"].message == "No ssh here. Use winrm."


def test_a_failure_without_advice_borrows_it() -> None:
    (group,) = groups_of({"a": {"msg": "boom"}})
    assert (group.example.title, group.example.next_steps) == ("failed", ("read it",))


def test_two_hundred_hosts_are_all_there() -> None:
    results = {f"web-{number}": diagnosed(pinned()) if number % 2 else unreachable() for number in range(200)}
    assert sum(len(group.hosts) for group in groups_of(results)) == len(hosts_of(results)) == 200


def test_the_first_of_its_hosts_speaks_for_a_group() -> None:
    results = {name: diagnosed(finding("x", cause=f"seen on {name}")) for name in ("web-10", "web-2", "web-3")}
    (group,) = groups_of(results)
    assert group.example.cause == "seen on web-2"


def test_of_groups_that_are_as_bad_and_as_many_the_names_decide() -> None:
    results = {"a": diagnosed(finding("y", title="1"), finding("x", title="3"), finding("x", title="2"))}
    assert [title for title, _hosts in shapes_of(results)] == ["2", "3", "1"]
