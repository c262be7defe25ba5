# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a note in a lock says of the steps that are missing."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Application
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._activation_steps import Activate
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._target import Target
from ansible_collections.licenseops.windows.plugins.plugin_utils._task._under_way import may_be

OFFICE = Target(Application.OFFICE)


@pytest.mark.parametrize(
    ("strand", "note", "expected"),
    [
        ("", "Activate", True),
        ("", "InstallKey", False),
        ("A", "Activate A", True),
        ("B", "Activate A", False),
        ("B", "Activate A+Activate B", True),
        ("B", "Activate A+InstallKey B", False),
        ("B", "Activate", True),
        ("", "Activate A", True),
        ("A", "", False),
    ],
)
def test_a_step_is_waited_for_where_it_may_be_the_one_that_was_sent(strand: str, note: str, expected: bool) -> None:
    assert may_be(Activate(OFFICE, None, "unlicensed", part=strand), note) is expected
