# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which tests are tried on a file: those that reach it, the nearest first."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak.mutants._choice import Suite, pure_files

UTILS = "plugins/plugin_utils"
UNIT = "tests/unit/plugins"

#: A small checkout.
COLLECTION = "ansible_collections.licenseops.windows.plugins.plugin_utils"
FILES = {
    f"{UTILS}/_low/_a.py": "",
    f"{UTILS}/_low/_b.py": "",
    f"{UTILS}/_high/_c.py": "from .._low._a import something\n",
    f"{UNIT}/plugin_utils/_low/test__a.py": f"from {COLLECTION}._low._a import x\n",
    f"{UNIT}/plugin_utils/_low/test__a_more.py": f"from {COLLECTION}._low import _a\n",
    f"{UNIT}/plugin_utils/_low/test__b.py": f"import {COLLECTION}._low._b\n",
    f"{UNIT}/plugin_utils/_low/test_both.py": "from ...support.both import x\n",
    f"{UNIT}/plugin_utils/_high/test__c.py": f"from {COLLECTION}._high._c import x\n",
    f"{UNIT}/support/both.py": "from plugins.plugin_utils._low._a import x\nfrom plugins.plugin_utils._low import _b\n",
    f"{UNIT}/action/test_by_name.py": "import importlib\n",
    f"{UNIT}/action/test_nothing.py": "import os\n",
    f"{UNIT}/conftest.py": "",
    "tests/component/test_all.py": "",
    "tests/unit/test_doctests.py": "",
    "tests/unit/test_architecture.py": "",
}


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return Suite(tmp_path)


ALWAYS = [f"{UNIT}/action/test_by_name.py", "tests/component/test_all.py", "tests/unit/test_doctests.py"]


def test_a_files_own_tests_come_first_then_its_room_then_the_rest(suite: Suite) -> None:
    own, room, rest = suite.of(f"{UTILS}/_low/_a.py")
    assert own == [f"{UNIT}/plugin_utils/_low/{name}.py" for name in ("test__a", "test__a_more")]
    assert room == [f"{UNIT}/plugin_utils/_low/test_both.py"]
    assert sorted(rest) == sorted([f"{UNIT}/plugin_utils/_high/test__c.py", *ALWAYS])


def test_what_does_not_reach_a_file_is_not_tried(suite: Suite) -> None:
    own, room, rest = suite.of(f"{UTILS}/_high/_c.py")
    assert (own, room, sorted(rest)) == ([f"{UNIT}/plugin_utils/_high/test__c.py"], [], sorted(ALWAYS))


def test_what_a_conftest_imports_is_reached(suite: Suite) -> None:
    (suite.root / UNIT / "conftest.py").write_text("from plugins.plugin_utils._high import _c\n", encoding="utf-8")
    assert f"{UNIT}/action/test_nothing.py" in suite.of(f"{UTILS}/_low/_a.py")[2]


def test_files_are_those_of_the_rooms_or_those_asked_for(suite: Suite) -> None:
    assert pure_files(suite.root, ["_high"], []) == [f"{UTILS}/_high/_c.py"]
    assert pure_files(suite.root, ["_high"], ["_low/_b", "_c.py"]) == [f"{UTILS}/_high/_c.py", f"{UTILS}/_low/_b.py"]
