# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``offline_worklist``: options into the list, a result without Confirmation IDs, and nothing in check mode."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.action.offline_worklist import ActionModule
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._row import ListRow, RowState
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import INSTALLATION_ID
from ansible_collections.licenseops.windows.tests.unit.plugins.support.worklist import (
    NOW,
    applied,
    confirmation_digits,
    confirmed,
    csv_of,
    csv_of_first_form,
    row,
    rows_of,
    uuid,
)

PRODUCT = {
    "activation_id": row().activation_id,
    "application": "windows",
    "name": "Windows(R), Professional edition",
    "family": "Professional",
    "channel": "mak",
    "partial_product_key": "PKX99",
    "installation_id": INSTALLATION_ID,
    "licensed": False,
}
HOST: dict[str, Any] = {"host": "PC-001", "host_uuid": uuid(1), "build": 22631}


def run(
    path: Path, /, *, check_mode: bool = False, diff: bool = False, inventory: tuple[str, ...] = (), **args: Any
) -> dict[str, Any]:
    """The result of the action."""
    facts = {
        "args": {"path": str(path)} | args,
        "async_val": 0,
        "check_mode": check_mode,
        "diff": diff,
        "action": "x",
    }
    connection = SimpleNamespace(_shell=SimpleNamespace(tmpdir=None))
    loader = SimpleNamespace(_vault=SimpleNamespace(secrets=None))
    return ActionModule(SimpleNamespace(**facts), connection, None, loader, None, None).run(
        None, {"groups": {"all": list(inventory)}}
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list.csv"


def rows_in(path: Path) -> tuple[ListRow, ...]:
    return rows_of(path.read_text(encoding="utf-8"))


def given(path: Path, *rows: ListRow) -> Path:
    """A file with rows."""
    path.write_text(csv_of(*rows), encoding="utf-8")
    return path


def export(path: Path, *numbers: int, **changes: str) -> str:
    """The page's export for some hosts."""
    names = ("host", "host_uuid", "activation_id", "partial_product_key", "installation_id")
    entries = [
        {name: getattr(row(number), name) for name in names}
        | {"confirmation_id": confirmation_digits(number)}
        | changes
        for number in numbers
    ]
    target = path.with_name("export.json")
    document = {"format": "licenseops.windows/confirmations", "version": 1, "confirmations": entries}
    target.write_text(json.dumps(document), encoding="utf-8")
    return str(target)


def test_products_of_a_host_are_entered_once(path: Path) -> None:
    first = run(path, products=[PRODUCT, PRODUCT | {"channel": "gvlk"}], **HOST)
    assert first["changed"]
    assert first["counts"] == {"needed": 1, "confirmed": 0, "applied": 0, "stale": 0, "failed": 0}
    assert first["rows"][0]["installation_id"] == INSTALLATION_ID
    assert first["rows"][0]["portal_product"] == "Windows 11"
    assert not first["rows"][0]["has_confirmation_id"]
    assert not run(path, products=[PRODUCT], **HOST)["changed"]


def test_check_mode_and_diff_tell_states_and_write_nothing(path: Path) -> None:
    result = run(path, products=[PRODUCT], check_mode=True, diff=True, **HOST)
    assert result["changed"]
    (line,) = result["diff"]["after"].splitlines()
    assert line.endswith(": needed")
    assert result["diff"]["before"] == ""
    assert result["diff"]["after_header"] == str(path)
    assert list(path.parent.iterdir()) == []


def test_only_rows_of_the_host_are_returned_and_counts_are_of_all(path: Path) -> None:
    given(path, row(1), applied(2))
    result = run(path, host_uuid=uuid(2).lower())
    assert [item["host"] for item in result["rows"]] == ["PC-002"]
    assert (result["counts"]["needed"], result["counts"]["applied"]) == (1, 1)


def test_a_confirmation_id_is_in_no_result(path: Path) -> None:
    given(path, row(1), confirmed(2), applied(3))
    result = run(path, confirmations=export(path, 1), diff=True)
    assert [item["has_confirmation_id"] for item in result["rows"]] == [True] * 3
    assert result["counts"]["confirmed"] == 2
    text = json.dumps(result).replace("-", "")
    assert not [number for number in (1, 2, 3) if confirmation_digits(number)[:12] in text]


def test_confirmations_without_a_list_are_one_sentence_and_make_no_list(path: Path) -> None:
    written = export(path, 1)
    missing = path.with_name("other.csv")
    result = run(missing, confirmations=written)
    assert result["failed"]
    assert result["msg"] == "The work list is not there yet, or is empty. Correct path, or collect first."
    assert not missing.exists()


def test_in_check_mode_a_list_that_is_still_to_come_is_a_warning(path: Path) -> None:
    written = export(path, 1)
    missing = path.with_name("other.csv")
    result = run(missing, confirmations=written, check_mode=True)
    assert (result["changed"], result["predicted"], result["rows"]) == (False, False, [])
    assert "failed" not in result
    assert "so check mode cannot tell" in result["warnings"][0]
    assert not missing.exists()


def test_good_confirmations_are_saved_although_the_task_fails_for_the_bad(path: Path) -> None:
    given(path, row(1), row(2))
    export(path, 1, 2)
    document = json.loads(path.with_name("export.json").read_text(encoding="utf-8"))
    document["confirmations"][1]["confirmation_id"] = confirmation_digits(2)[:-6]
    path.with_name("export.json").write_text(json.dumps(document), encoding="utf-8")
    result = run(path, confirmations=str(path.with_name("export.json")))
    assert result["failed"]
    assert result["changed"]
    (problem,) = result["problems"]
    assert "PC-002" in problem
    assert "block H" in problem
    assert problem in result["msg"]
    assert [item.state for item in rows_in(path)] == [RowState.CONFIRMED, RowState.NEEDED]


def test_a_list_that_is_only_read_stays_as_a_person_left_it(path: Path) -> None:
    before = given(path, row(confirmation_id=confirmed().confirmation_id), row(2, typed="12")).read_bytes()
    result = run(path)
    assert not result["changed"]
    assert result["problems"] == []
    assert path.read_bytes() == before


def test_what_a_person_typed_into_the_list_is_taken_with_the_next_host(path: Path) -> None:
    given(path, row(2, confirmation_id=confirmed(2).confirmation_id), row(3, typed="12"))
    result = run(path, products=[PRODUCT], **HOST)
    assert {item.host: item.state for item in rows_in(path)} == {
        "PC-001": RowState.NEEDED,
        "PC-002": RowState.CONFIRMED,
        "PC-003": RowState.NEEDED,
    }
    assert "PC-003" in result["problems"][0]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ({"products": [PRODUCT]}, "products are given without host"),
        ({"products": [PRODUCT], "host": "PC-001"}, "hardware of PC-001 shows no UUID"),
        ({"products": [{}], **HOST}, "A product has no application"),
        ({"products": [PRODUCT | {"installation_id": None}], **HOST}, "Installation ID of PC-001"),
        ({"confirmations": "/none"}, "confirmations: there is no file /none."),
        ({"encrypt": True, "products": [PRODUCT], **HOST}, "there is no vault password"),
    ],
)
def test_what_cannot_be_done_is_a_sentence_and_writes_nothing(path: Path, args: dict[str, Any], says: str) -> None:
    result = run(path, **args)
    assert result["failed"]
    assert says in result["msg"]
    assert not path.exists()


def test_a_file_of_another_program_is_refused(path: Path) -> None:
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    result = run(path, products=[PRODUCT], **HOST)
    assert "is no offline work list" in result["msg"]
    assert str(path) in result["msg"]
    assert path.read_text(encoding="utf-8") == "a,b\n1,2\n"


def test_a_second_name_of_the_inventory_changes_nothing(path: Path) -> None:
    names = ("PC-001", "alias")
    assert run(path, products=[PRODUCT], inventory=names, **HOST)["changed"]
    assert not run(path, products=[PRODUCT], inventory=names, **HOST | {"host": "alias"})["changed"]
    assert [item.host for item in rows_in(path)] == ["PC-001"]
    assert run(path, products=[PRODUCT], inventory=("alias",), **HOST | {"host": "alias"})["changed"]
    assert [item.host for item in rows_in(path)] == ["alias"]


def test_problems_and_errors_are_in_the_language_of_the_task(path: Path) -> None:
    given(path, row(1), row(2))
    export_path = export(path, 1, 2, confirmation_id="12")
    result = run(path, confirmations=export_path, language="ja")
    assert len(result["problems"]) == 2
    assert all("の確認 ID が 48 桁ではなく 2 桁です" in problem for problem in result["problems"])
    assert result["msg"] == (
        f"2 件の確認 ID を取り込みませんでした。{''.join(result['problems'])}ほかはすべてリストに取り込みました。"
    )
    taken = run(
        path,
        confirmations=export(path, 1, confirmation_id=f"{confirmation_digits(1)[:-1]}9"),
        allow_failing_check_digits=True,
        language="ja",
    )
    assert [text.endswith("そのまま受け入れました。") for text in taken["warnings"]] == [True]
    assert {item["state"] for item in taken["rows"]} == {"confirmed", "needed"}


def test_a_broken_file_is_told_in_japanese(path: Path) -> None:
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    message = run(path, language="ja")["msg"]
    assert message.startswith(f"{path}: このファイルはオフライン作業リストではありません。列 activation_id、")
    assert message.endswith("指定してください。ファイルは変更していません。")


def test_the_page_is_written_once_without_confirmation_ids(path: Path) -> None:
    given(path, row(1), confirmed(2))
    page = path.with_name("page.html")
    assert run(path, page=str(page), check_mode=True)["changed"]
    assert not page.exists()
    assert run(path, page=str(page), language="ja")["changed"]
    assert not run(path, page=str(page), language="ja")["changed"]
    text = page.read_text(encoding="utf-8")
    assert row(1).installation_id in text
    assert confirmation_digits(2)[:12] not in text


def test_the_page_without_its_library_is_a_sentence(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given(path, row())
    monkeypatch.setitem(
        sys.modules, "ansible_collections.licenseops.windows.plugins.plugin_utils._offline_page._page", None
    )
    result = run(path, page=str(path.with_name("page.html")))
    assert result["failed"]
    assert "page cannot be written" in result["msg"]
    assert "requirements-optional.txt" in result["msg"]
    assert "pip install segno" in result["msg"]
    assert not run(path)["changed"]


ODD: list[Any] = [
    None,
    True,
    5,
    10**30,
    1.5,
    "",
    "a\0b",
    "a\x1b[2Jb",
    "a\nb",
    "n" * 5000,
    "\ud800",
    [],
    ["a"],
    {},
    {"a": 1},
]


@pytest.mark.parametrize("value", ODD, ids=lambda value: repr(value)[:20])
@pytest.mark.parametrize("field", PRODUCT)
def test_a_product_of_any_value_is_a_sentence_or_a_list_that_can_be_read_again(
    path: Path, field: str, value: Any
) -> None:
    result = run(path, products=[PRODUCT | {field: value}], **HOST)
    if result.get("failed"):
        assert field in result["msg"] or "Installation ID" in result["msg"]
        assert len(result["msg"]) < 400
        assert not path.exists()
    else:
        assert not run(path).get("failed")
        json.dumps(result).encode()


@pytest.mark.parametrize(
    "value", [value for value in ODD if value not in (None, "", 5)], ids=lambda value: repr(value)[:20]
)
@pytest.mark.parametrize("option", ["host", "host_uuid", "build", "path", "page", "confirmations", "products"])
def test_an_option_of_any_value_is_a_sentence_and_writes_nothing(
    path: Path, option: str, value: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(path.parent)
    given_path = str(path) if option != "path" else value
    result = run(path, **{"products": [PRODUCT], **HOST, "path": given_path} | {option: value})
    if result.get("failed"):
        assert (
            option in result["msg"]
            or "neither CSV nor JSON" in result["msg"]
            or "the hardware" in result["msg"].lower()
        )
        assert len(result["msg"]) < 6000
        assert not path.exists()
    else:
        assert not run(path).get("failed")


@pytest.mark.parametrize("build", [0, -1, 10**6, 10**30])
def test_a_build_of_no_windows_is_refused(path: Path, build: int) -> None:
    result = run(path, products=[PRODUCT], **HOST | {"build": build})
    assert result["msg"].startswith("build is no build of Windows. ")
    assert not path.exists()


def test_a_copy_of_an_old_list_is_taken_into_a_new_one_and_the_other_way_round(tmp_path: Path) -> None:
    filled = (confirmed(1), confirmed(2))
    for name, mine, theirs in (("new", csv_of, csv_of_first_form), ("old", csv_of_first_form, csv_of)):
        path, copy = tmp_path / f"{name}.csv", tmp_path / f"copy for {name}.csv"
        path.write_text(mine(row(1), row(2)), encoding="utf-8")
        copy.write_text(theirs(*filled), encoding="utf-8")
        result = run(path, confirmations=str(copy))
        assert [item["state"] for item in result["rows"]] == ["confirmed"] * 2
        assert [(item["sent_at"], item["refused_block"]) for item in result["rows"]] == [("", "")] * 2
        assert [item.confirmation_id for item in rows_in(path)] == [item.confirmation_id for item in filled]


def test_a_result_shows_when_it_was_sent_and_which_block_was_refused(path: Path) -> None:
    failed = confirmed(state=RowState.FAILED, refused_block="000241", sent_at=NOW)
    (shown,) = run(given(path, failed))["rows"]
    assert (shown["sent_at"], shown["refused_block"]) == (NOW, "...000241")
