# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check digits, installation IDs, simulated confirmation IDs and the forms of product keys."""

from __future__ import annotations

import pytest

from tests.simulator.catalogue import key_ring, unknown_keys
from tests.simulator.model import digits
from tests.simulator.model.keys import KeyForm, key_form

# published samples: Server 2025 evaluation, Office, Windows 10 ESU, Vista
IIDS = [
    ("0332550 9038505 3904665 8241863 4275673 7844895 1813845 4639435 4129604", 7),
    ("1184111 6663132 9701656 6025281 2317565 1422083 9421332 0060764 9178800", 7),
    ("5087605 8345036 7066786 5582230 3473234 4271525 4575744 9972744 4472481", 7),
    ("000963 843315 259493 598506 854253 663081 409973 656140 419231", 6),
]


@pytest.mark.parametrize(("number", "size"), IIDS)
def test_published_installation_ids_have_valid_blocks(number: str, size: int) -> None:
    assert digits.has_valid_blocks(number.replace(" ", ""), size)


def test_a_wrong_digit_breaks_its_block() -> None:
    number = IIDS[0][0].replace(" ", "")
    assert not digits.has_valid_blocks("1" + number[1:], 7)


@pytest.mark.parametrize(("length", "size"), [(63, 7), (54, 6)])
def test_installation_ids_have_nine_valid_blocks(length: int, size: int) -> None:
    number = digits.installation_id("key", "id", "hardware", length)
    assert len(number) == length
    assert digits.has_valid_blocks(number, size)


def test_an_installation_id_changes_with_each_of_its_sources() -> None:
    sources = [("k", "a", "h"), ("K", "a", "h"), ("k", "b", "h"), ("k", "a", "i")]
    assert len({digits.installation_id(*source, 63) for source in sources}) == 4


def test_the_case_of_the_activation_id_does_not_matter() -> None:
    assert digits.installation_id("k", "AB", "h", 63) == digits.installation_id("k", "ab", "h", 63)


def test_confirmation_ids_are_plainly_fake_and_have_eight_valid_blocks() -> None:
    number = digits.confirmation_id("1" * 63)
    assert len(number) == 48
    assert number.startswith("000")
    assert digits.has_valid_blocks(number, 6)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("TNTTT-TTTTT-TTTTT-TTTTT-PKX99", KeyForm.WELL_FORMED),
        ("tnttt-ttttt-ttttt-ttttt-pkx99", KeyForm.WELL_FORMED),
        ("TNTTTTTTTTTTTTTTTTTTTPKX99"[:25], KeyForm.BAD_CHECKSUM),
        ("TNTTT-TTTTT-TTTTT-TTTTT-PKX98", KeyForm.BAD_CHECKSUM),
        ("TTTTT-TTTTT-TTTTT-TTTTT-TTTTT", KeyForm.OLD_FORMAT),
        ("TNTTT-TTTTT-TTTTT-TTTTT-PKX9", KeyForm.MALFORMED),
        ("TNTTT-TTTTT-TTTTT-TTTTT-PKX0A", KeyForm.MALFORMED),
        ("NNTTT-TTTTT-TTTTT-TTTTT-PKX99", KeyForm.MALFORMED),
        ("", KeyForm.MALFORMED),
    ],
)
def test_key_texts_are_classified(text: str, form: KeyForm) -> None:
    assert key_form(text) is form


def test_every_key_of_the_ring_passes_the_checksum() -> None:
    ring = key_ring()
    keys = [record.key for record in map(ring.named, ring.names()) if record is not None]
    assert len(keys) > 40
    assert {key_form(key) for key in [*keys, *unknown_keys()]} == {KeyForm.WELL_FORMED}


def test_only_published_and_plainly_fake_keys_are_in_the_ring() -> None:
    ring = key_ring()
    for record in map(ring.named, ring.names()):
        assert record is not None
        assert record.key.startswith("TNTTT-TTTTT-TTTTT-TTTTT-") or record.name.startswith("gvlk-")


def test_the_text_of_a_record_hides_the_key() -> None:
    record = key_ring().named("mak-windows-pro")
    assert record is not None
    assert "TNTTT" not in repr(record)
    assert record.last5 in repr(record)
