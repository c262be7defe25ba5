# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``win_kms_client``: its options as a desire, and whose settings it changes."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.action.win_kms_client import ActionModule, KmsClientWish
from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible._kms_options import ABSENT
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import InputError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._kms import KmsSetting, KmsValue
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import KmsClient
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._kms import KmsConfigured, KmsWish
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._office_kms import OfficeKmsConfigured
from ansible_collections.licenseops.windows.tests.unit.plugins.support.actions import build, run_on, validated
from ansible_collections.licenseops.windows.tests.unit.plugins.support.fake_host import FakeHost
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    OFFICE_ID,
    UNKNOWN_ID,
    WINDOWS_ID,
    licensed,
    office,
    service,
    windows,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.scene import lock_in


@pytest.fixture(autouse=True)
def own_locks(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    lock_in(monkeypatch, tmp_path_factory.mktemp("locks"))


def desire(**args: Any) -> KmsClientWish:
    return build(ActionModule, args).desire(validated(ActionModule, **args))


def wish(*values: tuple[KmsSetting, KmsValue], activation_id: str | None = None) -> KmsConfigured:
    return KmsConfigured(KmsWish(values, activation_id))


def set_port(host: FakeHost) -> None:
    host.service_row = service(kms=KmsClient(port=1689))


def set_port_of_office(host: FakeHost) -> None:
    host.set(OFFICE_ID, kms=KmsClient(port=1689))


@pytest.mark.parametrize(
    ("args", "desired"),
    [
        pytest.param(
            {"host": "kms.example"}, wish((KmsSetting.HOST, "kms.example"), (KmsSetting.PORT, None)), id="host"
        ),
        pytest.param({"port": 1689}, wish((KmsSetting.PORT, 1689)), id="port"),
        pytest.param({"lookup_domain": ""}, wish((KmsSetting.LOOKUP_DOMAIN, None)), id="no domain"),
        pytest.param({"host_caching": False}, wish((KmsSetting.HOST_CACHING, False)), id="no caching"),
        pytest.param({"activation_type": "any"}, wish((KmsSetting.ACTIVATION_TYPE, None)), id="any type"),
        pytest.param({"state": "absent"}, KmsConfigured(ABSENT), id="absent"),
        pytest.param(
            {"port": 1689, "activation_id": OFFICE_ID.upper()},
            wish((KmsSetting.PORT, 1689), activation_id=OFFICE_ID),
            id="of a product",
        ),
        pytest.param(
            {"port": 1689, "application": "office"},
            OfficeKmsConfigured(KmsWish(((KmsSetting.PORT, 1689),))),
            id="of Office",
        ),
        pytest.param({"state": "absent", "application": "office"}, OfficeKmsConfigured(ABSENT), id="absent of Office"),
        pytest.param(
            {"port": 1689, "application": "office", "activation_id": OFFICE_ID},
            wish((KmsSetting.PORT, 1689), activation_id=OFFICE_ID),
            id="an ID says by itself whose product it is",
        ),
    ],
)
def test_options_mean_settings(args: dict[str, Any], desired: KmsClientWish) -> None:
    assert desire(**args) == desired


@pytest.mark.parametrize(
    ("args", "says"),
    [
        pytest.param({}, "There is nothing to set", id="nothing"),
        pytest.param({"state": "absent", "port": 1689}, "port makes no sense with state: absent", id="absent, port"),
        pytest.param({"application": "office"}, "There is nothing to set", id="nothing of Office"),
        pytest.param(
            {"application": "office", "host_caching": True}, "host_caching exists for the service only", id="caching"
        ),
        pytest.param({"port": 0}, "0 is not a TCP port", id="no port"),
        pytest.param({"activation_id": "x", "port": 1689}, "The activation_id is not a GUID", id="no GUID"),
        pytest.param(
            {"host_caching": True, "activation_id": OFFICE_ID}, "exists for the service only", id="caching of a product"
        ),
    ],
)
def test_wrong_options_are_input_errors(args: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        desire(**args)
    assert caught.value.advice


def test_a_setting_of_the_service_is_made_once() -> None:
    host = FakeHost(licensed(windows()), office()).script("configure", set_port)
    result = run_on(ActionModule, host, port=1689)
    assert (result["changed"], result["service"]["kms"]["port"]) == (True, 1689)
    assert not run_on(ActionModule, host, port=1689)["changed"]
    assert host.changes == ["configure KMS port=1689"]


def test_a_setting_of_a_product_of_office_is_made_there() -> None:
    host = FakeHost(windows(), office()).script("configure", set_port_of_office)
    result = run_on(ActionModule, host, port=1689, activation_id=OFFICE_ID)
    assert host.changes == [f"configure {OFFICE_ID} KMS port=1689"]
    assert (result["changed"], result["product"]["activation_id"]) == (True, OFFICE_ID)


def test_a_setting_that_another_task_made_meanwhile_is_no_change() -> None:
    host = FakeHost(windows())
    host.later(1, set_port)
    result = run_on(ActionModule, host, port=1689)
    assert (result["changed"], result["steps"], host.changes) == (False, [], [])


def test_check_mode_tells_the_setting_and_asks_for_nothing_more() -> None:
    host = FakeHost(windows())
    result = run_on(ActionModule, host, port=1689, check_mode=True)
    assert (result["changed"], result["steps"]) == (True, ["Set the KMS port to 1689."])
    assert host.calls == ["products", "service"]


def test_a_product_that_is_not_there_is_a_failure() -> None:
    host = FakeHost(windows(activation_id=WINDOWS_ID))
    result = run_on(ActionModule, host, port=1689, activation_id=UNKNOWN_ID)
    assert (result["failed"], host.changes) == (True, [])
    assert f"no product with activation ID {UNKNOWN_ID}" in result["msg"]
