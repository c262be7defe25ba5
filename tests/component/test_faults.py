# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults on the wire: the state decides, nothing is sent twice, and every error is one sentence."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration import keys
from tests.support.fleet import Fleet
from tests.support.play import PSRP, WINRM, Playbook

STATUS, ACTIVATION = "win_activation_status", "win_activation"
BOTH = pytest.mark.parametrize("connection", [WINRM, PSRP], ids=["winrm", "psrp"])
ACTIVATE = {"method": "Activate"}
QUICK = {"product_key": keys.MAK_PRO, "timeout": 4}


@BOTH
@pytest.mark.parametrize("name", ["dead_context", "drop_before", "drop_after"])
def test_a_query_survives_a_lost_connection(
    fleet: Fleet, playbook: Playbook, connection: dict[str, Any], name: str
) -> None:
    fleet.admin.add_fault("esu", name, on={"kind": "pull"}, times=1)
    task = playbook.task("esu", STATUS, variables=connection)
    assert len(task.result["products"]) == 3
    assert fleet.summary("esu")["authentication"] == 6, "one more login"


@BOTH
@pytest.mark.parametrize(
    ("fault", "options"),
    [
        ("drop_after", {}),
        ("empty_400", {}),
        ("login_expired", {}),
        ("busy_503", {"processed": True}),
        ("redirect", {"processed": True}),
        ("timed_out", {"completes": True}),
        ("timed_out", {"completes": "later"}),
        ("malformed_response", {"variant": "not_xml"}),
        ("malformed_response", {"variant": "truncated_xml"}),
        ("malformed_response", {"variant": "empty"}),
        ("malformed_response", {"variant": "wrong_relates_to"}),
        ("hresult", {"code": "0x80041001", "processed": True}),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(map(str, value.values())),
)
def test_an_activation_that_went_through_unseen_is_found_by_reading(
    fleet: Fleet, playbook: Playbook, connection: dict[str, Any], fault: str, options: dict[str, Any]
) -> None:
    fleet.admin.add_fault("trial", fault, on=ACTIVATE, times=1, **options)
    task = playbook.task("trial", ACTIVATION, QUICK | {"timeout": 15}, variables=connection)
    assert task.verdict == "ok", task.result["msg"]
    assert task.result["licensed"] is True
    assert fleet.methods("trial").count("Activate") == 1
    assert fleet.spent("PKX99") == 1


@pytest.mark.parametrize(
    ("fault", "options", "sentence"),
    [
        ("timed_out", {"completes": False}, "did not show the result within 4 seconds. It was not sent again."),
        ("quota", {}, "failed with 0x803381A5"),
        ("too_many_operations", {}, "failed with 0x803381A6"),
        ("busy_503", {}, "HTTP 503"),
        ("dead_context", {}, "the host forgot the encrypted login"),
        ("drop_before", {}, "it was closed"),
        ("login_expired", {"processed": False}, "the login expired"),
        (
            "redirect",
            {"location": "http://127.0.0.1:9/"},
            "a redirect (HTTP 307) to http://127.0.0.1:9/, which is never",
        ),
        ("internal_error", {}, "Activation of Windows(R), Professional edition (key ...PKX99) failed with"),
        ("access_denied", {}, "an administrator of the host"),
    ],
)
def test_an_activation_that_did_not_happen_is_sent_once(
    fleet: Fleet, playbook: Playbook, fault: str, options: dict[str, Any], sentence: str
) -> None:
    fleet.admin.add_fault("trial", fault, on=ACTIVATE, times=1, **options)
    failed = playbook.task("trial", ACTIVATION, QUICK)
    assert failed.verdict == "failed"
    assert sentence in failed.result["msg"]
    assert failed.result["steps"] == ["Install the product key ...PKX99."]
    assert failed.is_changed
    assert set(fleet.keyed("trial")) == {"PKX99"}
    assert fleet.methods("trial").count("Activate") == 1
    assert fleet.spent("PKX99") == 0


@pytest.mark.parametrize("fault", ["busy_503", "access_denied"], ids=["nobody knows", "refused"])
def test_the_next_run_makes_up_for_an_activation_that_did_not_happen(
    fleet: Fleet, playbook: Playbook, fault: str
) -> None:
    fleet.admin.add_fault("trial", fault, on=ACTIVATE, times=1)
    assert playbook.task("trial", ACTIVATION, QUICK).verdict == "failed"
    assert playbook.task("trial", ACTIVATION, QUICK).result["licensed"] is True
    assert fleet.spent("PKX99") == 1
    assert fleet.methods("trial").count("InstallProductKey") == 1


def test_a_status_that_shows_late_is_waited_for(fleet: Fleet, playbook: Playbook) -> None:
    fleet.admin.add_fault("trial", "late_status", reads=2, times=2)
    task = playbook.task("trial", ACTIVATION, QUICK | {"timeout": 30})
    assert task.result["licensed"] is True
    assert fleet.methods("trial").count("Activate") == 1


@BOTH
@pytest.mark.parametrize("variant", ["not_xml", "truncated_xml", "html", "empty", "wrong_relates_to", "unknown_body"])
def test_an_answer_that_is_none_of_the_known_shapes_is_one_clear_error(
    fleet: Fleet, playbook: Playbook, connection: dict[str, Any], variant: str
) -> None:
    fleet.admin.add_fault("licensed", "malformed_response", variant=variant, times="always")
    run = playbook.run(
        "licensed", [{"name": STATUS, f"licenseops.windows.{STATUS}": {}}], variables=connection, arguments=["-vvv"]
    )
    assert run.only.verdict == "failed"
    assert "did not answer with a valid WS-Management message" in run.only.result["msg"]
    assert "Traceback" not in run.output


@pytest.mark.parametrize(
    ("fault", "options", "sentence"),
    [
        ("access_denied", {"level": "service"}, "administrator of the host"),
        ("access_denied", {"level": "wmi"}, "administrator of the host"),
        ("quota", {}, "0x803381A5"),
        ("too_many_operations", {}, "0x803381A6"),
        ("busy_503", {}, "HTTP 503"),
        ("internal_error", {}, "Reading the products failed with"),
    ],
)
def test_a_refused_read_is_one_sentence_with_advice(
    fleet: Fleet, playbook: Playbook, fault: str, options: dict[str, Any], sentence: str
) -> None:
    fleet.admin.add_fault("licensed", fault, times="always", **options)
    task = playbook.task("licensed", STATUS)
    assert task.verdict == "failed"
    assert sentence in task.result["msg"]
    assert task.result["error"]["advice"]


def test_a_stopped_service_is_named(fleet: Fleet, playbook: Playbook) -> None:
    fleet.admin.add_fault("trial", "service_disabled")
    assert playbook.task("trial", ACTIVATION, QUICK).result["error"]["code"] == "0x80070422"


@pytest.mark.parametrize(("code", "sent"), [("0x80072EE2", 3), ("0xC004E028", 3), ("0xC004C003", 1), ("0xC004F038", 1)])
def test_an_error_is_tried_again_only_where_that_can_help(
    fleet: Fleet, playbook: Playbook, code: str, sent: int
) -> None:
    fleet.admin.add_fault("trial", "hresult", on=ACTIVATE, times="always", code=code)
    task = playbook.task("trial", ACTIVATION, QUICK | {"timeout": 20})
    assert task.result["error"]["code"] == code
    assert fleet.methods("trial").count("Activate") == sent
    assert len(task.result.get("notes", [])) == sent - 1


def test_a_passing_error_of_the_activation_service_is_overcome(fleet: Fleet, playbook: Playbook) -> None:
    fleet.admin.add_fault("trial", "hresult", on=ACTIVATE, times=1, code="0x80072EE2")
    assert playbook.task("trial", ACTIVATION, QUICK).result["licensed"] is True
    assert fleet.spent("PKX99") == 1


def test_a_login_that_expires_on_the_way_is_renewed(fleet: Fleet, playbook: Playbook) -> None:
    fleet.admin.add_fault("trial", "dead_context", on={"method": "RefreshLicenseStatus"}, times=1)
    assert playbook.task("trial", ACTIVATION, QUICK | {"timeout": 20}).result["licensed"] is True
    assert fleet.summary("trial")["authentication"] == 6
