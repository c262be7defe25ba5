# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The README says what the code does, and the package stays independent of the collection."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.simulator.catalogue import profile_names
from tests.simulator.injection import FAULT_TYPES, MALFORMED
from tests.simulator.model.schema import schema_at
from tests.simulator.model.situations import SITUATIONS
from tests.simulator.model.switches import switch_table

FOLDER = Path(__file__).resolve().parents[2] / "simulator"
README = (FOLDER / "README.md").read_text(encoding="utf-8")
MARKS = {"recorded", "documented", "community", "inferred"}


def switch_rows() -> list[str]:
    """The switch table as the README should have it."""
    rows = []
    for name, default, mark, about in switch_table():
        shown = default
        if isinstance(default, bool):
            shown = str(default).lower()
        elif isinstance(default, int) and default > 0xFFFF:
            shown = f"0x{default:08X}"
        rows.append(f"| `{name}` | `{shown}` | {mark} | {about} |")
    return rows


def test_the_switch_table_is_that_of_the_code() -> None:
    section = README.partition("<!-- switches -->")[2].partition("<!-- /switches -->")[0]
    assert section.strip().splitlines()[2:] == switch_rows()
    assert {mark for _name, _default, mark, _about in switch_table()} <= MARKS


def test_every_fault_profile_and_situation_is_documented() -> None:
    for name in (*FAULT_TYPES, *MALFORMED, *profile_names(), *SITUATIONS):
        assert re.search(rf"\b{re.escape(name)}\b", README), name


def test_the_licensing_classes_have_the_recorded_number_of_members() -> None:
    classes = schema_at(10)
    sizes = {name: (len(item.properties), len(item.methods)) for name, item in classes.items()}
    assert sizes["softwarelicensingservice"] == (38, 26)
    assert sizes["softwarelicensingproduct"] == (61, 17)


def modules() -> list[tuple[Path, ast.Module]]:
    """All files of the package, parsed."""
    return [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in sorted(FOLDER.rglob("*.py"))]


def imported(tree: ast.Module) -> set[str]:
    """Names of absolutely imported modules."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add(node.module or "")
    return found


def test_nothing_of_the_collection_or_of_ansible_is_imported() -> None:
    for path, tree in modules():
        if path.parent.name == "callback_plugins":  # runs inside of ansible-playbook
            assert not any(isinstance(node, ast.ImportFrom) and node.level for node in ast.walk(tree))
            continue
        for name in imported(tree):
            assert not name.startswith(("ansible", "plugins", "tests", "winrm", "pypsrp")), f"{path.name}: {name}"


def test_the_model_knows_no_sockets_and_no_event_loop() -> None:
    for path, tree in modules():
        if path.parent.name == "model":
            assert not imported(tree) & {"socket", "asyncio", "ssl", "http.client", "random", "time"}, path.name


def test_every_file_carries_the_licence_header() -> None:
    header = "# SPDX-License-" + "Identifier: GPL-3.0-or-later"  # in two parts: "reuse lint" looks for it
    for path in (*FOLDER.rglob("*.py"), *FOLDER.rglob("*.yml"), *Path(__file__).parent.glob("*.py")):
        assert header in path.read_text(encoding="utf-8")[:300], path


def test_functions_and_files_stay_small() -> None:
    for path, tree in modules():
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 400, path
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                assert (node.end_lineno or 0) - node.lineno < 60, f"{path.name}: {node.name}"
