# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections as plays set them up: delegation, defaults, repetition, and what must not travel in the clear."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration import keys
from tests.support.fleet import Fleet
from tests.support.play import PSRP, WINRM, Playbook

STATUS = "win_activation_status"


@pytest.mark.parametrize(
    "variables",
    [
        WINRM | {"ansible_winrm_transport": "basic"},
        PSRP | {"ansible_psrp_auth": "basic", "ansible_psrp_message_encryption": "never"},
    ],
    ids=["winrm", "psrp"],
)
def test_a_key_does_not_travel_in_the_clear_unless_told_to(
    fleet: Fleet, playbook: Playbook, variables: dict[str, Any]
) -> None:
    options = {"product_key": keys.MAK_PRO}
    refused = playbook.task("plain", "win_product_key", options, variables=variables)
    assert "unencrypted, so nothing was sent" in refused.result["msg"]
    assert fleet.summary("plain")["requests"] == 0
    assert playbook.task("plain", STATUS, variables=variables).verdict == "ok", "reading needs no encryption"
    assert playbook.task("plain", "win_product_key", {"source": "gvlk"}, variables=variables).is_changed, "published"
    options["allow_unencrypted"] = True
    assert playbook.task("plain", "win_product_key", options, variables=variables).is_changed


@pytest.mark.parametrize("variables", [WINRM, PSRP], ids=["winrm", "psrp"])
def test_a_wrong_password_is_unreachable_and_named(playbook: Playbook, variables: dict[str, Any]) -> None:
    task = playbook.task("licensed", STATUS, variables=variables | {"ansible_password": "wrong"})
    assert task.verdict == "unreachable"
    assert "refused the login" in task.result["msg"]
    assert "ansible_password" in task.result["msg"]


@pytest.mark.parametrize("variables", [WINRM, PSRP], ids=["winrm", "psrp"])
def test_nobody_listening_is_unreachable_and_named(playbook: Playbook, variables: dict[str, Any]) -> None:
    task = playbook.task("licensed", STATUS, variables=variables | {"ansible_port": 1})
    assert task.verdict == "unreachable"
    assert "No connection to the host" in task.result["msg"]
    assert "ansible_port" in task.result["msg"]


def test_become_is_refused_and_not_ignored(fleet: Fleet, playbook: Playbook) -> None:
    variables = {"ansible_become": True, "ansible_become_method": "runas", "ansible_become_user": "SYSTEM"}
    task = playbook.task("licensed", STATUS, variables=variables)
    assert "become does not work here" in task.result["msg"]
    assert "become: false" in task.result["msg"]
    assert fleet.summary("licensed")["requests"] == 0


def test_delegation_from_localhost_uses_the_connection_of_the_host(fleet: Fleet, playbook: Playbook) -> None:
    task = {"name": "read", f"licenseops.windows.{STATUS}": {}, "delegate_to": "licensed"}
    assert playbook.run("localhost", [task]).only.result["licensed"] is True
    assert fleet.summary("licensed")["requests"] == 4


def test_options_can_be_given_once_for_all_modules(playbook: Playbook) -> None:
    defaults = {"module_defaults": {"group/licenseops.windows.activation": {"application": "office"}}}
    task = {"name": "read", f"licenseops.windows.{STATUS}": {}}
    assert len(playbook.run("office", [task], play=defaults).only.result["products"]) == 2


def test_until_works(fleet: Fleet, playbook: Playbook) -> None:
    task = {
        "name": "read",
        f"licenseops.windows.{STATUS}": {},
        "register": "state",
        "until": "state.licensed",
        "retries": 2,
        "delay": 0,
    }
    run = playbook.run("trial", [task])
    assert run.returncode != 0
    assert fleet.summary("trial")["requests"] == 6, "one login serves all three attempts"
