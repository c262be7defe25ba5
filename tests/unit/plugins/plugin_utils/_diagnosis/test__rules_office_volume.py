# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Volume Office: what is told of keys, licence files, leftovers and KMS hosts, and where nothing is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._diagnose import diagnose, is_healthy
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._evidence import Evidence
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._finding import Confidence
from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._kinds import Severity
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import (
    Application,
    Channel,
    KmsClient,
    LicenseStatus,
    Product,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._office import ClickToRun
from ansible_collections.licenseops.windows.tests.unit.plugins.support.evidence import (
    evidence,
    given,
    request,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.licence_rows import CLICK_TO_RUN, row_named
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    OFFICE_ID,
    licensed,
    office,
    service,
    windows,
)

PROPLUS, VISIO = ClickToRun(("ProPlus2024Volume",)), ClickToRun(("ProPlus2024Volume", "VisioPro2024Volume"))


def row(family: str, channel: Channel, **changes: Any) -> Product:
    """A row of Office with a key, not activated."""
    own = {"name": f"Office, {family} edition", "family": family, "channel": channel, "activation_id": family.lower()}
    return office(**(own | changes))


MAK = row("Office24ProPlus2024VL_MAK_AE1", Channel.MAK)
GVLK = row("Office24ProPlus2024VL_KMS_Client_AE", Channel.GVLK, reason=0xC004F056)
RETAIL = row("Office24ProPlus2024R_Retail", Channel.RETAIL)
OLD_RETAIL = row("Office21ProPlus2021R_Retail", Channel.RETAIL)
GRACE_ROW = row("Office24ProPlus2024R_Grace", Channel.SUBSCRIPTION, reason=0xC004F009)
OLD_MAK = row("Office19ProPlus2019VL_MAK_AE", Channel.MAK)
VISIO_MAK = row("Office24VisioPro2024VL_MAK_AE", Channel.MAK)


def ids(seen: Evidence) -> list[str]:
    """Findings in order."""
    return [item.id for item in diagnose(seen)]


@pytest.mark.parametrize(
    ("rows", "installed"),
    [
        pytest.param([licensed(MAK), GVLK], PROPLUS, id="a setup key beside a MAK"),
        pytest.param([licensed(MAK), GVLK], None, id="without click-to-run"),
        pytest.param([licensed(GVLK, activation_type=2, grace_minutes=250_000), MAK], PROPLUS, id="a MAK beside KMS"),
        pytest.param([licensed(MAK), GRACE_ROW], PROPLUS, id="a grace row"),
        pytest.param([licensed(MAK), RETAIL], PROPLUS, id="a retail row"),
        pytest.param([licensed(MAK), OLD_RETAIL], PROPLUS, id="a retail row of another year"),
        pytest.param([licensed(RETAIL), GVLK], ClickToRun(("ProPlus2024Retail",)), id="a setup key beside retail"),
        pytest.param([licensed(MAK), GVLK, RETAIL, GRACE_ROW], PROPLUS, id="all at once"),
    ],
)
def test_leftovers_beside_a_licence_are_a_remark(rows: list[Product], installed: ClickToRun | None) -> None:
    seen = evidence(licensed(windows()), *rows, events=[], click_to_run=installed)
    (finding,) = diagnose(seen)
    assert (finding.id, finding.severity) == ("office_leftovers", Severity.INFO)
    assert len(finding.facts) == len(rows) - 1
    assert is_healthy(seen, [finding])


@pytest.mark.parametrize(
    ("rows", "installed", "expected"),
    [
        pytest.param([MAK, GVLK], PROPLUS, {"not_activated", "kms_not_bound"}, id="none is licensed"),
        pytest.param([licensed(MAK), OLD_MAK], PROPLUS, {"not_activated"}, id="a volume product of another year"),
        pytest.param([licensed(MAK), VISIO_MAK], VISIO, {"not_activated"}, id="another product"),
        pytest.param(
            [licensed(MAK), OLD_RETAIL],
            ClickToRun(("ProPlus2024Volume", "ProPlus2021Retail")),
            {"not_activated"},
            id="a retail product that is installed",
        ),
        pytest.param([GRACE_ROW], PROPLUS, {"account_licence"}, id="grace alone"),
    ],
)
def test_what_is_no_leftover(rows: list[Product], installed: ClickToRun, expected: set[str]) -> None:
    found = set(ids(evidence(licensed(windows()), *rows, events=[], click_to_run=installed)))
    assert expected <= found and "office_leftovers" not in found


def test_an_old_retail_row_is_judged_when_click_to_run_is_known() -> None:
    assert ids(evidence(licensed(windows()), licensed(MAK), OLD_RETAIL, events=[])) == ["not_activated"]


def test_the_licence_of_microsoft_365_makes_nothing_a_leftover() -> None:
    subscription = licensed(row_named(CLICK_TO_RUN), family="Office24ProPlus2024R_Grace")
    assert "office_leftovers" not in ids(evidence(subscription, GVLK, events=[], click_to_run=PROPLUS))


def test_a_given_code_is_not_one_of_a_leftover() -> None:
    seen = evidence(licensed(MAK), GVLK, application=Application.OFFICE, events=[], given=given(0xC004C020))
    first = diagnose(seen)[0]
    assert (first.id, first.product) == ("mak_limit_reached", licensed(MAK))


@pytest.mark.parametrize(
    ("installed", "bases", "expected"),
    [
        pytest.param(VISIO, {"visiopro2024", "proplus2024"}, "office_key_missing", id="no key"),
        pytest.param(VISIO, {"proplus2024"}, "office_licences_missing", id="no licence files"),
        pytest.param(
            ClickToRun(("ProPlus2024Volume", "visiopro2024volume")), {"visiopro2024"}, "office_key_missing", id="case"
        ),
        pytest.param(PROPLUS, set(), None, id="all have one"),
        pytest.param(ClickToRun(("ProPlus2024Volume", "VisioPro2024Retail")), set(), None, id="retail"),
        pytest.param(None, set(), None, id="Windows Installer"),
    ],
)
def test_products_without_a_key(installed: ClickToRun, bases: set[str], expected: str | None) -> None:
    seen = evidence(licensed(windows()), licensed(MAK), click_to_run=installed, licence_bases=frozenset(bases))
    found = diagnose(seen)
    assert [item.id for item in found] == ([expected] if expected else [])
    assert all(item.confidence is Confidence.CERTAIN and item.product is None for item in found)


def test_several_products_are_one_finding_and_doubt_is_said() -> None:
    installed = ClickToRun(("VisioPro2024Volume", "ProjectStd2024Volume", "Access2030Volume"))
    (finding,) = diagnose(evidence(licensed(windows()), click_to_run=installed))
    assert finding.mentions["office"] == "Visio LTSC Professional 2024, Project Standard 2024, Access2030Volume"
    assert finding.mentions["release"] == "VisioPro2024Volume, ProjectStd2024Volume"
    assert finding.confidence is Confidence.LIKELY


def test_a_missing_key_of_office_hides_nothing_of_windows() -> None:
    seen = evidence(windows(), click_to_run=PROPLUS, licence_bases=frozenset({"proplus2024"}))
    assert set(ids(seen)) == {"not_activated", "office_key_missing"}
    assert set(ids(evidence(click_to_run=PROPLUS))) == {"key_missing", "office_key_missing"}


@pytest.mark.parametrize(
    ("name", "is_told"), [("ProPlus2024Volume", False), ("Standard2024Volume", False), ("VisioPro2024Volume", True)]
)
def test_microsoft_365_apps_bring_the_programs_of_a_suite_and_not_visio(name: str, is_told: bool) -> None:
    seen = evidence(licensed(windows()), click_to_run=ClickToRun(("O365ProPlusRetail", name)))
    assert ids(seen) == (["office_key_missing"] if is_told else [])


def test_office_by_windows_installer_without_a_key() -> None:
    parts: dict[str, Any] = {"application": Application.OFFICE, "click_to_run": None}
    (finding,) = diagnose(evidence(licence_bases=frozenset({"proplus2016", "visiopro2013"}), **parts))
    assert finding.id == "office_key_missing"
    assert "2016" in str(finding.mentions["office"]) and "2013" in str(finding.mentions["office"])
    assert ids(evidence(licence_bases=frozenset(), **parts)) == []
    assert ids(evidence(licensed(MAK), licence_bases=frozenset({"visiopro2024"}), **parts)) == []
    (unknown,) = diagnose(evidence(licence_bases=frozenset({"nobody2030"}), **parts))
    assert unknown.mentions["office"] == "Office"


@pytest.mark.parametrize(
    ("installed", "bases", "code", "is_told"),
    [
        pytest.param(ClickToRun(("ProPlus2024Retail",)), set(), 0xC004F069, True, id="retail"),
        pytest.param(ClickToRun(("ProPlus2024Retail",)), set(), 0xC004F015, True, id="no licence for the key"),
        pytest.param(ClickToRun(("ProPlus2024Retail",)), {"proplus2024"}, 0xC004F069, False, id="its files are there"),
        pytest.param(ClickToRun(("ProPlus2024Retail",)), set(), 0xC004C003, False, id="another code"),
        pytest.param(PROPLUS, set(), 0xC004F069, False, id="volume"),
        pytest.param(ClickToRun(("O365ProPlusRetail",)), set(), 0xC004F069, False, id="Microsoft 365 Apps"),
        pytest.param(None, set(), 0xC004F069, False, id="nothing by click-to-run"),
    ],
)
def test_a_volume_key_for_an_office_by_retail(installed: ClickToRun, bases: set[str], code: int, is_told: bool) -> None:
    seen = evidence(
        licensed(RETAIL),
        application=Application.OFFICE,
        click_to_run=installed,
        licence_bases=frozenset(bases),
        given=given(code),
    )
    names = ids(seen)
    assert ("office_licences_missing" in names) is is_told
    assert not is_told or names == ["office_licences_missing"]


@pytest.mark.parametrize(
    ("rows", "is_told"),
    [
        pytest.param([RETAIL, GVLK], True, id="a setup key"),
        pytest.param([RETAIL, MAK], True, id="a MAK"),
        pytest.param([OLD_RETAIL, MAK], True, id="of another year"),
        pytest.param([licensed(RETAIL), GVLK], False, id="retail is licensed"),
        pytest.param([RETAIL, licensed(MAK)], False, id="volume is licensed"),
        pytest.param([RETAIL, VISIO_MAK], False, id="of another product"),
        pytest.param([RETAIL], False, id="alone"),
        pytest.param([RETAIL, replace(MAK, partial_product_key=None)], False, id="a row without a key"),
    ],
)
def test_a_retail_key_beside_a_volume_key(rows: list[Product], is_told: bool) -> None:
    found = [item for item in diagnose(evidence(*rows, events=[])) if item.id == "office_retail_beside_volume"]
    assert [item.product for item in found] == ([rows[0]] if is_told else [])


OWN, ALL = KmsClient(host="kms-old.corp.example"), KmsClient(host="kms1.corp.example")
RPC, NAME = 0x800706BA, 0x8007232B


def waiting(code: int, own: KmsClient = OWN, all_of: KmsClient = ALL, **changes: Any) -> Evidence:
    """A KMS client whose host gave no answer."""
    product = replace(GVLK, **{"kms": own, "activation_id": OFFICE_ID, **changes})
    attempt = request(1, code, own.host, activation_id=OFFICE_ID)
    return evidence(product, service=service(kms=all_of), events=[attempt])


@pytest.mark.parametrize(
    ("seen", "is_told"),
    [
        pytest.param(waiting(RPC), True, id="no way to its host"),
        pytest.param(waiting(0xC004F042), True, id="its host serves others"),
        pytest.param(waiting(NAME), False, id="its name is unknown, which says more"),
        pytest.param(waiting(0xC004F038), False, id="its host has answered"),
        pytest.param(waiting(RPC, OWN, KmsClient()), False, id="no host for all"),
        pytest.param(waiting(RPC, KmsClient(host="KMS1.corp.example.")), False, id="the same host"),
        pytest.param(waiting(RPC, KmsClient(host="kms1.corp.example", port=1689)), True, id="another port"),
        pytest.param(waiting(RPC, KmsClient(host="kms1.corp.example", port=1688)), False, id="the default port"),
        pytest.param(waiting(RPC, status=LicenseStatus.LICENSED), False, id="licensed"),
        pytest.param(waiting(RPC, channel=Channel.MAK), False, id="no KMS client"),
        pytest.param(waiting(RPC, application=Application.WINDOWS), False, id="Windows"),
    ],
)
def test_a_kms_host_of_the_product_that_hides_that_of_the_host(seen: Evidence, is_told: bool) -> None:
    names = ids(seen)
    assert ("kms_host_differs" in names) is is_told
    assert not is_told or "kms_rpc_failed" not in names


@pytest.mark.parametrize(
    ("rows", "ended"),
    [
        ([row("Office16ProPlusVL_MAK", Channel.MAK)], ["Office ProPlus2016"]),
        (
            [row("Office16ProPlusVL_MAK", Channel.MAK), row("Office16ProPlusR_Retail", Channel.RETAIL)],
            ["Office ProPlus2016"],
        ),
        ([licensed(row("Office16ProPlusVL_MAK", Channel.MAK))], []),
        ([MAK], []),
        ([office()], []),
        ([windows()], []),
    ],
)
def test_support_that_has_ended_is_told_beside_a_product_that_fails(rows: list[Product], ended: list[str]) -> None:
    found = [item for item in diagnose(evidence(*rows, events=[])) if item.id == "office_out_of_support"]
    assert [item.mentions["office"] for item in found] == ended
    assert all(item.severity is Severity.WARNING for item in found)


def test_damaged_licence_data_of_office_need_a_repair_and_those_of_windows_do_not() -> None:
    damaged = 0xC004F017
    assert ids(evidence(licensed(windows()), replace(MAK, reason=damaged), events=[])) == ["office_data_damaged"]
    assert ids(evidence(windows(reason=damaged), events=[])) == ["licence_files_damaged"]
    assert ids(evidence(given=given(damaged), application=Application.OFFICE)) == ["office_data_damaged"]
