# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Forty hosts with Office of every kind: what win_office_status says of each, against a table from the facts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.component.bench import LocalFleet
from tests.support.play import Playbook

STATUS = "licenseops.windows.win_office_status"

YEARS = (2013, 2016, 2019, 2021, 2024)
#: Office 2013 and 2016 came by Windows Installer, the others come by click-to-run (documented).
INSTALLATION = {year: "windows_installer" if year < 2019 else "click_to_run" for year in YEARS}

Told = tuple[str, list[tuple[str | None, str, bool | None]]]


def of_year(year: int) -> dict[str, Told]:
    """Volume products: licensed is what a row says, and a leftover takes nothing away."""
    suite, visio, how = f"ProPlus{year}Volume", f"VisioPro{year}Volume", INSTALLATION[year]
    return {
        f"kms-{year}": (how, [(suite, "volume", True)]),
        f"mak-{year}": (how, [(suite, "volume", True)]),
        f"both-{year}": (how, [(suite, "volume", True), (visio, "volume", False)]),
        f"bare-{year}": (how, [(suite, "volume", False)]),
        f"leftover-{year}": (how, [(suite, "volume", True)]),
    }


#: Whether an account has a licence, no row of Software Protection says (documented).
APPS = "O365ProPlusRetail"
RIGHT: dict[str, Told] = {
    **{name: told for year in YEARS for name, told in of_year(year).items()},
    **{
        name: ("click_to_run", [(APPS, model, None)])
        for name, model in {
            "m365-next": "vnext",
            "m365-next-grace": "vnext",
            "m365-next-sub": "vnext",
            "m365-shared": "sca",
            "m365-shared-grace": "sca",
            "m365-device": "device",
            "m365-device-sub": "device",
            "m365-nobody": "vnext",
            "m365-old": "unknown",
        }.items()
    },
    "m365-volume": ("click_to_run", [(APPS, "vnext", None), ("VisioPro2024Volume", "volume", True)]),
    "retail-2024": ("click_to_run", [("ProPlus2024Retail", "retail", True)]),
    "retail-2021-open": ("click_to_run", [("ProPlus2021Retail", "retail", False)]),
    "new": ("click_to_run", [("ProPlus2031Volume", "volume", False), ("Mystery", "unknown", None)]),
    "none-1": ("none", []),
    "none-2": ("none", []),
}


@pytest.fixture(scope="module")
def offices_at_start() -> LocalFleet:
    """The hosts all tests of this file share."""
    return LocalFleet.of(Path(__file__).parent / "office_fleet.yml")


@pytest.fixture
def offices(offices_at_start: LocalFleet) -> LocalFleet:
    """The hosts as their scenario describes them, with empty journals."""
    offices_at_start.reset()
    return offices_at_start


@pytest.fixture
def play(offices: LocalFleet, tmp_path: Path) -> Playbook:
    """Runs tasks against these hosts."""
    return Playbook(offices, tmp_path)


def told(office: dict[str, Any]) -> Told:
    """The part of a result that the table has."""
    products = [(item["office_product"], item["model"], item["licensed"]) for item in office["products"]]
    return office["installation"], products


def test_each_of_forty_hosts_is_told_right_and_none_is_changed(offices: LocalFleet, play: Playbook) -> None:
    assert len(RIGHT) == 40
    run = play.run("all", [{"name": "office", STATUS: {}}])
    assert {item.host: told(item.result["office"]) for item in run.results} == RIGHT
    assert {host: offices.mutating(host) for host in RIGHT} == dict.fromkeys(RIGHT, 0)


def test_a_fleet_can_be_counted_by_model_and_version(play: Playbook) -> None:
    run = play.run("all", [{"name": "office", STATUS: {}}])
    models = [product["model"] for item in run.results for product in item.result["office"]["products"]]
    assert {model: models.count(model) for model in set(models)} == {
        "volume": 32,
        "retail": 2,
        "vnext": 5,
        "sca": 2,
        "device": 2,
        "unknown": 2,
    }
    versions = {item.result["office"]["version"] for item in run.results if item.result["office"]["version"]}
    assert all(version.startswith("16.0.") for version in versions)
    assert len(versions) >= 4
