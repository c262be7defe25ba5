# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of products of Office of many hosts."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._table import width
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._report._office_lines import office_lines


def found(*products: tuple[str, str, bool | None]) -> dict[str, Any]:
    """A result of win_office_status: name, model and whether it is licensed of each product."""
    shown = [dict(zip(("office_product", "model", "licensed"), item, strict=True)) for item in products]
    return {"office": {"products": shown}, "changed": False}


def entry(name: str, **changes: Any) -> dict[str, Any]:
    """A product of a result of win_activation."""
    base = {"office_product": name, "activation_id": name, "method": "kms", "licensed": True, "changed": True}
    return base | {"failed": False, "error": None} | changes


def done(*entries: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A result of win_activation, in which every product is licensed by MAK."""
    after = [{"activation_id": item["activation_id"], "activated_by": "mak"} for item in entries]
    return {"office": list(entries), "after": after, "predicted": False} | changes


PROPLUS, VISIO = "ProPlus2024Volume", "VisioPro2024Volume"
BOTH = found((PROPLUS, "volume", False), (VISIO, "volume", False))
REFUSED = {"licensed": False, "failed": True, "error": {"code": "0xC004C003"}}
DENIED = {"failed": True, "msg": "...", "error": {"code": "0x80338104"}}


@pytest.mark.parametrize(
    ("results", "lines"),
    [
        pytest.param([BOTH, done(entry(PROPLUS), entry(VISIO))],
                     [f"{PROPLUS}   licensed  mak", f"{VISIO}  licensed  mak"], id="both"),
        pytest.param([BOTH, done(entry(PROPLUS), entry(VISIO, **REFUSED), failed=True)],
                     [f"{PROPLUS}   licensed  mak", f"{VISIO}  failed    0xC004C003"], id="one fails"),
        pytest.param([BOTH, done(entry(PROPLUS), predicted=True)],
                     [f"{PROPLUS}   would be licensed  mak", f"{VISIO}  not licensed       volume"], id="check mode"),
        pytest.param([BOTH, done(entry(PROPLUS, changed=False), predicted=True), {"skipped": True}],
                     [f"{PROPLUS}   licensed      mak", f"{VISIO}  not licensed  volume"], id="nothing to do"),
        pytest.param([BOTH, done(entry(PROPLUS, licensed=False), entry(VISIO))],
                     [f"{PROPLUS}   not licensed  kms", f"{VISIO}  licensed      mak"], id="waits offline"),
        pytest.param([found(("O365ProPlusRetail", "sca", None)), {"skipped": True}],
                     ["O365ProPlusRetail  see the account  sca"], id="an account"),
        pytest.param([found(("ProPlus2024Retail", "retail", None)), DENIED], ["  failed  0x80338104"], id="silent"),
        pytest.param([found(), {"failed": True, "msg": "..."}], ["  failed"], id="no Office, and so failed"),
        pytest.param([found()], ["  no Office"], id="no Office"),
        pytest.param([DENIED, {}], ["  failed  0x80338104"], id="could not be read"),
        pytest.param([{"unreachable": True}, {}], ["  unreachable"], id="unreachable"),
        pytest.param([{}, {}], [""], id="not come to"),
    ],
)  # fmt: skip
def test_every_product_has_a_line_that_says_how_it_stands(results: list[dict[str, Any]], lines: list[str]) -> None:
    assert office_lines({"w": results}, Language.ENGLISH) == [f"w  {line}".rstrip() for line in lines]


def test_what_is_foreseen_by_nobody_shows_the_method() -> None:
    foreseen = done(entry(PROPLUS), predicted=True) | {
        "after": [{"activation_id": PROPLUS, "activated_by": "known_after_run"}]
    }
    assert office_lines({"w": [foreseen]}, Language.ENGLISH) == [f"w  {PROPLUS}  would be licensed  kms"]


def test_hosts_stand_in_the_order_of_people_and_long_names_are_cut_but_no_release_id() -> None:
    results = {name: [BOTH, done(entry(PROPLUS), entry(VISIO))] for name in ("w10", "w9", "a" * 30)}
    lines = office_lines(results, Language.JAPANESE)
    assert [line.split()[0] for line in lines[::2]] == ["a" * 17 + "...", "w9", "w10"]
    assert all(name in line for line, name in zip(lines, [PROPLUS, VISIO] * 3, strict=True))
    assert max(map(width, lines)) <= 80


def test_without_hosts_there_is_no_line() -> None:
    assert office_lines({}, Language.ENGLISH) == []
