# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds of Windows, alone and in a version."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._build import build_in, parse_build


@pytest.mark.parametrize(
    ("text", "build"),
    [("22631", 22631), ("0", 0), ("123456", 123456), ("1234567", None), ("", None), ("-1", None), ("22631 ", None),
     ("2263x", None), ("\u0662\u0662", None), ("²", None), ("1.5", None)],
)  # fmt: skip
def test_a_build_is_a_short_number(text: str, build: int | None) -> None:
    assert parse_build(text) == build


@pytest.mark.parametrize(
    ("version", "build"),
    [("10.0.22631.4460", 22631), ("6.3.9600", 9600), ("6.3", None), ("", None), ("10.0.", None), ("10.0.x.1", None),
     ("22631", None)],
)  # fmt: skip
def test_the_build_is_the_third_number_of_a_version(version: str, build: int | None) -> None:
    assert build_in(version) == build
