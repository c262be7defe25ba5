# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write docs/licence-policy.schema.json, for editors, from the shapes that read a policy. A unit test compares them."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHAPES = "ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._policy"

sys.path.insert(0, str(ROOT / ".build"))
(ROOT / "docs" / "licence-policy.schema.json").write_text(
    importlib.import_module(SHAPES).schema_text(), encoding="utf-8"
)
