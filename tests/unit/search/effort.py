# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far to search: HYPOTHESIS_PROFILE=thorough goes further, HYPOTHESIS_PROFILE=hunt does not shrink what it finds.

The examples are the same on every run and nothing is written into the checkout. Settings are handed to each test,
because a profile that is loaded would hold for the tests of other directories too.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis.configuration import set_hypothesis_home_dir

set_hypothesis_home_dir(Path(tempfile.gettempdir()) / "licenseops-hypothesis")

_PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "quick")

SEARCH = settings(
    max_examples=10_000 if _PROFILE == "thorough" else 40,
    phases=[Phase.generate] if _PROFILE == "hunt" else [Phase.explicit, Phase.generate, Phase.shrink],
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=tuple(HealthCheck),
)
