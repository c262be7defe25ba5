# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``win_offline_activation`` with a list: the Confirmation ID comes from it, and the outcome goes into it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.action import win_offline_activation
from ansible_collections.licenseops.windows.plugins.action.win_activation_status import ActionModule as Status
from ansible_collections.licenseops.windows.plugins.action.win_offline_activation import ActionModule
from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._machine_lock import (
    LockError,
    MachineLock,
    Place,
    place_beside,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._own_row import write_down
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import UnreachableError
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import HostRefused
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._hardware import Machine
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Channel, Identity
from ansible_collections.licenseops.windows.plugins.plugin_utils._task._patience import Patience
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._merge import mark_sent
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._row import ListRow, Pen, RowState
from ansible_collections.licenseops.windows.tests.unit.plugins.support.actions import run_on
from ansible_collections.licenseops.windows.tests.unit.plugins.support.fake_host import FakeHost
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    INSTALLATION_ID,
    WINDOWS_ID,
    licensed,
    office,
    windows,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.scene import lock_in
from ansible_collections.licenseops.windows.tests.unit.plugins.support.worklist import (
    NOW,
    applied,
    confirmation_digits,
    confirmation_id,
    confirmed,
    csv_of,
    csv_of_first_form,
    installation_id,
    row,
    rows_of,
    uuid,
)

PRODUCT = windows(installation_id=INSTALLATION_ID)
MINE = {"host": "a-host", "activation_id": WINDOWS_ID, "installation_id": INSTALLATION_ID}
MISMATCH = HostRefused("Depositing", 0xC004F031, "")


@pytest.fixture(autouse=True)
def own_locks(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    lock_in(monkeypatch, tmp_path_factory.mktemp("locks"))


def lists(path: Path, *rows: ListRow) -> None:
    path.write_text(csv_of(*rows), encoding="utf-8")


class Killed(BaseException):
    """The end of a process, as far as a test can play it."""


class Bench:
    """A host in memory and a list on disk."""

    def __init__(self, path: Path) -> None:
        self.host = FakeHost(PRODUCT).script("deposit", lambda host: host.license(WINDOWS_ID))
        self.path = path

    def run(self, **args: Any) -> dict[str, Any]:
        return run_on(ActionModule, self.host, worklist=str(self.path), **args)

    def rows(self) -> tuple[ListRow, ...]:
        return rows_of(self.path.read_text(encoding="utf-8"))

    @property
    def row(self) -> ListRow:
        (only,) = self.rows()
        return only


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "list.csv")


def test_a_product_without_a_row_gets_one_and_waits(bench: Bench) -> None:
    result = bench.run()
    assert not result.get("failed")
    assert (result["changed"], result["worklist_state"], result["steps"]) == (True, "needed", [])
    assert (bench.row.host, bench.row.host_uuid, bench.row.portal_product) == ("a-host", uuid(1), "Windows 11")
    assert not bench.run()["changed"]
    assert bench.host.changes == []


def test_a_confirmed_row_is_deposited_once_and_applied(bench: Bench) -> None:
    lists(bench.path, confirmed(**MINE))
    result = bench.run()
    assert (result["changed"], result["licensed"], result["worklist_state"]) == (True, True, "applied")
    assert bench.host.deposits == [(WINDOWS_ID, INSTALLATION_ID, confirmation_id(1))]
    assert (bench.row.state, bench.row.reason) == (RowState.APPLIED, "")
    assert not bench.run()["changed"]
    assert len(bench.host.deposits) == 1
    assert confirmation_digits(1)[:12] not in json.dumps(result)


def test_what_a_person_typed_into_the_list_is_used(bench: Bench) -> None:
    lists(bench.path, row(**MINE, confirmation_id=confirmation_id(1)))
    assert bench.run()["worklist_state"] == "applied"


def test_what_a_person_mistyped_into_the_list_is_named(bench: Bench) -> None:
    lists(bench.path, row(**MINE, typed=confirmation_digits(1)[:-6]))
    result = bench.run()
    assert result["failed"]
    assert "a-host" in result["msg"]
    assert "block H" in result["msg"]
    assert bench.host.changes == []


def test_check_mode_plans_and_writes_nothing(bench: Bench) -> None:
    lists(bench.path, confirmed(**MINE))
    before = bench.path.read_bytes()
    result = bench.run(check_mode=True)
    assert result["changed"]
    assert len(result["steps"]) == 1
    assert (result["predicted"], result["licensed"], result["worklist_state"]) == (True, True, "applied")
    assert bench.host.changes == []
    assert bench.path.read_bytes() == before
    assert [item.name for item in bench.path.parent.iterdir()] == ["list.csv"]


def test_a_licensed_host_is_applied_and_sent_nothing(bench: Bench) -> None:
    lists(bench.path, confirmed(**MINE))
    bench.host.license(WINDOWS_ID)
    result = bench.run()
    assert (result["worklist_state"], bench.row.state, bool(bench.row.reason)) == ("applied", RowState.APPLIED, True)
    assert bench.host.changes == []


@pytest.mark.parametrize("product", [licensed(PRODUCT), licensed(windows(channel=Channel.GVLK))], ids=["mak", "kms"])
def test_a_licensed_host_that_never_was_on_the_list_stays_off_it(bench: Bench, product: Any) -> None:
    bench.host = FakeHost(product)
    result = bench.run()
    assert (result["changed"], result["worklist_state"]) == (False, "applied")
    assert not bench.path.exists()


@pytest.mark.parametrize("before", [row(), confirmed()], ids=lambda item: item.state.value)
def test_another_installation_id_is_stale_and_sent_nothing(bench: Bench, before: ListRow) -> None:
    lists(bench.path, replace(before, **(MINE | {"installation_id": installation_id(1)})))
    result = bench.run()
    assert result["failed"]
    assert "is stale. Since " in result["msg"]
    assert "a-host" in result["msg"]
    assert sorted(item.state.value for item in bench.rows()) == ["needed", "stale"]
    assert bench.host.changes == []
    assert not bench.run().get("failed")


def test_a_kept_confirmation_id_is_tried_once_with_another_installation_id(bench: Bench) -> None:
    lists(bench.path, applied(**(MINE | {"installation_id": installation_id(1)})))
    bench.host.script("deposit", MISMATCH)
    result = bench.run()
    assert result["failed"]
    assert sorted(item.state.value for item in bench.rows()) == ["needed", "stale"]
    assert bench.run()["worklist_state"] == "needed"
    assert len(bench.host.deposits) == 1


def test_after_a_new_installation_the_kept_confirmation_id_is_used(bench: Bench) -> None:
    lists(bench.path, applied(**MINE))
    assert bench.run()["worklist_state"] == "applied"
    assert len(bench.host.deposits) == 1


def test_a_refusal_fails_the_row_until_there_is_another_confirmation_id(bench: Bench) -> None:
    lists(bench.path, confirmed(**MINE))
    bench.host.script("deposit", MISMATCH)
    result = bench.run()
    assert (result["failed"], result["worklist_state"], result["changed"]) == (True, "failed", True)
    assert "0xC004F031" in bench.row.reason
    again = bench.run()
    assert (again["failed"], again["changed"]) == (True, False)
    assert "has refused" in again["msg"]
    assert len(bench.host.deposits) == 1
    lists(bench.path, replace(bench.row, confirmation_id=confirmation_id(2)))
    bench.host.script("deposit", lambda host: host.license(WINDOWS_ID))
    assert bench.run()["worklist_state"] == "applied"


def test_a_refusal_in_japanese_is_written_so_told_in_either_language_and_as_final(bench: Bench) -> None:
    lists(bench.path, confirmed(**MINE))
    bench.host.script("deposit", MISMATCH)
    assert bench.run(language="ja")["worklist_state"] == "failed"
    block, written = confirmation_id(1).last_block, bench.row.reason
    assert written.endswith(f"(確認 ID の末尾 {block})")
    ends = {"en": f"(Confirmation ID ending in {block})", "ja": f"(確認 ID の末尾 {block})"}
    for language, end in ends.items():
        again = bench.run(language=language)
        assert (again["failed"], again["changed"]) == (True, False)
        assert again["worklist_reason"].endswith(end)
        assert again["worklist_reason"] in again["msg"]
    assert bench.row.reason == written
    assert len(bench.host.deposits) == 1


@pytest.mark.parametrize(
    "reason", ["No. (Confirmation ID ending in {})", "不可。 (確認 ID の末尾 {})"], ids=["en", "ja"]
)
def test_what_was_refused_by_the_version_before_is_not_sent_again(bench: Bench, reason: str) -> None:
    said = reason.format(confirmation_id(1).last_block)
    bench.path.write_text(
        csv_of_first_form(confirmed(**MINE, state=RowState.FAILED, reason=said), row(2)), encoding="utf-8"
    )
    before = bench.path.read_bytes()
    assert (bench.run()["failed"], bench.run()["worklist_reason"]) == (True, said)
    assert (bench.host.deposits, bench.path.read_bytes()) == ([], before)


@pytest.mark.parametrize("reason", [f"Sent {NOW}.", f"{NOW} に送信しました。"], ids=["en", "ja"])
def test_what_was_sent_by_the_version_before_is_evaluated_first_and_the_list_gets_its_columns(
    bench: Bench, reason: str
) -> None:
    text = csv_of_first_form(confirmed(**MINE, reason=reason), row(2), added="3rd floor")
    bench.path.write_text(text, encoding="utf-8")
    bench.host.script("refresh", lambda host: host.license(WINDOWS_ID))
    assert bench.run()["worklist_state"] == "applied"
    assert bench.host.deposits == []
    mine, other = bench.rows()
    assert (mine.state, mine.sent_at, mine.reason) == (RowState.APPLIED, NOW, "")
    assert mine.extra == other.extra == (("Floor", "3rd floor"),)
    assert "refused_block,collected_at,confirmed_at,sent_at,applied_at,Floor" in bench.path.read_text(encoding="utf-8")


def test_what_was_sent_by_a_japanese_run_that_was_killed_is_evaluated_first(bench: Bench) -> None:
    (sent,) = mark_sent((confirmed(**MINE),), confirmed(**MINE).key, Pen(NOW, Language.JAPANESE))
    lists(bench.path, sent)
    bench.host.script("refresh", lambda host: host.license(WINDOWS_ID))
    assert (bench.run()["worklist_state"], bench.row.reason) == ("applied", "")
    assert bench.host.deposits == []


def test_what_a_person_mistyped_is_told_in_japanese(bench: Bench) -> None:
    lists(bench.path, row(**MINE, typed=confirmation_digits(1)[:-6]))
    assert "a-host (Windows 11、プロダクト キー ...PKX99) の確認 ID が 48 桁ではなく" in bench.run(language="ja")["msg"]


@pytest.mark.parametrize(
    "error", [HostRefused("Depositing", 0x80070005, ""), HostRefused("Depositing", 0x800706BA, "")]
)
def test_what_is_no_verdict_on_the_confirmation_id_leaves_the_row_confirmed(bench: Bench, error: HostRefused) -> None:
    lists(bench.path, confirmed(**MINE))
    bench.host.script("deposit", error)
    assert bench.run()["failed"]
    assert bench.row.state is RowState.CONFIRMED
    assert bench.row.was_sent
    bench.host.script("deposit", lambda host: host.license(WINDOWS_ID))
    assert bench.run()["worklist_state"] == "applied"


def test_a_row_is_noted_as_sent_before_it_is_sent(bench: Bench) -> None:
    lists(bench.path, confirmed(**MINE))
    seen: list[bool] = []
    bench.host.script("deposit", lambda _host: seen.append(bench.row.was_sent))
    bench.run()
    assert seen == [True]


def test_after_a_kill_the_host_is_asked_to_evaluate_before_anything_is_sent_again(bench: Bench) -> None:
    (sent,) = mark_sent((confirmed(**MINE),), confirmed(**MINE).key, Pen(NOW))
    lists(bench.path, sent)
    bench.host.script("refresh", lambda host: host.license(WINDOWS_ID))
    result = bench.run()
    assert (result["worklist_state"], bench.row.reason) == ("applied", "")
    assert bench.host.deposits == []


def test_what_another_run_licensed_meanwhile_is_not_sent_again(bench: Bench) -> None:
    lists(bench.path, applied(**MINE))
    bench.host.later(1, lambda host: host.license(WINDOWS_ID))
    assert bench.run()["worklist_state"] == "applied"
    assert bench.host.deposits == []


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to("nothing")])
def test_a_list_that_cannot_be_is_refused_before_the_host_is_asked(bench: Bench, make: Callable[[Path], None]) -> None:
    make(bench.path)
    assert bench.run()["failed"]
    assert bench.host.calls == []


def test_a_machine_is_kept_until_its_row_is_written(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    lists(bench.path, confirmed(**MINE))
    kept: list[bool] = []

    def write_down_and_look(*details: Any) -> ListRow | None:
        kept.append(is_kept(place_beside(bench.path)))
        return write_down(*details)

    monkeypatch.setattr(win_offline_activation, "write_down", write_down_and_look)
    assert bench.run()["worklist_state"] == "applied"
    assert kept == [True]
    assert not is_kept(place_beside(bench.path))


def is_kept(place: Place) -> bool:
    try:
        with MachineLock((place,), Patience(0)).held(Machine.known(uuid(1), "another name")):
            return False
    except LockError:
        return True


def test_a_machine_that_another_task_keeps_is_sent_nothing_and_its_row_stays(bench: Bench) -> None:
    lists(bench.path, confirmed(**MINE))
    before = bench.path.read_bytes()
    with MachineLock((place_beside(bench.path),), Patience(1)).held(Machine.known(uuid(1), "another name")):
        result = bench.run(timeout=3)
    assert "is changing a-host and did not end within 3 seconds." in result["msg"]
    assert (bench.host.changes, bench.path.read_bytes()) == ([], before)


def test_a_deposit_of_a_killed_task_is_waited_for_and_not_sent_again(bench: Bench) -> None:
    lists(bench.path, confirmed(**MINE))
    bench.host.script("deposit", Killed())
    with pytest.raises(Killed):
        bench.run()
    assert bench.row.was_sent
    bench.host.later(5, lambda host: host.license(WINDOWS_ID))
    assert bench.run()["worklist_state"] == "applied"
    assert len(bench.host.deposits) == 1


def test_a_host_without_a_uuid_is_refused(bench: Bench) -> None:
    bench.host.identity_row = Identity("", "A-HOST", None)
    result = bench.run()
    assert "hardware of a-host shows no UUID" in result["msg"]
    assert not bench.path.exists()


def test_a_kms_client_is_told_that_no_confirmation_id_helps(bench: Bench) -> None:
    bench.host = FakeHost(windows(channel=Channel.GVLK, installation_id=INSTALLATION_ID))
    assert "KMS client setup key" in bench.run()["msg"]
    assert not bench.path.exists()


def test_nothing_is_sent_in_the_clear(bench: Bench) -> None:
    lists(bench.path, confirmed(**MINE))
    result = bench.run(is_confidential=False)
    assert "would carry" in result["msg"]
    assert bench.host.changes == []
    assert bench.run(is_confidential=False, allow_unencrypted=True)["worklist_state"] == "applied"


def test_waiting_for_a_confirmation_id_needs_no_encryption(bench: Bench) -> None:
    assert bench.run(is_confidential=False)["worklist_state"] == "needed"


def test_a_connection_that_breaks_leaves_the_row_as_sent(bench: Bench) -> None:
    lists(bench.path, confirmed(**MINE))
    bench.host.script("deposit", UnreachableError("gone"))
    with pytest.raises(Exception, match="gone"):
        bench.run()
    assert bench.row.was_sent


@pytest.mark.parametrize("other", [{"confirmation_id": confirmation_digits(1)}, {"installation_id": INSTALLATION_ID}])
def test_the_list_excludes_ids_from_elsewhere(bench: Bench, other: dict[str, str]) -> None:
    result = bench.run(**other)
    assert result["failed"]
    assert "mutually exclusive" in result["msg"]


def test_status_tells_what_a_collection_needs() -> None:
    result = run_on(Status, FakeHost(PRODUCT, office()), host_id=True)
    assert result["host"] == {"uuid": uuid(1), "name": "A-HOST", "build": 26100}
    plain = FakeHost(PRODUCT)
    assert "host" not in run_on(Status, plain)
    assert "identity" not in plain.calls
