# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long hosts of every edition and build are supported on 2026-12-01, by a table written from Microsoft's pages.

The table stands here by itself: no line of it is taken from the catalogue of the collection.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from tests.component.bench import LocalFleet
from tests.simulator.scenario import parse_scenario
from tests.support.fleet import ROOT
from tests.support.play import Playbook

TODAY = "2026-12-01T08:00:00Z"
MODULE = "win_activation_status"

CLIENT, SERVER = "windows-10-pro", "server-2022-standard"

#: Edition, build, licensed ESU year; what is said of it: state, last day, ESU year, days until the end that counts.
CLIENTS: tuple[tuple[str, int, int | None, str, str | None, int | None], ...] = (
    ("Professional", 10240, None, "ended", "2017-05-09", -3493),
    ("Enterprise", 10240, None, "ended", "2017-05-09", -3493),
    ("Core", 10586, None, "ended", "2017-10-10", -3339),
    ("Professional", 14393, None, "ended", "2018-04-10", -3157),
    ("Enterprise", 14393, None, "ended", "2019-04-09", -2793),
    ("Education", 15063, None, "ended", "2019-10-08", -2611),
    ("Core", 16299, None, "ended", "2019-04-09", -2793),
    ("Enterprise", 17134, None, "ended", "2021-05-11", -2030),
    ("Professional", 17763, None, "ended", "2020-11-10", -2212),
    ("Education", 17763, None, "ended", "2021-05-11", -2030),
    ("Professional", 18362, None, "ended", "2020-12-08", -2184),
    ("Enterprise", 18363, None, "ended", "2022-05-10", -1666),
    ("Core", 19041, None, "ended", "2021-12-14", -1813),
    ("Enterprise", 19042, None, "ended", "2023-05-09", -1302),
    ("Professional", 19043, None, "ended", "2022-12-13", -1449),
    ("Education", 19044, None, "ended", "2024-06-11", -903),
    ("Professional", 19045, None, "ended", "2025-10-14", -413),
    ("Professional", 19045, 1, "ended", "2025-10-14", -413),
    ("Professional", 19045, 2, "esu", "2025-10-14", 315),
    ("Enterprise", 19045, 2, "esu", "2025-10-14", 315),
    ("Enterprise", 19045, 3, "ended", "2025-10-14", -413),
    ("ServerRdsh", 19045, None, "ended", "2025-10-14", -413),
    ("EnterpriseS", 10240, None, "ended", "2025-10-14", -413),
    ("EnterpriseS", 14393, None, "ended", "2026-10-13", -49),
    ("EnterpriseS", 17763, None, "supported", "2029-01-09", 770),
    ("EnterpriseS", 19044, None, "supported", "2027-01-12", 42),
    ("EnterpriseS", 26100, None, "supported", "2029-10-09", 1043),
    ("Core", 22000, None, "ended", "2023-10-10", -1148),
    ("Enterprise", 22000, None, "ended", "2024-10-08", -784),
    ("Professional", 22621, None, "ended", "2024-10-08", -784),
    ("Education", 22621, None, "ended", "2025-10-14", -413),
    ("Professional", 22631, None, "ended", "2025-11-11", -385),
    ("Enterprise", 22631, None, "ended", "2026-11-10", -21),
    ("ProfessionalWorkstation", 26100, None, "ended", "2026-10-13", -49),
    ("Enterprise", 26100, None, "supported", "2027-10-12", 315),
    ("ServerRdsh", 26100, None, "supported", "2027-10-12", 315),
    ("IoTEnterprise", 26100, None, "supported", "2027-10-12", 315),
    ("Professional", 26200, None, "supported", "2027-10-12", 315),
    ("Education", 26200, None, "supported", "2028-10-10", 679),
    ("Professional", 28000, None, "supported", "2028-03-14", 469),
    ("Enterprise", 28000, None, "supported", "2029-03-13", 833),
    ("Core", 26300, None, "supported", "2028-10-10", 679),
    ("Enterprise", 26300, None, "supported", "2029-10-09", 1043),
    ("Professional", 27999, None, "unknown", None, None),
    ("EnterpriseS", 19045, None, "unknown", None, None),
)
SERVERS: tuple[tuple[str, int, int | None, str, str | None, int | None], ...] = (
    ("ServerStandard", 9200, None, "ended", "2023-10-10", -1148),
    ("ServerStandard", 9600, None, "ended", "2023-10-10", -1148),
    ("ServerDatacenter", 9600, None, "ended", "2023-10-10", -1148),
    ("ServerStandard", 14393, None, "supported", "2027-01-12", 42),
    ("ServerDatacenter", 14393, None, "supported", "2027-01-12", 42),
    ("ServerSolution", 14393, None, "supported", "2027-01-12", 42),
    ("ServerStandard", 17763, None, "supported", "2029-01-09", 770),
    ("ServerSolution", 17763, None, "supported", "2029-01-09", 770),
    ("ServerStandard", 20348, None, "supported", "2031-10-14", 1778),
    ("ServerTurbine", 20348, None, "supported", "2031-10-14", 1778),
    ("ServerDatacenter", 25398, None, "ended", "2026-05-12", -203),
    ("ServerStandard", 26100, None, "supported", "2034-11-14", 2905),
    ("ServerDatacenterEval", 26100, None, "supported", "2034-11-14", 2905),
    ("ServerTurbine", 26100, None, "supported", "2034-11-14", 2905),
    ("ServerStandard", 27000, None, "unknown", None, None),
)
ROWS = (*((CLIENT, *row) for row in CLIENTS), *((SERVER, *row) for row in SERVERS))


def host_of(profile: str, edition: str, build: int, year: int | None) -> dict[str, Any]:
    """A host as a scenario describes it, with a key of whatever kind its edition has."""
    host: dict[str, Any] = {"profile": profile, "edition": edition, "build": build, "windows": "mak_licensed"}
    if edition in ("Core", "Professional"):
        host["windows"] = "default_key"
    if edition.endswith("Eval"):
        host["windows"] = "evaluation"
    if year is not None:
        host["licences"] = {f"esu-year-{year}": {"situation": "mak_licensed", "key": f"esu-windows-10-year-{year}"}}
    return host


#: Its Office is licensed by accounts, which nothing on the host tells of.
BY_ACCOUNT = {
    "profile": ["windows-11-pro", "office-microsoft-365"],
    "windows": "digital_licence",
    "licences": {"grace/business": "grace_over"},
}


@pytest.fixture(scope="module")
def fleet_at_start() -> LocalFleet:
    """A host for each row, and one without a volume product of Office."""
    hosts = {f"host-{number}": host_of(*row[:4]) for number, row in enumerate(ROWS)} | {"by-account": BY_ACCOUNT}
    return LocalFleet(parse_scenario({"simulation": {"clock": TODAY}, "hosts": hosts}))


def test_sixty_hosts_are_supported_as_microsofts_pages_say(fleet: LocalFleet, playbook: Playbook) -> None:
    assert len(ROWS) == 60
    run = playbook.run("all:!by-account", [{"name": "status", f"licenseops.windows.{MODULE}": {"service": True}}])
    assert run.returncode == 0, run.output
    wrong = {}
    for number, (_profile, edition, build, year, state, ends, days) in enumerate(ROWS):
        found = run.of("status", f"host-{number}").result["support"]
        expected = {"state": state, "ends": ends, "days": days, "esu_year": year if state == "esu" else None}
        if {name: found[name] for name in expected} != expected or found["as_of"] != "2026-11-21":
            wrong[f"{edition} {build} {year}"] = found
    assert not wrong
    assert fleet.mutating("host-0") == 0


@pytest.mark.parametrize("guide", ["troubleshooting.md", "troubleshooting.ja.md"])
def test_the_task_of_the_guide_fails_where_less_than_its_days_are_left_or_nothing_is_known(
    fleet: LocalFleet, playbook: Playbook, guide: str
) -> None:
    (text,) = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / guide).read_text(encoding="utf-8"), re.DOTALL)
    (task,) = yaml.safe_load(text)
    ends = {(row[1], row[2]): f"host-{number}" for number, row in enumerate(ROWS)}
    fine, soon, unknown = (ends["ServerStandard", build] for build in (20348, 14393, 27000))
    run = playbook.run(f"{fine},{soon},{unknown}", [task])
    assert {item.host for item in run.results if item.is_failed} == {soon, unknown}, run.output
    assert run.of(task["name"], fine).verdict == "ok"


def test_of_microsoft_365_apps_nothing_is_asserted(playbook: Playbook) -> None:
    result = playbook.task("by-account", MODULE, {"application": "office", "assert": ["supported"]})
    assert not result.is_failed
    assert "so nothing was asserted." in " ".join(result.result["warnings"])
