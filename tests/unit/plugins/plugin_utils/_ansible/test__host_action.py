# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The base of all actions: options in, one result out, whatever happens in between, and no secret in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from ansible.errors import AnsibleConnectionFailure

from ansible_collections.licenseops.windows.plugins.action.win_activation import ActionModule
from ansible_collections.licenseops.windows.plugins.action.win_kms_client import ActionModule as Kms
from ansible_collections.licenseops.windows.plugins.action.win_offline_activation import ActionModule as Offline
from ansible_collections.licenseops.windows.plugins.action.win_product_key import ActionModule as Key
from ansible_collections.licenseops.windows.plugins.action.win_software_protection import ActionModule as Protection
from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible._action import Spec
from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible._host_action import HostAction
from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible._options import (
    key_remarks,
    parse_activation_id,
    parse_key,
    parse_target,
    require_windows_key,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._machine_lock import (
    MachineLock,
    controller_place,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import InputError, LicensingError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import HostRefused
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._hardware import Machine
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Application, Identity
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation import Activated
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._key_source import KeySource
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._target import Target
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._wish import Observed
from ansible_collections.licenseops.windows.plugins.plugin_utils._result._change import render_change
from ansible_collections.licenseops.windows.plugins.plugin_utils._task._machine import Unguarded
from ansible_collections.licenseops.windows.plugins.plugin_utils._task._patience import Patience
from ansible_collections.licenseops.windows.plugins.plugin_utils._task._task import Outcome
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import (
    ConnectError,
    ConnectionLost,
    Delivery,
    LoginError,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support import actions
from ansible_collections.licenseops.windows.tests.unit.plugins.support.actions import build, run_on, run_over
from ansible_collections.licenseops.windows.tests.unit.plugins.support.fake_host import FakeHost
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    CONFIRMATION_BLOCKS,
    CONFIRMATION_ID,
    FAKE_KEY,
    INSTALLATION_ID,
    WINDOWS_ID,
    esu,
    licensed,
    office,
    windows,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.scene import lock_in
from ansible_collections.licenseops.windows.tests.unit.plugins.support.wire import ScriptedTransport, rows

REFUSED = HostRefused("Activation", 0xC004C008, "No more.")
BARE = FAKE_KEY.replace("-", "")


@pytest.fixture(autouse=True)
def own_locks(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    lock_in(monkeypatch, tmp_path_factory.mktemp("locks"))


def license_windows(host: FakeHost) -> None:
    host.license(WINDOWS_ID)


def put_key(host: FakeHost) -> None:
    host.rows[WINDOWS_ID] = windows(partial_product_key=host.keys[-1].last_five)


def put_key_and_license(host: FakeHost) -> None:
    put_key(host)
    license_windows(host)


def new_host() -> FakeHost:
    """A host without a key, on which everything works."""
    return FakeHost().script("install_key", put_key).script("activate", license_windows)


def test_a_change_is_reported_with_its_steps_and_both_states() -> None:
    result = run_on(ActionModule, new_host(), product_key=FAKE_KEY, timeout=1)
    assert (result["changed"], result["licensed"]) == (True, True)
    assert result["steps"] == ["Install the product key ...PKX99.", "Activate the product with key ...PKX99."]
    assert result["before"] == []
    assert [product["license_status"] for product in result["after"]] == ["licensed"]
    assert result["product"] == result["after"][0]
    assert "failed" not in result
    assert "diff" not in result


def test_a_second_run_changes_nothing() -> None:
    host = FakeHost(licensed(windows()))
    result = run_on(ActionModule, host, product_key=FAKE_KEY, timeout=1)
    assert (result["changed"], result["steps"], host.changes, result["predicted"]) == (False, [], [], False)
    assert result["before"] == result["after"]


def test_check_mode_reports_the_plan_and_sends_nothing() -> None:
    host = new_host()
    result = run_on(ActionModule, host, product_key=FAKE_KEY, check_mode=True)
    assert (result["changed"], host.changes) == (True, [])
    assert len(result["steps"]) == 2
    assert (result["before"], result["licensed"], result["predicted"]) == ([], True, True)
    assert (result["product"]["partial_product_key"], result["product"]["name"]) == ("PKX99", "known_after_run")


@pytest.mark.parametrize("check_mode", [True, False])
def test_a_diff_is_given_when_asked_for_in_check_mode_and_without(check_mode: bool) -> None:
    result = run_on(ActionModule, new_host(), product_key=FAKE_KEY, diff=True, check_mode=check_mode)
    assert result["diff"]["after"].splitlines()[0] == "product key ...PKX99: installed"


def test_a_failure_tells_what_was_done_before_it() -> None:
    host = FakeHost().script("install_key", put_key).script("activate", REFUSED)
    result = run_on(ActionModule, host, product_key=FAKE_KEY, timeout=1)
    assert (result["failed"], result["changed"], result["licensed"]) == (True, True, False)
    assert result["steps"] == ["Install the product key ...PKX99."]
    assert result["after"][0]["partial_product_key"] == "PKX99"
    assert result["msg"] == str(REFUSED)
    assert result["error"]["code"] == "0xC004C008"


def test_a_failure_of_the_first_step_has_changed_nothing() -> None:
    host = FakeHost(windows()).script("activate", REFUSED)
    result = run_on(ActionModule, host, timeout=1)
    assert (result["failed"], result["changed"], result["steps"]) == (True, False, [])


def test_a_step_that_became_needless_is_not_reported_as_done() -> None:
    host = FakeHost().script("install_key", put_key_and_license)
    result = run_on(ActionModule, host, product_key=FAKE_KEY, timeout=1)
    assert host.changes == ["install_key"]
    assert result["steps"] == ["Install the product key ...PKX99."]


class UnwritableLedger(Unguarded):
    """A guard that cannot write down what an activation became."""

    def conclude(self, was_spent: bool | None) -> None:
        raise LicensingError("The ledger cannot be written.", advice="Make room.")


def test_a_ledger_that_cannot_be_written_afterwards_does_not_hide_what_was_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ActionModule, "guard", lambda _self, _args: UnwritableLedger())
    result = run_on(ActionModule, new_host(), product_key=FAKE_KEY)
    assert result["failed"]
    assert result["msg"] == "The ledger cannot be written. Make room."
    assert result["changed"] is True
    assert len(result["steps"]) == 2


def test_what_another_task_did_meanwhile_is_no_change() -> None:
    host = FakeHost(windows())
    host.later(1, license_windows)
    result = run_on(ActionModule, host, product_key=FAKE_KEY)
    assert (result["changed"], result["licensed"], result["steps"], host.changes) == (False, True, [], [])
    assert result["before"] == result["after"]


def test_before_is_the_state_before_this_task_and_not_that_before_another() -> None:
    host = FakeHost().script("activate", license_windows)
    host.later(1, lambda host: host.rows.update({WINDOWS_ID: windows()}))
    result = run_on(ActionModule, host, product_key=FAKE_KEY)
    assert result["steps"] == [f"Activate {windows().title}."]
    assert [row["license_status"] for row in (*result["before"], *result["after"])] == ["notification", "licensed"]


@pytest.mark.parametrize("check_mode", [True, False])
def test_the_machine_is_locked_only_for_a_change(
    check_mode: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lock_in(monkeypatch, tmp_path / "locks")
    seen: list[int] = []
    host = new_host().script("activate", lambda host: (license_windows(host), seen.append(len(files_in(tmp_path)))))
    run_on(ActionModule, host, product_key=FAKE_KEY, check_mode=check_mode)
    assert seen == ([] if check_mode else [1])
    assert (tmp_path / "locks").exists() is not check_mode
    assert files_in(tmp_path) == []


def files_in(directory: Path) -> list[Path]:
    return [item for item in directory.rglob("*") if item.is_file()]


def test_a_machine_that_another_task_keeps_is_sent_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lock_in(monkeypatch, tmp_path)
    host = new_host()
    machine = Machine.known(host.identity_row.uuid, "another name")
    with MachineLock((controller_place(),), Patience(1)).held(machine):
        result = run_on(ActionModule, host, product_key=FAKE_KEY, timeout=3)
    assert (result["failed"], result["changed"], host.changes) == (True, False, [])
    assert "is changing a-host and did not end within 3 seconds." in result["msg"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "The hardware of a-host shows no UUID of its own"), ("ja", "a-host のハードウェアに固有の UUID がない")],
)
def test_a_machine_known_by_its_name_is_warned_of(language: str, words: str) -> None:
    host = new_host()
    host.identity_row = Identity("FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", "A-HOST", 26100)
    result = run_on(ActionModule, host, product_key=FAKE_KEY, language=language)
    assert result["changed"] is True
    assert len(result["warnings"]) == 1
    assert words in result["warnings"][0]


def test_a_delegated_task_knows_its_machine_by_the_name_of_the_other_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "build", partial(actions.build, delegate_to="the-other"))
    host = new_host()
    host.identity_row = Identity("", "A-HOST", 26100)
    result = run_on(ActionModule, host, product_key=FAKE_KEY)
    assert "The hardware of the-other shows no UUID" in result["warnings"][0]


MODULES: list[tuple[type[HostAction], dict[str, Any]]] = [
    (ActionModule, {"product_key": FAKE_KEY}),
    (Key, {"product_key": FAKE_KEY}),
    (Offline, {"confirmation_id": CONFIRMATION_ID}),
    (Kms, {"port": 1689}),
    (Protection, {"refreshed": True}),
]
NAMES = ["activation", "product key", "offline activation", "KMS client", "software protection"]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        *[("timeout", value) for value in (0, -1, 3601, 10**30, -(10**30))],
        *[("retries", value) for value in (-1, 11, 10**30)],
    ],
)
@pytest.mark.parametrize(("module", "args"), MODULES, ids=NAMES)
def test_a_wait_out_of_bounds_is_refused_before_anything_else(
    module: type[HostAction[Any]], args: dict[str, Any], option: str, value: int
) -> None:
    host = new_host()
    result = run_on(module, host, **args, **{option: value})
    limits = {"timeout": "1 to 3600", "retries": "0 to 10"}
    assert result["failed"]
    assert result["msg"] == f"{option} is out of bounds. Give a number from {limits[option]}."
    assert host.calls == []


@pytest.mark.parametrize(("option", "value"), [("timeout", 1), ("timeout", 3600), ("retries", 0), ("retries", 10)])
@pytest.mark.parametrize(("module", "args"), MODULES, ids=NAMES)
def test_the_bounds_themselves_are_allowed(
    module: type[HostAction[Any]], args: dict[str, Any], option: str, value: int
) -> None:
    host = new_host()
    result = run_on(module, host, check_mode=True, **args, **{option: value})
    assert "out of bounds" not in result.get("msg", "")
    assert host.calls != []


def test_a_wait_out_of_bounds_comes_before_any_other_mistake() -> None:
    result = run_on(ActionModule, FakeHost(), activation_id="no GUID", retries=-1)
    assert result["msg"].startswith("retries is out of bounds.")


@pytest.mark.parametrize(
    ("args", "target"),
    [
        pytest.param({"application": "windows"}, Target(Application.WINDOWS), id="Windows"),
        pytest.param({"application": "office"}, Target(Application.OFFICE), id="Office"),
        pytest.param({"application": "windows", "activation_id": WINDOWS_ID}, Target(None, WINDOWS_ID), id="an ID"),
    ],
)
def test_an_id_says_by_itself_whose_product_it_is(args: dict[str, Any], target: Target) -> None:
    assert parse_target(args) == target


@pytest.mark.parametrize("source", ["gvlk", "firmware"])
def test_a_source_goes_with_windows_only(source: str) -> None:
    require_windows_key({"source": source, "application": "windows"})
    require_windows_key({"source": None, "application": "office"})
    with pytest.raises(InputError, match=f"source: {source} gives a key of Windows, and application is office"):
        require_windows_key({"source": source, "application": "office"})


def test_a_state_that_does_not_allow_it_is_a_failure_with_advice() -> None:
    result = run_on(ActionModule, FakeHost())
    assert result["failed"]
    assert result["error"]["advice"] == "Give product_key or source."
    assert result["msg"].startswith("No product key is installed for Windows")


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(ConnectError("No connection to the host.", advice="Check it."), id="no connection"),
        pytest.param(LoginError("The host refused the login.", advice="Check it."), id="no login"),
    ],
)
@pytest.mark.parametrize("method", ["products", "activate"])
def test_a_host_that_cannot_be_reached_is_unreachable(method: str, error: Exception) -> None:
    host = FakeHost(windows()).script(method, error)
    with pytest.raises(AnsibleConnectionFailure, match=r"host.* Check it\."):
        run_on(ActionModule, host, timeout=1)


def test_a_connection_that_broke_is_a_failure_and_not_unreachable() -> None:
    host = FakeHost(windows()).script("activate", ConnectionLost("it was closed", Delivery.UNKNOWN))
    result = run_on(ActionModule, host, timeout=1, retries=0)
    assert result["failed"]
    assert "broke" in result["msg"]
    assert host.changes == [f"activate {WINDOWS_ID}"]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        pytest.param({"colour": "red"}, "colour", id="unknown option"),
        pytest.param({"application": "excel"}, "value of application must be one of", id="wrong choice"),
        pytest.param({"timeout": "soon"}, "timeout", id="no number"),
        pytest.param({"product_key": FAKE_KEY, "source": "gvlk"}, "mutually exclusive", id="two sources"),
        pytest.param({"activation_id": "no GUID"}, "is not a GUID", id="no GUID"),
        pytest.param({"product_key": ""}, "has 0 characters instead of 25", id="empty key"),
    ],
)
def test_a_wrong_option_is_a_failure_before_anything_is_read(args: dict[str, Any], says: str) -> None:
    host = FakeHost(windows())
    result = run_on(ActionModule, host, **args)
    assert (result["failed"], host.calls) == (True, [])
    assert says in result["msg"]
    assert result["error"]["advice"]
    assert "changed" not in result or result["changed"] is False


@pytest.mark.parametrize(
    ("action", "args", "named"),
    [
        pytest.param(ActionModule, {"product_key": FAKE_KEY}, "product_key", id="key"),
        pytest.param(ActionModule, {"source": "firmware"}, "the firmware key", id="firmware key"),
        pytest.param(Key, {"product_key": FAKE_KEY}, "product_key", id="key to install"),
        pytest.param(Offline, {"confirmation_id": CONFIRMATION_ID}, "confirmation_id", id="Confirmation ID"),
    ],
)
def test_a_secret_is_not_carried_in_the_clear(action: type[Key], args: dict[str, str], named: str) -> None:
    host = new_host()
    result = run_on(action, host, is_confidential=False, **args)
    assert result["failed"]
    assert f"would carry {named} unencrypted, so nothing was sent" in result["msg"]
    assert "allow_unencrypted: true" in result["error"]["advice"]
    assert host.calls == []


def test_the_key_of_the_firmware_has_its_name_in_japanese_too() -> None:
    result = run_on(ActionModule, new_host(), is_confidential=False, source="firmware", language="ja")
    assert result["msg"].startswith("この接続ではファームウェアのキーが暗号化されずに送られるため")


@pytest.mark.parametrize(
    "args",
    [
        pytest.param({"product_key": FAKE_KEY, "allow_unencrypted": True}, id="allowed"),
        pytest.param({"source": "gvlk"}, id="a published key"),
    ],
)
def test_a_secret_that_may_be_carried_and_no_secret_are_carried(args: dict[str, Any]) -> None:
    assert "failed" not in run_on(ActionModule, new_host(), is_confidential=False, timeout=1, **args)


def test_reading_needs_no_encryption() -> None:
    result = run_on(ActionModule, FakeHost(licensed(windows())), is_confidential=False)
    assert result["changed"] is False


def shown_by_host(action: type[Key], text: str, **args: Any) -> str:
    """What a task shows when the host repeats a text in its error."""
    host = FakeHost(windows(installation_id=INSTALLATION_ID, partial_product_key="WXF48"))
    refused = HostRefused("It", 0xC004F050, f"Unusable: {text}!")
    host.script("install_key", refused).script("deposit", refused)
    result = run_on(action, host, timeout=1, **args)
    assert result["failed"]
    assert "Unusable: " in result["error"]["host_text"]
    return repr(result)


@pytest.mark.parametrize("typed", [FAKE_KEY, BARE, FAKE_KEY.lower(), FAKE_KEY.replace("-", " ")], ids=str)
@pytest.mark.parametrize("echoed", [FAKE_KEY, BARE, FAKE_KEY.lower()], ids=str)
def test_a_key_the_host_repeats_is_masked(typed: str, echoed: str) -> None:
    shown = shown_by_host(Key, echoed, product_key=typed)
    assert "TTTTT" not in shown.upper()
    assert "********" in shown


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param(CONFIRMATION_ID, id="digits"),
        pytest.param("-".join(CONFIRMATION_BLOCKS), id="dashes"),
        pytest.param(" ".join(f"{a}:{b}" for a, b in zip("ABCDEFGH", CONFIRMATION_BLOCKS, strict=True)), id="labels"),
        pytest.param("".join(chr(ord(digit) + 0xFEE0) for digit in CONFIRMATION_ID), id="full-width"),
    ],
)
def test_a_confirmation_id_the_host_repeats_is_masked(typed: str) -> None:
    shown = shown_by_host(Offline, CONFIRMATION_ID, confirmation_id=typed)
    assert not any(block in shown for block in CONFIRMATION_BLOCKS[:-1])


def test_a_firmware_key_the_host_repeats_is_masked() -> None:
    host = FakeHost(firmware=FAKE_KEY).script("install_key", HostRefused("It", 0xC004F050, f"Unusable: {FAKE_KEY}"))
    assert "TTTTT" not in repr(run_on(Key, host, source="firmware", timeout=1))


def test_the_last_five_characters_stay_readable() -> None:
    result = run_on(ActionModule, new_host(), product_key=FAKE_KEY, timeout=1)
    assert result["product"]["partial_product_key"] == "PKX99"
    assert "TTTTT" not in repr(result)


def test_a_secret_is_masked_in_what_makes_a_host_unreachable() -> None:
    host = FakeHost().script("products", ConnectError(f"Proxy error near {FAKE_KEY}."))
    with pytest.raises(AnsibleConnectionFailure) as caught:
        run_on(ActionModule, host, product_key=FAKE_KEY)
    assert "TTTTT" not in str(caught.value)


def test_short_values_are_not_masked() -> None:
    assert build(ActionModule, {"product_key": "the"})._masked("the product") == "the product"


def test_a_malformed_answer_is_a_failure_and_not_a_traceback() -> None:
    result = run_over(ActionModule, ScriptedTransport(rows("<ID>a</ID>")))
    assert result["failed"]
    assert "LicenseStatus is None" in result["msg"]


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        (None, None),
        ("", None),
        ("  ", None),
        (WINDOWS_ID, WINDOWS_ID),
        (WINDOWS_ID.upper(), WINDOWS_ID),
        (f" {{{WINDOWS_ID}}} ", WINDOWS_ID),
    ],
)
def test_an_activation_id_is_read_in_any_writing(text: str | None, parsed: str | None) -> None:
    assert parse_activation_id({"activation_id": text}) == parsed


@pytest.mark.parametrize(
    "text", ["x", WINDOWS_ID[:-1], f"{WINDOWS_ID}0", WINDOWS_ID.replace("-", ""), f"g{WINDOWS_ID[1:]}"]
)
def test_what_is_no_guid_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="is not a GUID") as caught:
        parse_activation_id({"activation_id": text})
    assert "win_activation_status" in caught.value.advice


def test_keys_and_sources_are_read() -> None:
    plain: Mapping[str, Any] = {"product_key": None, "source": None, "allow_failing_checksum": False}
    assert parse_key(plain) is None
    assert parse_key({**plain, "source": "gvlk"}) is KeySource.GVLK
    assert parse_key({**plain, "source": "firmware"}) is KeySource.FIRMWARE
    key = parse_key({**plain, "product_key": BARE})
    assert repr(key) == "ProductKey(...PKX99)"
    with pytest.raises(InputError):
        parse_key({**plain, "product_key": f"{BARE[:-1]}8"})
    assert parse_key({**plain, "product_key": f"{BARE[:-1]}8", "allow_failing_checksum": True}) is not None


@pytest.mark.parametrize(
    ("text", "count"), [(FAKE_KEY, 0), ("TTTTT-TTTTT-TTTTT-TTTTT-PKX99", 1), (None, 0)], ids=["newer", "older", "none"]
)
def test_a_key_that_cannot_be_checked_is_remarked_on(text: str | None, count: int) -> None:
    remarks = key_remarks({"product_key": text, "allow_failing_checksum": False})
    assert len(remarks) == count
    assert all("cannot be found" in str(remark) for remark in remarks)


@pytest.mark.parametrize(
    ("products", "titles", "is_licensed"),
    [
        pytest.param([], None, False, id="none"),
        pytest.param([licensed(windows()), esu()], WINDOWS_ID, True, id="one"),
        pytest.param([windows(), esu()], WINDOWS_ID, False, id="one that is not licensed"),
        pytest.param([licensed(windows()), licensed(windows(activation_id="b"))], None, True, id="two"),
        pytest.param([licensed(windows()), windows(activation_id="b")], None, False, id="two, one not licensed"),
        pytest.param([licensed(office())], None, False, id="another application"),
    ],
)
def test_a_change_is_about_the_one_product_meant(products: list[Any], titles: str | None, is_licensed: bool) -> None:
    state = Observed(tuple(products))
    report = render_change(
        Outcome(Activated(Target(Application.WINDOWS)), state, state, ()), datetime.now().astimezone()
    )
    assert (report["product"]["activation_id"] if report["product"] else None) == titles
    assert report["licensed"] is is_licensed


def test_the_secrets_of_a_spec_are_its_hidden_options() -> None:
    assert Spec({"a": {"no_log": True}, "b": {"no_log": False}, "c": {}}).secrets == {"a"}


def test_an_action_is_never_connected_and_works_in_check_mode_but_not_in_the_background() -> None:
    assert (ActionModule._requires_connection, ActionModule._supports_check_mode) == (False, True)
    assert ActionModule._supports_async is False
