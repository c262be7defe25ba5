# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""GUIDs: which texts are one, and how they are found."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._guid import (
    is_guid,
    parse_guid,
    without_guids,
)

GUID = "4c4c4544-0042-3510-8052-b4c04f564433"


@pytest.mark.parametrize("text", [GUID, GUID.upper(), f" {{{GUID}}}\n", f"{{{GUID}", GUID.replace("b4", "B4")])
def test_a_guid_is_lower_case_and_has_no_braces(text: str) -> None:
    assert parse_guid(text) == GUID


@pytest.mark.parametrize(
    "text",
    ["", "{}", GUID[1:], GUID[:-1], f"{GUID}0", f"x{GUID}", GUID.replace("-", ""), GUID.replace("4c", "4g"),
     GUID.replace("4", "\u0664"), f"{GUID} {GUID}", f"{{ {GUID} }}"],
)  # fmt: skip
def test_anything_else_is_none(text: str) -> None:
    assert parse_guid(text) is None
    assert not is_guid(text)


def test_only_the_bare_guid_is_one_as_it_stands() -> None:
    assert (is_guid(GUID), is_guid(GUID.upper())) == (True, True)
    assert (is_guid(f"{{{GUID}}}"), is_guid(f" {GUID}"), is_guid(f"{GUID}\n")) == (False, False, False)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("", ""),
        (f"a {GUID} b {GUID.upper()}.", "a   b  ."),
        (f"{{{GUID}}}", "{ }"),
        (f"x{GUID}", f"x{GUID}"),
        (f"{GUID}f", f"{GUID}f"),
        (f"製品{GUID}です", "製品 です"),
    ],
)
def test_a_space_takes_the_place_of_a_guid(text: str, rest: str) -> None:
    assert without_guids(text) == rest
