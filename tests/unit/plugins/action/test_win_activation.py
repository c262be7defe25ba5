# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``win_activation``: its options as a desire, and its result."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.action.win_activation import ActionModule
from ansible_collections.licenseops.windows.plugins.plugin_utils._controller import _ledger
from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._ledger import Ledger, ReservationState
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import InputError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import (
    Application,
    Channel,
    Identity,
    Product,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation import Activated
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._key_source import KeySource
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._office_activation import OfficeActivated
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._target import Target
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import ConnectionLost, Delivery
from ansible_collections.licenseops.windows.tests.unit.plugins.support import actions
from ansible_collections.licenseops.windows.tests.unit.plugins.support.actions import build, run_on, validated
from ansible_collections.licenseops.windows.tests.unit.plugins.support.fake_host import FakeHost
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    ESU_ID,
    FAKE_KEY,
    OFFICE_ID,
    OTHER_OFFICE_ID,
    WINDOWS_ID,
    esu,
    key,
    licensed,
    office,
    windows,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.scene import lock_in

WINDOWS = Target(Application.WINDOWS)
BARE = FAKE_KEY.replace("-", "")


@pytest.fixture(autouse=True)
def own_locks(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    lock_in(monkeypatch, tmp_path_factory.mktemp("locks"))


def desire(**args: Any) -> Activated | OfficeActivated:
    return build(ActionModule, args).desire(validated(ActionModule, **args))


@pytest.mark.parametrize(
    ("args", "desired"),
    [
        pytest.param({}, Activated(WINDOWS), id="Windows with the key it has"),
        pytest.param({"application": "office"}, OfficeActivated(), id="Office"),
        pytest.param(
            {"application": "office", "source": "gvlk"},
            OfficeActivated(takes_setup_key=True),
            id="Office, setup keys",
        ),
        pytest.param({"product_key": FAKE_KEY}, Activated(WINDOWS, key()), id="key"),
        pytest.param({"product_key": BARE.lower()}, Activated(WINDOWS, key()), id="key in another writing"),
        pytest.param({"source": "gvlk"}, Activated(WINDOWS, KeySource.GVLK), id="setup key"),
        pytest.param({"source": "firmware"}, Activated(WINDOWS, KeySource.FIRMWARE), id="firmware key"),
        pytest.param({"activation_id": ESU_ID.upper()}, Activated(Target(activation_id=ESU_ID)), id="ID"),
        pytest.param(
            {"activation_id": ESU_ID, "product_key": FAKE_KEY},
            Activated(Target(activation_id=ESU_ID), key()),
            id="ID and key",
        ),
        pytest.param({"esu_year": 2}, Activated(Target(Application.WINDOWS, esu_year=2)), id="a year of ESU"),
        pytest.param(
            {"product_key": FAKE_KEY, "replace_licensed": True},
            Activated(WINDOWS, key(), replaces_licensed=True),
            id="key in place of a licence",
        ),
    ],
)
def test_options_mean_a_licensed_product(args: dict[str, Any], desired: Activated | OfficeActivated) -> None:
    assert desire(**args) == desired


@pytest.mark.parametrize(
    ("args", "says"),
    [
        pytest.param(
            {"application": "office", "source": "firmware"},
            "source: firmware gives a key of Windows, and application is office",
            id="firmware key for Office",
        ),
        pytest.param(
            {"application": "office", "product_keys": {2024: FAKE_KEY}},
            "product_keys: the key 2024 is no text",
            id="a number among the names of keys",
        ),
        pytest.param({"activation_id": "windows"}, "The activation_id is not a GUID.", id="no GUID"),
        pytest.param({"product_key": BARE[:-1]}, "has 24 characters instead of 25", id="short key"),
        pytest.param({"product_key": f"{BARE[:-1]}8"}, "its checksum does not fit", id="typing mistake"),
        pytest.param({"product_key": f"{BARE[:-1]}0"}, "contains '0'", id="impossible character"),
    ],
)
def test_wrong_options_are_input_errors(args: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        desire(**args)


def test_a_checksum_that_fails_can_be_allowed() -> None:
    desired = desire(product_key=f"{BARE[:-1]}8", allow_failing_checksum=True)
    assert repr(desired.key) == "ProductKey(...PKX98)"


@pytest.mark.parametrize("given", ["product_key", "product_keys"])
def test_the_number_of_a_group_is_a_sign_only_that_consent_overrules(given: str) -> None:
    """Published setup keys tell the groups of Windows; that other keys keep to them is inferred."""
    key = "W269N-WFGWX-YVC9B-4J6C9-T83GY"
    args: dict[str, Any] = {
        "application": "office",
        "allow_failing_checksum": True,
        **({given: key} if given == "product_key" else {given: {"ProPlus2024Volume": key}}),
    }
    with pytest.raises(InputError, match="By the number of its group the key") as caught:
        desire(**args)
    assert "replace_licensed: true" in str(caught.value)
    assert isinstance(desire(**args, replace_licensed=True), OfficeActivated)


def test_all_of_office_is_activated_and_reported() -> None:
    def activate(host: FakeHost) -> None:
        host.license(host.calls[-1].split(" ")[1])

    host = FakeHost(office(), office(activation_id=OTHER_OFFICE_ID, partial_product_key="KKD86"))
    result = run_on(ActionModule, host.script("activate", activate), application="office", timeout=1)
    assert host.changes == [f"activate {OFFICE_ID}", f"activate {OTHER_OFFICE_ID}"]
    assert (result["changed"], result["licensed"], result["product"]) == (True, True, None)
    assert len(result["steps"]) == 2


def test_an_add_on_is_activated_without_touching_windows() -> None:
    host = FakeHost(windows(), esu()).script("activate", lambda host: host.license(ESU_ID))
    result = run_on(ActionModule, host, activation_id=ESU_ID, timeout=1)
    assert host.changes == [f"activate {ESU_ID}"]
    assert result["product"]["esu_year"] == 1
    assert result["licensed"] is True


def test_a_key_of_the_older_format_is_remarked_on() -> None:
    host = FakeHost(licensed(windows()))
    result = run_on(ActionModule, host, product_key="TTTTT-TTTTT-TTTTT-TTTTT-PKX99")
    assert result["warnings"] == [
        "The product key is of the older format (no N), in which typing mistakes cannot be found."
    ]


# What is not to be lost, and what is not to be touched


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize("given", [{"product_key": FAKE_KEY}, {"source": "gvlk"}], ids=["a key", "a source"])
def test_a_licence_that_would_be_lost_is_not_replaced_without_consent(given: dict[str, str], check_mode: bool) -> None:
    host = FakeHost(licensed(windows(partial_product_key="WXF48")))
    result = run_on(ActionModule, host, check_mode=check_mode, **given)
    assert (result["failed"], host.changes) == (True, [])
    assert "cannot be brought back" in result["msg"]
    assert "Set replace_licensed: true" in result["error"]["advice"]


@pytest.mark.parametrize("method", ["auto", "kms"])
@pytest.mark.parametrize("product", [licensed(windows()), windows()], ids=["licensed", "not licensed"])
def test_a_task_about_office_leaves_windows_alone(product: Product, method: str) -> None:
    host = FakeHost(product)
    result = run_on(ActionModule, host, application="office", source="gvlk", method=method)
    assert result["failed"]
    assert host.changes == []


def test_windows_on_kms_does_not_make_office_licensed() -> None:
    host = FakeHost(licensed(windows(channel=Channel.GVLK, partial_product_key="T83GX", grace_minutes=100)))
    result = run_on(ActionModule, host, application="office")
    assert (result["failed"], result.get("licensed", False), host.changes) == (True, False, [])


# The ledger

UUID, OTHER_UUID = "00000001-1111-2222-3333-444455556666", "00000002-1111-2222-3333-444455556666"


class Killed(BaseException):
    """The end of a process, as far as a test can play it."""


class Bench:
    """Machines in memory, a ledger on disk and the locks of the controller."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, directory: Path) -> None:
        self.ledger, self.locks, self._patch = directory / "ledger", directory / "locks", monkeypatch
        lock_in(monkeypatch, self.locks)

    def run(self, host: FakeHost, name: str = "a-host", **args: Any) -> dict[str, Any]:
        with self._patch.context() as patch:
            patch.setattr(actions, "build", partial(actions.build, delegate_to=name))
            given = {"product_key": FAKE_KEY, "ledger": str(self.ledger), "max_activations": 1} | args
            return run_on(ActionModule, host, **given)

    def states(self) -> list[tuple[str, str, ReservationState]]:
        with Ledger(self.ledger) as ledger:
            return [(entry.machine, entry.host, entry.state) for entry in ledger.entries()]

    def notes(self) -> list[Path]:
        """The files of locks, beside the ledger and in the place of the controller."""
        return sorted(item for item in self.locks.parent.rglob("*.lock") if item.is_file())


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Bench:
    monkeypatch.setattr(_ledger, "_SCRYPT_COST", 2)
    return Bench(monkeypatch, tmp_path)


def pc(uuid: str = UUID) -> FakeHost:
    """A machine with a key, on which an activation works."""
    host = FakeHost(windows()).script("activate", lambda host: host.license(WINDOWS_ID))
    host.identity_row = Identity(uuid, "A-HOST", 26100)
    return host


def test_an_activation_is_counted_for_the_machine_and_leaves_no_lock(bench: Bench) -> None:
    result = bench.run(pc())
    assert (result["changed"], result["licensed"]) == (True, True)
    assert bench.states() == [(UUID, "a-host", ReservationState.SPENT)]
    assert bench.notes() == []


def test_one_machine_under_two_names_is_counted_once(bench: Bench) -> None:
    assert bench.run(pc(), "one name")["licensed"]
    assert bench.run(pc(), "another name")["licensed"]
    assert len(bench.states()) == 1


def test_two_machines_under_one_name_are_counted_twice(bench: Bench) -> None:
    assert bench.run(pc(UUID))["licensed"]
    second = pc(OTHER_UUID)
    result = bench.run(second)
    assert "The limit of 1 activation for the key ...PKX99 is reached" in result["msg"]
    assert second.changes == []
    assert len(bench.states()) == 1


def test_what_another_task_activated_between_plan_and_lock_is_not_counted(bench: Bench) -> None:
    host = pc()
    host.later(1, lambda host: host.license(WINDOWS_ID))
    result = bench.run(host)
    assert (result["changed"], result["licensed"], host.changes) == (False, True, [])
    assert bench.states() == []


@pytest.mark.parametrize("reads", [0, 1, 3])
def test_a_killed_task_leaves_reservation_and_note_and_the_next_waits_for_what_it_sent(
    bench: Bench, reads: int
) -> None:
    victim = pc().script("activate", Killed())
    with pytest.raises(Killed):
        bench.run(victim)
    assert len(bench.notes()) == 2, "one place of the controller, one beside the ledger"
    host = pc()
    host.later(reads + 1, lambda host: host.license(WINDOWS_ID))
    result = bench.run(host, max_activations=1)
    assert (result["changed"], result["licensed"], host.changes) == (False, True, [])
    assert bench.states() == [(UUID, "a-host", ReservationState.SPENT)]
    assert bench.notes() == []


def test_what_a_killed_task_sent_and_what_never_shows_is_sent_again_and_counted_once(bench: Bench) -> None:
    with pytest.raises(Killed):
        bench.run(pc().script("activate", Killed()))
    host = pc()
    assert bench.run(host, "another name", timeout=3)["licensed"]
    assert host.changes == [f"activate {WINDOWS_ID}"]
    assert host.calls.count("products") > 4, "it was looked for before"
    assert bench.states() == [(UUID, "another name", ReservationState.SPENT)]


def test_a_debt_is_settled_by_a_later_task_that_finds_the_machine_licensed(bench: Bench) -> None:
    lost = ConnectionLost("it was closed", Delivery.UNKNOWN)
    assert bench.run(pc().script("activate", lost))["failed"]
    assert bench.states() == [(UUID, "a-host", ReservationState.UNKNOWN)]
    host = pc()
    host.license(WINDOWS_ID)
    assert not bench.run(host)["changed"]
    assert host.calls == ["products", "hardware_uuid"]
    assert bench.states() == [(UUID, "a-host", ReservationState.SPENT)]
    again = pc()
    again.license(WINDOWS_ID)
    bench.run(again)
    assert again.calls == ["products"]


@pytest.mark.parametrize(
    ("make", "told"),
    [
        pytest.param(Path.mkdir, "is a directory, not a file", id="directory"),
        pytest.param(os.mkfifo, "is a named pipe, not a file", id="named pipe"),
        pytest.param(lambda path: path.symlink_to("/dev/zero"), "is a device, not a file", id="device"),
        pytest.param(lambda path: path.symlink_to("nothing"), "is a symbolic link to nothing", id="dangling link"),
        pytest.param(lambda path: path.write_text("no ledger" * 100), "cannot be used", id="no ledger"),
    ],
)
@pytest.mark.parametrize("check_mode", [True, False])
def test_a_ledger_that_cannot_be_is_refused_before_the_host_is_asked(
    bench: Bench, make: Callable[[Path], None], told: str, check_mode: bool
) -> None:
    make(bench.ledger)
    host = pc()
    result = bench.run(host, check_mode=check_mode)
    assert result["failed"]
    assert told in result["msg"]
    assert host.calls == []


@pytest.mark.parametrize(("option", "value"), [("timeout", 0), ("retries", -1), ("retries", 11)])
def test_nothing_is_reserved_for_a_task_that_cannot_start(bench: Bench, option: str, value: int) -> None:
    host = pc()
    assert "out of bounds" in bench.run(host, **{option: value})["msg"]
    assert (host.calls, bench.ledger.exists(), bench.notes()) == ([], False, [])


def test_check_mode_counts_nothing_and_locks_nothing(bench: Bench) -> None:
    host = pc()
    result = bench.run(host, check_mode=True)
    assert (result["changed"], host.calls) == (True, ["products"])
    assert (bench.ledger.exists(), bench.locks.exists()) == (False, False)
