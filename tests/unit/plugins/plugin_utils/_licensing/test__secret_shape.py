# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What looks like a product key or a Confirmation ID, on all keys Microsoft publishes, and what does not."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._secret_shape import (
    Shape,
    shape_of,
    sightings,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._traced_text import tracings
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    CONFIRMATION_BLOCKS,
    CONFIRMATION_ID,
    FAKE_KEY,
    FAKE_KEYS,
    INSTALLATION_ID,
    OLD_INSTALLATION_ID,
    SETUP_KEY,
)

SUPPORT = Path(__file__).resolve().parents[2] / "support"
PUBLISHED: dict[str, list[str]] = yaml.safe_load((SUPPORT / "published_keys.yml").read_text(encoding="utf-8"))
KEYS = [*PUBLISHED["newer"], *PUBLISHED["older"], *FAKE_KEYS]


def wide(text: str) -> str:
    """The text in full-width letters, digits and dashes."""
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def alternating(text: str) -> str:
    """Every second letter in lower case."""
    return "".join(char.lower() if place % 2 else char for place, char in enumerate(text))


#: How people, hosts and programs write a key.
FORMS: dict[str, Callable[[str], str]] = {
    "dashes": lambda key: key,
    "spaces": lambda key: key.replace("-", " "),
    "nothing": lambda key: key.replace("-", ""),
    "underscores": lambda key: key.replace("-", "_"),
    "dots": lambda key: key.replace("-", "."),
    "en dashes": lambda key: key.replace("-", "\u2013"),
    "em dashes": lambda key: key.replace("-", " \u2014 "),
    "minus signs": lambda key: key.replace("-", "\u2212"),
    "no-break spaces": lambda key: key.replace("-", "\xa0"),
    "prolonged sound marks": lambda key: key.replace("-", "ー"),
    "tabs": lambda key: key.replace("-", "\t"),
    "lines": lambda key: key.replace("-", "-\r\n    "),
    "invisible marks": lambda key: key.replace("-", "-\u200b"),
    "lower case": str.lower,
    "lower case, nothing": lambda key: key.replace("-", "").lower(),
    "mixed case": alternating,
    "full-width": wide,
    "full-width, nothing": lambda key: wide(key.replace("-", "")),
    "full stop": lambda key: f"{key}.",
    "quotes": lambda key: f"'{key}'",
    "Japanese quotes": lambda key: f"「{key}」",
    "among words": lambda key: f"The key is {key}, he says",
    "among Japanese words": lambda key: f"キーは{key}です",
    "as an argument": lambda key: f"--key={key}",
    "in a URL": lambda key: f"https://example/?key={key.replace('-', '%2D')}&x=1",
    "escaped as JSON": lambda key: wide(key).encode("ascii", "backslashreplace").decode(),
    "escaped twice": lambda key: repr(repr(key.replace("-", "\n"))),
    "in XML": lambda key: f"<Key>{key.replace('-', '&#x2D;')}</Key>",
    "behind a path": lambda key: f"C:\\keys\\{key}.txt",
    "after another group": lambda key: f"ABCDE-{key}",
}


def test_all_published_keys_are_looked_at() -> None:
    assert {kind: len(keys) for kind, keys in PUBLISHED.items()} == {"newer": 109, "older": 25}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_published_key_is_seen_in_every_form(form: Callable[[str], str]) -> None:
    assert [key for key in KEYS if shape_of(form(key)) is not Shape.PRODUCT_KEY] == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(SETUP_KEY[:5] + SETUP_KEY[6:].replace("-", " "), id="two groups run together"),
        pytest.param("W269NW-FGWXYV-C9B4J6-C9T83G-X", id="groups of six"),
        pytest.param(alternating(SETUP_KEY.replace("-", "")), id="no groups, mixed case"),
        pytest.param(SETUP_KEY.replace("N", "O"), id="one mistake"),
        pytest.param(SETUP_KEY.replace("W", "0", 1).replace("B", "S"), id="two mistakes"),
        pytest.param(SETUP_KEY.replace("6", "N"), id="too many Ns"),
    ],
)
def test_a_key_is_seen_when_it_is_mistyped_or_grouped_otherwise(text: str) -> None:
    assert shape_of(text) is Shape.PRODUCT_KEY


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(CONFIRMATION_ID, id="a run"),
        pytest.param(" ".join(CONFIRMATION_BLOCKS), id="spaces"),
        pytest.param("-".join(CONFIRMATION_BLOCKS), id="dashes"),
        pytest.param("_".join(CONFIRMATION_BLOCKS), id="underscores"),
        pytest.param("\n".join(CONFIRMATION_BLOCKS), id="lines"),
        pytest.param("\u3000".join(map(wide, CONFIRMATION_BLOCKS)), id="full-width"),
        pytest.param(wide(CONFIRMATION_ID), id="full-width, a run"),
        pytest.param(" ".join(f"{a}:{b}" for a, b in zip("ABCDEFGH", CONFIRMATION_BLOCKS, strict=True)), id="labels"),
        pytest.param(" ".join(f"{a}) {b}" for a, b in zip("abcdefgh", CONFIRMATION_BLOCKS, strict=True)), id="lower"),
        pytest.param("".join(f"{a}{b}" for a, b in zip("ABCDEFGH", CONFIRMATION_BLOCKS, strict=True)), id="tight"),
        pytest.param(f"The answer is {CONFIRMATION_ID}.", id="among words"),
        pytest.param(f"確認 ID は{CONFIRMATION_ID}です", id="among Japanese words"),
        pytest.param(f"/lists/{CONFIRMATION_ID}.csv", id="in a path"),
        pytest.param(" ".join(CONFIRMATION_ID[at : at + 4] for at in range(0, 48, 4)), id="groups of four"),
        pytest.param(" ".join(CONFIRMATION_BLOCKS * 2), id="two of them"),
    ],
)
def test_a_confirmation_id_is_seen_in_every_form(text: str) -> None:
    assert shape_of(text) is Shape.CONFIRMATION_ID


INNOCENT = [
    "kms1.corp.example",
    "KMS-HOST-TOKYO-01.corp.example",
    "kms-01-vm-prd-tky-jp-west-0001",
    "alpha-bravo-delta-hotel-india",
    "node1-rack2-room3-bldg4-site5.example",
    "prdvm-tkydc-row07-rck12-kms01",
    "vmkdc-rck02-gw3k4-dbx91-tky70",
    "thequickbrownfoxjumpsover.example",
    "bcdfghjkmpqrtvwxybcdfghjk.example",
    "BCDFGHJKMPQRTVWXYBCDFGHJK",
    "HostNameOfTwentyFiveChars",
    "/home/me/licences/offline-2026-10-01.csv",
    "C:\\Program Files\\Microsoft Office\\Office16\\ospp.vbs",
    "f520e45e-7413-4a34-a497-d2765967d094",
    "F520E45E74134A34A497D2765967D094",
    "{83D49986-ADD3-41D7-BA33-87C7BFB5C0FB}",
    "10.0.26100.4349",
    "22621.3447.22621.3447.22621.3447",
    "10.0.26100.1 10.0.22631.2 10.0.22621.3 10.0.19045.4",
    "00330-80000-00000-AA123",
    "06401-00206-296-206344-03-5179-9600.0000-3432013",
    "55041-03612-038-000000-03-1041-20348.0000-0012024",
    "23467-23467-23467-23467-23467",
    "PKX99, WXF48, PWT72, KKD86, XRM72",
    "['PKX99', 'WXF48', 'PWT72', 'KKD86', 'XRM72']",
    "...PKX99",
    "S-1-5-21-3623811015-3361044348-30300820-1013",
    "d41d8cd98f00b204e9800998ecf8427e",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "TWFuIGlzIGRpc3Rpbmd1aXNoZWQsIG5vdCBvbmx5IGJ5IGhpcyByZWFzb24",
    "WW91IGNhbiBoYXZlIGEgZGF0ZQ==",
    "Activation failed with 0xC004F074 at 2026-10-01T12:34:56.123456Z",
    "ライセンス認証に失敗しました。コード 0xC004F074",
    "プロダクト キーをインストールしてから、もう一度実行してください。",
    "SoftwareLicensingProduct.ActivationID=f520e45e-7413-4a34-a497-d2765967d094",
    "2026-10-01 2026-10-02 2026-10-03 2026-10-04 2026-10-05",
    "123456 234567 345678 456789 567890 678901 789012",
    INSTALLATION_ID,
    OLD_INSTALLATION_ID,
    " ".join(re.findall(".{7}", INSTALLATION_ID)),
    "-".join(re.findall(".{6}", OLD_INSTALLATION_ID)),
    " ".join(re.findall(".{6}", OLD_INSTALLATION_ID)),
    f"{INSTALLATION_ID} {OLD_INSTALLATION_ID}",
    FAKE_KEY[:-1],
    FAKE_KEY[:23],
    f"{FAKE_KEY}X",
    CONFIRMATION_ID[:-1],
    f"{CONFIRMATION_ID}1",
    "x" * 10_000,
    "1" * 10_000,
    "",
]


@pytest.mark.parametrize("text", INNOCENT, ids=lambda text: text[:40])
def test_what_is_neither_is_left_alone(text: str) -> None:
    assert shape_of(text) is None


@given(st.uuids(), st.booleans())
def test_no_uuid_is_a_key(uuid: object, has_dashes: bool) -> None:
    text = str(uuid)
    assert shape_of(text if has_dashes else text.replace("-", "")) is None


@given(st.sampled_from(KEYS), st.sampled_from(sorted(FORMS)), st.text(max_size=30), st.text(max_size=30))
def test_it_says_where_the_key_stands(key: str, form: str, before: str, after: str) -> None:
    written = FORMS[form](key)
    text = f"{before} | {written} | {after}"
    found = list(sightings(text, tracings(text)))
    assert any(sighting.start < len(before) + 3 + len(written) and sighting.end > len(before) + 3 for sighting in found)


@given(st.text(max_size=200))
def test_any_text_is_looked_at_without_an_error(text: str) -> None:
    shape_of(text)
