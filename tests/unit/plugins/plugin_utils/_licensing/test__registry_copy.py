# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be brought back of the keys of a user, and so may be removed."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._registry_copy import (
    KeyCopy,
    RegistryValue,
    SignIn,
    SignIns,
    fits_in_line,
    is_within,
)

SID = "S-1-12-1-1-2-3-4"
ODD = (RegistryValue("Odd", 0),)


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("", True),
        ('plain [a] = "b" @ \\', True),
        ("全角\u3000の 名前", True),
        ("\U0001f600", True),
        *((f"a{character}b", False) for character in "\r\n\0\t\x1b\x7f\x85\u2028\u2029\ud800"),
    ],
)
def test_a_name_fits_in_a_line(name: str, fits: bool) -> None:
    assert fits_in_line(name) is fits
    assert KeyCopy(name).is_whole is fits
    assert KeyCopy("Key", (RegistryValue(name, 1, "text"),)).is_whole is fits


def test_a_key_that_stays_keeps_those_above_it_and_none_beside_it() -> None:
    keys = tuple(KeyCopy(path, ODD if path == r"A\B" else ()) for path in ("A", r"A\B", r"A\B\C", r"A\BB", "B"))
    user = SignIn(SID, keys)
    assert [key.path for key in user.removable] == [r"A\B\C", r"A\BB", "B"]
    assert [key.path for key in user.kept] == ["A", r"A\B"]


def test_of_a_user_who_was_not_read_whole_everything_stays() -> None:
    user = SignIn(SID, (KeyCopy("A"),), is_whole=False)
    assert (user.removable, user.kept) == ((), user.keys)
    assert not user.without(["A"]).is_whole


def test_case_is_the_same_to_windows() -> None:
    user = SignIn(SID, (KeyCopy("A"), KeyCopy("B")))
    assert user.without(["a"]).keys == (KeyCopy("B"),)
    assert SignIns((user,)).of(SID.lower()) is user
    assert SignIns((user,)).of("S-1-12-1-1-2-3-5") is None
    assert (is_within(r"a\B", "A"), is_within("AB", "A"), is_within("A", "a")) == (True, False, True)


def test_what_stands_in_a_value_shows_nowhere() -> None:
    assert "ada@corp.example" not in repr(KeyCopy("A", (RegistryValue("EmailAddress", 1, "ada@corp.example"),)))
