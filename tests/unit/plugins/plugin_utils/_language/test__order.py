# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The order of names: as people count."""

from __future__ import annotations

import random

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._order import natural_order

ORDERED = [
    "",
    "2",
    "10",
    "10.0.0.2",
    "10.0.0.10",
    "a",
    "a2",
    "a2b",
    "a10",
    "A10b",
    "pc-09",
    "pc-10",
    "web",
    "web1x2",
    "web1x10",
]


def test_numbers_come_first_and_count_as_numbers() -> None:
    shuffled = random.Random(1).sample(ORDERED, len(ORDERED))
    assert sorted(shuffled, key=natural_order) == ORDERED


@pytest.mark.parametrize(("one", "other"), [("PC-1", "pc-1"), ("pc-01", "PC-1"), ("straße", "STRASSE")])
def test_case_and_leading_zeros_count_for_nothing(one: str, other: str) -> None:
    assert natural_order(one) == natural_order(other)


def test_other_digits_are_letters() -> None:
    assert sorted(["x\u0663", "x4", "x²"], key=natural_order) == ["x4", "x²", "x\u0663"]
