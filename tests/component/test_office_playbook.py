# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role office_activate and its playbook: what it does to hosts with Office of several kinds, and what it says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.component.bench import LocalFleet
from tests.integration import keys
from tests.support.launch import PlayRun
from tests.support.play import Playbook

OFFICE = "licenseops.windows.office"
CHECK = ("--check", "--diff")
SETUP_KEY = "GCVGB"
#: That of another year.
VISIO_2021 = "TNTTT-TTTTT-TTTTT-TTTTT-XKV76"


@pytest.fixture(scope="module")
def office_at_start() -> LocalFleet:
    """The hosts all tests of this file share."""
    return LocalFleet.of(Path(__file__).parent / "office_guide.yml")


@pytest.fixture
def office(office_at_start: LocalFleet) -> LocalFleet:
    """The hosts as their scenario describes them, with empty journals."""
    office_at_start.reset()
    return office_at_start


@pytest.fixture
def play(office: LocalFleet, tmp_path: Path) -> Playbook:
    """Runs the playbook against these hosts."""
    return Playbook(office, tmp_path)


def activated(play: Playbook, hosts: str, *arguments: str, **variables: Any) -> PlayRun:
    """A run of the playbook; variables without the prefix of the role."""
    own = {f"office_activate_{name}": value for name, value in variables.items()} | {"office_hosts": hosts}
    return play.run_file(OFFICE, arguments=[*arguments, "--extra-vars", json.dumps(own)])


def shown(run: PlayRun) -> list[str]:
    """The lines of the table, without what Ansible prints around them."""
    _before, _task, after = run.output.partition("Show the products] ")
    return [" ".join(line.split()) for line in after.splitlines()[1:] if not line.startswith(("ok:", "\n"))][:8]


def sent(fleet: LocalFleet, host: str) -> list[str]:
    """The methods that change something, those aside that only look again."""
    entries: Sequence[dict[str, Any]] = fleet.admin.journal(host)
    return [entry["method"] for entry in entries if entry["mutating"] and entry["method"] != "RefreshLicenseStatus"]


def test_one_product_that_fails_is_shown_beside_those_that_are_licensed(office: LocalFleet, play: Playbook) -> None:
    wrong = {"VisioPro2024Volume": VISIO_2021, "ProjectPro2024Volume": "TNTTT-TTTTT-TTTTT-TTTTT-WPX94"}
    run = activated(play, "engineer", source="gvlk", product_keys=wrong)
    assert run.returncode == 2
    assert shown(run)[:3] == [
        "engineer ProPlus2024Volume licensed kms",
        "engineer VisioPro2024Volume failed 0xC004F069",
        "engineer ProjectPro2024Volume licensed mak",
    ], run.output
    assert "1 host: 1 failed." in run.output
    assert all(key not in run.output for key in (VISIO_2021, "TTTTT-WPX94"))


def test_leftovers_go_when_they_are_asked_to_and_stay_else(office: LocalFleet, play: Playbook) -> None:
    own = {"ProPlus2024Volume": keys.OFFICE}
    assert activated(play, "leftovers", product_keys=own).returncode == 0
    assert sent(office, "leftovers") == []
    tried = activated(play, "leftovers", *CHECK, product_keys=own, remove_leftovers=True)
    assert "1 host: 1 would be changed." in tried.output, tried.output
    assert sent(office, "leftovers") == []
    done = activated(play, "leftovers", product_keys=own, remove_leftovers=True)
    assert "1 host: 1 changed." in done.output, done.output
    assert sent(office, "leftovers") == ["UninstallProductKey"] * 2
    again = activated(play, "leftovers", product_keys=own, remove_leftovers=True)
    assert "1 host: 1 fine." in again.output, again.output
    assert sent(office, "leftovers") == ["UninstallProductKey"] * 2


def test_the_setup_key_stays_where_no_key_was_given(office: LocalFleet, play: Playbook) -> None:
    run = activated(play, "desk,licensed", source="gvlk", remove_leftovers=True)
    assert run.returncode == 0, run.output
    assert sent(office, "licensed") == []
    assert {"desk", "licensed"} == {host for host in office.hosts if SETUP_KEY in office.keyed(host)} & {
        "desk",
        "licensed",
    }


def test_from_kms_to_a_mak_the_setup_key_goes_once_the_mak_is_licensed(office: LocalFleet, play: Playbook) -> None:
    given = {"product_keys": {"ProPlus2024Volume": keys.OFFICE}, "remove_leftovers": True}
    tried = activated(play, "licensed", *CHECK, **given)
    assert tried.returncode == 0, tried.output
    assert shown(tried)[0] == "licensed ProPlus2024Volume would be licensed online"
    assert office.mutating("licensed") == 0
    done = activated(play, "licensed", **given)
    assert done.returncode == 0, done.output
    assert sent(office, "licensed") == ["InstallProductKey", "Activate", "UninstallProductKey"]
    assert office.keyed("licensed")["VWM72"]["license_status"] == 1


def test_a_second_licence_that_is_paid_for_does_not_go_without_consent(office: LocalFleet, play: Playbook) -> None:
    run = activated(play, "twice", method="kms", source="gvlk", remove_leftovers=True)
    assert run.returncode == 2
    assert "without its own key that licence cannot be brought back." in run.output
    assert sent(office, "twice") == []
    assert office.keyed("twice").keys() >= {"VWM72", SETUP_KEY}


@pytest.mark.parametrize("arguments", [(), CHECK], ids=["real", "check"])
def test_accounts_are_left_alone(office: LocalFleet, play: Playbook, arguments: tuple[str, ...]) -> None:
    run = activated(play, "signed-in", *arguments, source="gvlk", remove_leftovers=True)
    assert run.returncode == 0, run.output
    assert shown(run)[0] == "signed-in O365ProPlusRetail see the account vnext"
    assert office.mutating("signed-in") == 0
    assert "1 host: 1 fine." in run.output


@pytest.mark.parametrize(
    ("host", "variables", "said", "line"),
    [
        ("bare", {}, "Office", "bare failed"),
        ("retail", {"product": "ProPlus2024Volume"}, "Licenses16", "retail ProPlus2024Retail failed"),
    ],
)
def test_what_cannot_be_licensed_fails_in_one_sentence_and_is_sent_nothing(
    office: LocalFleet, play: Playbook, host: str, variables: dict[str, Any], said: str, line: str
) -> None:
    run = activated(play, host, source="gvlk", **variables)
    assert run.returncode == 2
    assert said in run.failure.result["msg"]
    assert shown(run)[0] == line, run.output
    assert office.mutating(host) == 0


def test_offline_it_stops_at_the_installation_id_without_failing(office: LocalFleet, play: Playbook) -> None:
    own = {"ProjectPro2024Volume": "TNTTT-TTTTT-TTTTT-TTTTT-WPX94"}
    given = {"method": "offline", "product": "ProjectPro2024Volume", "product_keys": own}
    run = activated(play, "vault-room", **given)
    assert run.returncode == 0, run.output
    assert shown(run)[0] == "vault-room ProjectPro2024Volume not licensed offline"
    answer = office.confirmation_id("vault-room", "WPX94")
    done = activated(play, "vault-room", **given, confirmation_id=answer)
    assert done.returncode == 0, done.output
    assert shown(done)[0] == "vault-room ProjectPro2024Volume licensed mak"
