# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples in docstrings are true."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT / "plugins" / "plugin_utils"
WITH_EXAMPLES = [path for path in sorted(SHARED.rglob("*.py")) if ">>> " in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=lambda path: path.relative_to(SHARED).as_posix())
def test_examples_give_what_they_show(path: Path) -> None:
    """Imported the way Ansible imports it."""
    dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    result = doctest.testmod(importlib.import_module(f"ansible_collections.licenseops.windows.{dotted}"))
    assert result.attempted
    assert not result.failed
