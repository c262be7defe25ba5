# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which machine a host is: a UUID of its own, or its name where many machines would share one."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._hardware import Machine, own_uuid

UUID = "4C4C4544-0042-3510-8052-B4C04F564433"


@pytest.mark.parametrize(
    "text",
    [UUID, UUID.lower(), f"{{{UUID}}}", f"  {UUID}\n", f" {{{UUID.lower()}}} "],
    ids=["as it is", "lower case", "braces", "spaces", "all of it"],
)
def test_a_uuid_is_the_same_in_any_writing(text: str) -> None:
    assert own_uuid(text) == UUID


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("None", id="a word"),
        pytest.param("00000000-0000-0000-0000-000000000000", id="zeros"),
        pytest.param("FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", id="ones"),
        pytest.param("11111111-1111-1111-1111-111111111111", id="one digit all over"),
        pytest.param("03000200-0400-0500-0006-000700080009", id="a maker's placeholder"),
        pytest.param("00020003-0004-0005-0006-000700080009", id="the same in another byte order"),
        pytest.param("{03000200-0400-0500-0006-000700080009}", id="a placeholder in braces"),
        pytest.param(UUID[:-1], id="too short"),
        pytest.param(f"{UUID}0", id="too long"),
        pytest.param(UUID.replace("-", ""), id="no dashes"),
        pytest.param(f"G{UUID[1:]}", id="no hexadecimal digit"),
        pytest.param(UUID.replace("4", "\uff14"), id="full-width digits"),
        pytest.param(f"{UUID}\n{UUID}", id="two"),
        pytest.param("../../../../etc/passwd", id="a path"),
    ],
)
def test_what_many_machines_share_or_what_is_none_is_no_uuid(text: str) -> None:
    assert own_uuid(text) is None


def test_two_digits_are_enough_to_tell_a_machine() -> None:
    assert own_uuid("00000000-0000-0000-0000-000000000001") == "00000000-0000-0000-0000-000000000001"


def test_a_machine_is_known_by_its_uuid_under_any_name() -> None:
    one, other = Machine.known(UUID.lower(), "pc1"), Machine.known(UUID, "pc2")
    assert (one.identity, one.name, one.has_uuid) == (UUID, "pc1", True)
    assert one.identity == other.identity


@pytest.mark.parametrize("uuid", ["", "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF"])
def test_a_machine_without_a_uuid_of_its_own_is_known_by_its_name(uuid: str) -> None:
    assert Machine.known(uuid, "pc1") == Machine("name:pc1", "pc1", False)


def test_a_name_that_looks_like_a_uuid_is_no_machine_of_that_uuid() -> None:
    assert Machine.known("", UUID).identity != Machine.known(UUID, "pc1").identity
