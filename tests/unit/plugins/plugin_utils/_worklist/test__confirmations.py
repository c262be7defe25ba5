# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person brings back: the page's export, or the list with Confirmation IDs typed in."""

from __future__ import annotations

import json

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._columns import WorklistError
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._confirmations import read_confirmations
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._csv import write_csv
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._json import write_json
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._sheet import Sheet
from ansible_collections.licenseops.windows.tests.unit.plugins.support.worklist import (
    confirmation_digits,
    confirmed,
    installation_id,
    row,
    uuid,
)

ENTRY = {
    "host": "PC-001",
    "host_uuid": uuid(1).lower(),
    "activation_id": "{AAAAAAAA-0000-0000-0000-000000000001}",
    "partial_product_key": "pkx99",
    "installation_id": installation_id(1),
    "confirmation_id": confirmation_digits(1),
}


def export(*entries: dict[str, object], **changes: object) -> str:
    """What the page exports."""
    return json.dumps(
        {"format": "licenseops.windows/confirmations", "version": 1, "list": "x", "confirmations": entries} | changes
    )


def test_the_export_of_the_page_is_read_in_any_case() -> None:
    (item,) = read_confirmations(export(ENTRY))
    assert (item.host_uuid, item.activation_id, item.partial_product_key) == row().key.kinship
    assert (str(item.place), item.host, item.confirmation_id) == ("Entry 1", "PC-001", confirmation_digits(1))
    assert confirmation_digits(1) not in repr(item)


@pytest.mark.parametrize("accepted", [True, "true"])
def test_a_persons_word_for_check_digits_is_read(accepted: object) -> None:
    (item,) = read_confirmations(export(ENTRY | {"check_digits_accepted": accepted}))
    assert item.is_accepted
    assert not read_confirmations(export(ENTRY))[0].is_accepted


def test_what_stands_beside_a_confirmation_may_be_anything() -> None:
    """A program that exports takes a whole product along, whose reason is an object."""
    (item,) = read_confirmations(export(ENTRY | {"reason": {"code": "0xC004F034"}, "state": 5, "other": [None]}))
    assert item.confirmation_id == confirmation_digits(1)


def test_lines_without_a_confirmation_id_are_left_out() -> None:
    assert read_confirmations(export(ENTRY | {"confirmation_id": " "}, ENTRY | {"confirmation_id": None})) == ()


@pytest.mark.parametrize("write", [write_csv, write_json], ids=["csv", "json"])
def test_a_copy_of_the_list_is_understood(write: object) -> None:
    assert callable(write)
    (item,) = read_confirmations(write(Sheet((confirmed(1), row(2)))))
    assert item.host == "PC-001"
    assert item.confirmation_id.replace("-", "") == confirmation_digits(1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("{", "no JSON object"),
        (export(ENTRY)[:-1], "no JSON object"),
        (export(ENTRY, version=2), "has version 2"),
        (export(ENTRY, format="other"), "is no file of confirmations"),
        (export({"host": "a"}), "Entry 1 has no activation_id"),
        ("a,b\n1,2", "is no offline work list"),
        ("[]", "holds no JSON object"),
    ],
)
def test_anything_else_is_a_sentence(text: str, says: str) -> None:
    with pytest.raises(WorklistError, match=says):
        read_confirmations(text)
