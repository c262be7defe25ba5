# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``win_product_key``: its options as a desire, and its result."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.action.win_product_key import ActionModule
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import InputError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Application, LicenseStatus
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._key import KeyAbsent, KeyCleared, KeyPresent
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._key_source import KeySource
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._target import Target
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._wish import Wish
from ansible_collections.licenseops.windows.tests.unit.plugins.support.actions import build, run_on, validated
from ansible_collections.licenseops.windows.tests.unit.plugins.support.fake_host import FakeHost
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    ESU_ID,
    FAKE_KEY,
    OTHER_FAKE_KEY,
    WINDOWS_ID,
    key,
    licensed,
    windows,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.scene import lock_in

WINDOWS, OFFICE = Application.WINDOWS, Application.OFFICE


@pytest.fixture(autouse=True)
def own_locks(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    lock_in(monkeypatch, tmp_path_factory.mktemp("locks"))


def desire(**args: Any) -> Wish:
    return build(ActionModule, args).desire(validated(ActionModule, **args))


@pytest.mark.parametrize(
    ("args", "desired"),
    [
        pytest.param({"product_key": FAKE_KEY}, KeyPresent(key()), id="present: a key"),
        pytest.param({"source": "gvlk"}, KeyPresent(KeySource.GVLK), id="present: setup key"),
        pytest.param({"source": "firmware"}, KeyPresent(KeySource.FIRMWARE), id="present: firmware key"),
        pytest.param(
            {"product_key": FAKE_KEY, "activation_id": ESU_ID},
            KeyPresent(key(), Target(activation_id=ESU_ID)),
            id="present: for an ID",
        ),
        pytest.param({"state": "absent"}, KeyAbsent(Target(WINDOWS)), id="absent: Windows"),
        pytest.param({"state": "absent", "application": "office"}, KeyAbsent(Target(OFFICE)), id="absent: Office"),
        pytest.param(
            {"state": "absent", "activation_id": ESU_ID}, KeyAbsent(Target(activation_id=ESU_ID)), id="absent: ID"
        ),
        pytest.param(
            {"state": "absent", "product_key": FAKE_KEY}, KeyAbsent(Target(WINDOWS, None, "PKX99")), id="absent: key"
        ),
        pytest.param({"state": "cleared"}, KeyCleared(), id="cleared"),
        pytest.param(
            {"product_key": FAKE_KEY, "application": "office"}, KeyPresent(key(), Target(OFFICE)), id="present: Office"
        ),
        pytest.param(
            {"product_key": FAKE_KEY, "replace_licensed": True},
            KeyPresent(key(), replaces_licensed=True),
            id="present: in place of a licence",
        ),
        pytest.param(
            {"state": "absent", "application": "office", "product_key": FAKE_KEY},
            KeyAbsent(Target(OFFICE, None, "PKX99")),
            id="absent: key of Office",
        ),
    ],
)
def test_options_mean_a_key_present_absent_or_cleared(args: dict[str, Any], desired: Wish) -> None:
    assert desire(**args) == desired


@pytest.mark.parametrize(
    ("args", "says"),
    [
        pytest.param({}, "state is present but any of the following are missing: product_key, source", id="no key"),
        pytest.param({"product_key": ""}, "has 0 characters", id="empty key"),
        pytest.param(
            {"state": "absent", "source": "gvlk"}, "source makes no sense with state: absent", id="absent+source"
        ),
        pytest.param({"state": "absent", "activation_id": "x"}, "The activation_id is not a GUID", id="no GUID"),
        pytest.param(
            {"state": "cleared", "activation_id": "x"}, "The activation_id is not a GUID", id="cleared, no GUID"
        ),
        pytest.param(
            {"source": "gvlk", "application": "office"},
            "source: gvlk needs to know of which Office product",
            id="source for Office",
        ),
        pytest.param(
            {"state": "cleared", "application": "office"},
            "state: cleared is about the key of Windows, and application is office",
            id="cleared, Office",
        ),
        pytest.param({"state": "gone"}, "value of state must be one of", id="no such state"),
        pytest.param({"product_key": FAKE_KEY, "source": "gvlk"}, "mutually exclusive", id="key and source"),
        pytest.param({"state": "absent", "product_key": "x"}, "has 1 characters", id="absent, no key"),
    ],
)
def test_wrong_options_are_input_errors(args: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        desire(**args)
    assert caught.value.advice


def test_a_desire_for_no_key_at_all_is_an_input_error_even_without_the_validator() -> None:
    args = validated(ActionModule, state="absent") | {"state": "present"}
    with pytest.raises(InputError, match="There is no key to install"):
        build(ActionModule, {}).desire(args)


def test_a_key_is_installed_and_not_activated() -> None:
    def put(host: FakeHost) -> None:
        host.rows[WINDOWS_ID] = windows(partial_product_key="WXF48", status=LicenseStatus.OOB_GRACE)

    host = FakeHost(licensed(windows())).script("install_key", put)
    result = run_on(ActionModule, host, product_key=OTHER_FAKE_KEY, replace_licensed=True, timeout=1)
    assert host.changes == ["install_key"]
    assert (result["changed"], result["licensed"]) == (True, False)
    assert result["product"]["partial_product_key"] == "WXF48"
    assert result["before"][0]["partial_product_key"] == "PKX99"


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize("given", [{"product_key": OTHER_FAKE_KEY}, {"source": "gvlk"}], ids=["a key", "a source"])
def test_a_licence_that_would_be_lost_is_not_replaced_without_consent(given: dict[str, str], check_mode: bool) -> None:
    host = FakeHost(licensed(windows()))
    result = run_on(ActionModule, host, check_mode=check_mode, **given)
    assert (result["failed"], host.changes) == (True, [])
    assert "is licensed by mak, and without its own key that licence cannot be brought back" in result["msg"]
    assert "Set replace_licensed: true if it may be lost" in result["error"]["advice"]


def test_a_setup_key_that_is_there_is_found_without_asking_for_the_edition() -> None:
    host = FakeHost(windows(partial_product_key="T83GX"))
    result = run_on(ActionModule, host, source="gvlk")
    assert (result["changed"], result["product"]["partial_product_key"]) == (False, "T83GX")


@pytest.mark.parametrize("has_copy", [True, False])
def test_the_registry_is_cleared_only_when_it_holds_a_copy(has_copy: bool) -> None:
    def clear(host: FakeHost) -> None:
        host.registry_key = False

    host = FakeHost(windows()).script("clear_registry_key", clear)
    host.registry_key = has_copy
    result = run_on(ActionModule, host, state="cleared", timeout=1, diff=True)
    assert result["changed"] is has_copy
    assert host.changes == (["clear_registry_key"] if has_copy else [])
    assert result["diff"]["after"] == ("copy of the product key in the registry: absent\n" if has_copy else "")


def test_a_key_is_removed_by_its_end_wherever_it_is() -> None:
    host = FakeHost(windows()).script("uninstall_key", lambda host: host.set(WINDOWS_ID, partial_product_key=None))
    result = run_on(ActionModule, host, state="absent", product_key=FAKE_KEY, timeout=1)
    assert host.changes == [f"uninstall_key {WINDOWS_ID}"]
    assert (result["changed"], result["product"]) == (True, None)
