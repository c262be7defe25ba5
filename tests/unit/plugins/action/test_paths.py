# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every path option of every module and role: what is no file, every two of them in one place, files of others.

The tables come from the specifications, so that an option that is added later is in them.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import socket
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from ansible_collections.licenseops.windows.plugins.filter.full_path import full_path
from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible._host_action import HostAction
from ansible_collections.licenseops.windows.plugins.plugin_utils._offline_page._page import render
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._json import write_json
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._sheet import Sheet
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import FAKE_KEY
from ansible_collections.licenseops.windows.tests.unit.plugins.support.worklist import confirmation_digits, csv_of, row

ROOT = Path(__file__).resolve().parents[4]
MODULES = sorted(path.stem for path in (ROOT / "plugins" / "action").glob("*.py"))
ROLES = sorted(path.parents[1].name for path in ROOT.glob("roles/*/meta/argument_specs.yml"))


def action_of(module: str) -> Any:
    """The action plugin of a module."""
    return importlib.import_module(f"ansible_collections.licenseops.windows.plugins.action.{module}").ActionModule


PATHS = {
    module: [name for name, option in action_of(module).spec.options.items() if option["type"] == "path"]
    for module in MODULES
}
OPTIONS = [(module, option) for module, options in PATHS.items() for option in options]

#: Options that only read; all others write.
READS = {
    ("fleet_drift", "after"),
    ("fleet_drift", "before"),
    ("fleet_history", "add"),
    ("fleet_report", "survey"),
    ("licence_policy", "policy"),
    ("licence_policy", "survey"),
    ("offline_worklist", "confirmations"),
}

#: Every two of a module, but those that both only read.
PAIRS = [
    (module, *pair)
    for module, options in PATHS.items()
    for pair in combinations(options, 2)
    if not {(module, option) for option in pair} <= READS
]

#: Options that name a directory in which new files are made; one that is there is right.
DIRECTORIES = {("win_office_reset", "backup")}

#: One file under both is what it looks like: the Confirmation IDs typed into the list itself are taken.
ONE_FILE_IS_MEANT = {("offline_worklist", "path", "confirmations")}

#: What else a module needs to come to its files.
MORE: Mapping[str, Mapping[str, Any]] = {
    "fleet_drift": {"before": str(ROOT / "galaxy.yml"), "after": str(ROOT / "README.md")},
    "fleet_history": {"store": str(ROOT / ".build" / "none.sqlite")},
    "fleet_report": {"survey": str(ROOT / "galaxy.yml")},
    "fleet_survey": {"hosts": "all"},
    "win_activation": {"product_key": FAKE_KEY},
    "licence_policy": {"policy": str(ROOT / "docs" / "licence-policy.yml")},
}


@pytest.fixture(autouse=True)
def no_host(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for a connection has not looked at its files before."""

    def contacted(_action: object) -> None:
        raise AssertionError("the host was contacted")

    monkeypatch.setattr(HostAction, "reach", contacted)


def run(module: str, *, check_mode: bool = False, **args: Any) -> dict[str, Any]:
    """The result of a task."""
    task = SimpleNamespace(
        args={**MORE.get(module, {}), **args},
        async_val=0,
        check_mode=check_mode,
        diff=False,
        action="an_action",
    )
    connection = SimpleNamespace(transport="winrm", become=None, _shell=SimpleNamespace(tmpdir=None))
    loader = SimpleNamespace(_vault=SimpleNamespace(secrets=None))
    result: dict[str, Any] = action_of(module)(task, connection, None, loader, None, None).run(
        None, {"inventory_hostname": "a-host"}
    )
    return result


def made(path: Path, make: Callable[[Path], object]) -> Path:
    """A path with something made there."""
    make(path)
    return path


def bound(path: Path) -> None:
    """A socket."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))


BAD: dict[str, Callable[[Path], Path]] = {
    "nothing": lambda _directory: Path(""),
    "directory": lambda directory: made(directory / "it.csv", Path.mkdir),
    "pipe": lambda directory: made(directory / "it.csv", os.mkfifo),
    "socket": lambda directory: made(directory / "it.csv", bound),
    "device": lambda directory: made(directory / "it.csv", lambda path: path.symlink_to("/dev/zero")),
    "dangling link": lambda directory: made(directory / "it.csv", lambda path: path.symlink_to("nowhere.csv")),
    "loop": lambda directory: made(directory / "it.csv", lambda path: path.symlink_to("it.csv")),
    "NUL": lambda directory: directory / "a\0b.csv",
    "half a character": lambda directory: directory / "\ud800.csv",
    "5000 characters": lambda directory: directory / f"{'n' * 5000}.csv",
    "below a file": lambda directory: made(directory / "file", Path.touch) / "it.csv",
}


@pytest.mark.parametrize("check_mode", [False, True], ids=["run", "check mode"])
@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize(("module", "option"), OPTIONS)
def test_what_is_no_file_is_one_sentence_before_anything_is_done(
    tmp_path: Path, module: str, option: str, name: str, check_mode: bool
) -> None:
    if (module, option) in DIRECTORIES and name in ("nothing", "directory"):
        return
    others = {"path": str(tmp_path / "other.csv")} if "path" in PATHS[module] else {}
    given = BAD[name](tmp_path)
    before = sorted(tmp_path.rglob("*"))
    result = run(module, check_mode=check_mode, **others | {option: str(given) if name != "nothing" else "."})
    assert result["failed"]
    assert re.match(rf"{option}[: ]", result["msg"])
    assert len(result["msg"]) < 500
    assert sorted(tmp_path.rglob("*")) == before


def export() -> str:
    """A file of confirmations."""
    names = ("host", "host_uuid", "activation_id", "partial_product_key", "installation_id")
    entry = {name: getattr(row(), name) for name in names} | {"confirmation_id": confirmation_digits(1)}
    return json.dumps({"format": "licenseops.windows/confirmations", "version": 1, "confirmations": [entry]})


KINDS: dict[str, Callable[[], str]] = {
    "CSV list": lambda: csv_of(row()),
    "JSON list": lambda: write_json(Sheet((row(),))),
    "page": lambda: render((row(),)),
    "confirmations": export,
    "report": lambda: '{\n    "counts": {},\n    "format": "licenseops.windows/diagnosis"\n}\n',
    "page of a report": lambda: '<!DOCTYPE html>\n<meta name="generator" content="licenseops.windows/diagnosis">\n',
    "page of somebody": lambda: f"<!DOCTYPE html>\n<title>Notes</title>\n{render((row(),))}",
    "text": lambda: "my notes: licenseops.windows/offline-page, licenseops.windows/worklist\n",
    "table": lambda: "host,room\r\nPC-001,3\r\n",
}
#: What each option may write over, by the end of the name.
OWN = {("path", ".csv"): "CSV list", ("path", ".json"): "JSON list", ("page", ".html"): "page"}


@pytest.mark.parametrize("kind", [*KINDS, "database", "binary"])
@pytest.mark.parametrize(("option", "suffix"), [*OWN, ("ledger", ".csv")])
def test_a_file_of_another_kind_stays_as_it_is(tmp_path: Path, option: str, suffix: str, kind: str) -> None:
    path = tmp_path / f"it{suffix}"
    if kind == "database":
        with sqlite3.connect(path) as database:
            database.execute("CREATE TABLE a (b)")
        database.close()
    else:
        path.write_bytes(KINDS[kind]().encode() if kind in KINDS else b"\x89PNG\r\n\x1a\n\x00\xff")
    before = path.read_bytes()
    module = next(name for name, options in PATHS.items() if option in options)
    given = {"path": str(tmp_path / "list.csv")} if option == "page" else {}
    result = run(module, **given | {option: str(path)})
    assert result.get("failed", False) == (kind != OWN.get((option, suffix)))
    if result.get("failed"):
        assert path.read_bytes() == before
        assert str(path) in result["msg"]


def spellings(path: Path) -> Iterator[tuple[str, Path]]:
    """Other names of one file; the last two only of one that exists."""
    yield "itself", path
    (path.parent / "deep").mkdir()
    yield "a detour", path.parent / "deep" / ".." / path.name
    yield "a slash at the end", Path(f"{path}/")
    yield "relative", Path(os.path.relpath(path))
    (path.parent / "place").symlink_to(".")
    yield "a link to the directory", path.parent / "place" / path.name
    if path.exists():
        yield "a symbolic link", made(path.parent / f"link{path.suffix}", lambda link: link.symlink_to(path.name))
        yield "a hard link", made(path.parent / f"hard{path.suffix}", lambda link: link.hardlink_to(path))


@pytest.mark.parametrize("kind", ["nothing", "CSV list", "page", "confirmations"])
@pytest.mark.parametrize(("module", "one", "other"), PAIRS)
def test_no_two_options_may_be_one_file(tmp_path: Path, module: str, one: str, other: str, kind: str) -> None:
    path = tmp_path / "it.csv"
    free = {"path": str(tmp_path / "list.csv")} if "path" in PATHS[module] else {}
    if kind != "nothing":
        path.write_text(KINDS[kind](), encoding="utf-8", newline="")
    before = path.read_bytes() if path.exists() else None
    for name, spelling in spellings(path):
        for here, there in ((path, spelling), (spelling, path)):
            result = run(module, **free | {one: str(here), other: str(there)})
            is_meant = (module, one, other) in ONE_FILE_IS_MEANT and kind == "CSV list"
            assert result.get("failed", False) != is_meant, name
            assert (path.read_bytes() if path.exists() else None) == before, name
            if kind != "nothing" and (module, one, other) not in ONE_FILE_IS_MEANT:
                assert result["msg"].startswith((f"{one} and {other} are one file", f"{other} and {one} are one file"))


@pytest.mark.parametrize("name", [".list.csv.lock", ".list.csv.0123abcd.tmp", ".list.csv.locks/page.html"])
@pytest.mark.parametrize("option", ["page", "confirmations"])
def test_what_is_kept_beside_the_list_is_no_other_file(tmp_path: Path, option: str, name: str) -> None:
    (tmp_path / ".list.csv.locks").mkdir()
    path = tmp_path / name
    path.write_text(KINDS["page" if option == "page" else "confirmations"](), encoding="utf-8")
    result = run("offline_worklist", path=str(tmp_path / "list.csv"), **{option: str(path)})
    assert result["msg"].startswith(f"{option} has the name of a file that is kept beside path")
    assert path.exists()


def test_the_list_as_its_own_confirmations_takes_what_was_typed_into_it(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(csv_of(row(typed=confirmation_digits(1)), row(2)), encoding="utf-8", newline="")
    result = run("offline_worklist", path=str(path), confirmations=str(path))
    assert result["changed"]
    assert result["counts"] == {"needed": 1, "confirmed": 1, "applied": 0, "stale": 0, "failed": 0}
    assert not run("offline_worklist", path=str(path), confirmations=str(path))["changed"]


def test_a_relative_path_of_a_module_is_that_of_the_filter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a role may complete a path or leave it: both lead below the directory in which the command was typed."""
    monkeypatch.chdir(tmp_path)
    result = run("offline_worklist", path="lists/list.csv", page="page.html")
    assert not result.get("failed"), result
    made = {str(path) for path in tmp_path.rglob("*") if path.is_file() and not path.name.startswith(".")}
    assert made <= {full_path("lists/list.csv"), full_path("page.html")}
    assert full_path("page.html") in made


def tasks_of(role: str) -> Iterator[Mapping[str, Any]]:
    """The tasks of a role, those in blocks included."""

    def flat(tasks: Any) -> Iterator[Mapping[str, Any]]:
        for task in tasks or ():
            yield task
            for part in ("block", "rescue", "always"):
                yield from flat(task.get(part))

    for path in sorted((ROOT / "roles" / role / "tasks").glob("*.yml")):
        yield from flat(yaml.safe_load(path.read_text(encoding="utf-8")))


def handed_on(role: str, option: str) -> set[tuple[str, str, int]]:
    """Where a variable of a role goes: module, option, and the number of the task."""
    found = set()
    for number, task in enumerate(tasks_of(role)):
        for name, given in task.items():
            module = name.removeprefix("licenseops.windows.")
            values = given.items() if module in PATHS and isinstance(given, dict) else ()
            found |= {(module, own, number) for own, value in values if re.search(rf"\b{option}\b", str(value))}
    return found


def role_paths(role: str) -> list[str]:
    """Variables that are paths: those that say so, and those a module takes for one."""
    spec = yaml.safe_load((ROOT / "roles" / role / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))
    options = spec["argument_specs"]["main"]["options"]
    taken = {name for name in options for module, own, _task in handed_on(role, name) if own in PATHS[module]}
    return [name for name, option in options.items() if option["type"] == "path" or name in taken]


@pytest.mark.parametrize(
    ("role", "one", "other"), [(role, *pair) for role in ROLES for pair in combinations(role_paths(role), 2)]
)
def test_every_two_path_variables_of_a_role_meet_in_its_first_task_of_ours(role: str, one: str, other: str) -> None:
    """There the module sees that they are one file, before any host is asked."""
    meeting = {
        (module, number, frozenset((own, its)))
        for module, own, number in handed_on(role, one)
        for its_module, its, its_number in handed_on(role, other)
        if (module, number) == (its_module, its_number)
    }
    module, _number, options = min(meeting, key=lambda item: item[1])
    ours = [task for task in tasks_of(role) if any(name.startswith("licenseops.windows.") for name in task)]
    first = ours[0] if role != "offline_apply" else next(task for task in ours if "run_once" in task)
    assert f"licenseops.windows.{module}" in first
    assert options in [frozenset(pair[1:]) for pair in PAIRS if pair[0] == module]


def test_the_tables_are_not_empty() -> None:
    assert set(OPTIONS) >= {
        ("offline_worklist", "path"),
        ("offline_worklist", "page"),
        ("offline_worklist", "confirmations"),
        ("win_activation", "ledger"),
        ("win_offline_activation", "worklist"),
    }
    assert len(PAIRS) >= 3
    assert role_paths("offline_collect") == ["offline_collect_worklist", "offline_collect_page"]
    assert role_paths("offline_apply") == ["offline_apply_worklist", "offline_apply_confirmations"]
    assert role_paths("diagnose") == ["diagnose_report_dir"]
    assert role_paths("activate") == ["activate_ledger"]


def test_templates_and_copies_of_roles_are_guarded_by_hand() -> None:
    """Whoever lets a role write a file without a module of ours has to look at what is there before."""
    writers = (
        "ansible.builtin.template",
        "ansible.builtin.copy",
        "ansible.builtin.lineinfile",
        "ansible.builtin.get_url",
    )
    found = {(role, name) for role in ROLES for task in tasks_of(role) for name in task if name in writers}
    assert found == {("diagnose", "ansible.builtin.template")}, "see roles/diagnose/tasks/place.yml"
