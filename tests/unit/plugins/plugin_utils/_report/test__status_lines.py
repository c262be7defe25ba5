# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of products of many hosts."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._table import width
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._report._status_lines import status_lines


def product(**changes: Any) -> dict[str, Any]:
    """A licensed Windows, with changes."""
    return {
        "application": "windows",
        "name": "Windows(R), Professional-Edition",
        "family": "Professional",
        "channel": "mak",
        "is_addon": False,
        "license_status": "licensed",
        "licensed": True,
        "partial_product_key": "PKX99",
        "activated_by": "mak",
        "reason": {"code": "0x4004F040"},
    } | changes


STOPPED = {"license_status": "notification", "licensed": False, "reason": {"code": "0xC004F034"}}
ESU = product(
    esu_year=1, is_addon=True, name="Windows(R), Client-ESU-Year1 add-on for A,B,C", partial_product_key="FFR38"
)
PROPLUS = product(application="office", name="Office 24", family="Office24ProPlus2024VL_MAK_AE")
VISIO = product(application="office", name="Office 24", family="Office24VisioPro2024VL_MAK_AE", **STOPPED)
LEFTOVER = product(
    application="office",
    channel="subscription",
    name="Office 16, Office16O365ProPlusR_Grace edition",
    family="Office16O365ProPlusR_Grace",
    **STOPPED,
)
RESULTS: dict[str, dict[str, Any]] = {
    "web-10": {"products": [product()]},
    "web-2": {"products": [product(), ESU]},
    "東京": {"products": [PROPLUS, VISIO]},
    "leftover": {"products": [product(), LEFTOVER]},
    "gone": {"unreachable": True, "msg": "..."},
    "broken": {"failed": True, "msg": "..."},
    "bare": {"products": []},
    "untried": {},
}


def test_every_product_and_every_host_without_one_has_a_line_and_rows_of_a_host_differ() -> None:
    *rows, count = status_lines(RESULTS, Language.ENGLISH)
    assert [row.split()[0] for row in rows] == [
        *("bare", "broken", "gone", "leftover", "leftover", "untried", "web-2", "web-2", "web-10", "東京", "東京"),
    ]
    assert len(set(rows)) == len(rows)
    assert "Windows ESU, year 1" in rows[7]
    assert "Windows Professional " in rows[6], "in whatever language the host says edition"
    assert ["Office ProPlus2024 " in rows[-2], "Office VisioPro2024 " in rows[-1]] == [True, True]
    assert count == "8 hosts: 3 licensed, 1 not licensed, 1 no product key, 2 failed, 1 unreachable."


@pytest.mark.parametrize("language", Language)
def test_columns_stand_below_one_another_and_fit_a_terminal(language: Language) -> None:
    *rows, _count = status_lines(RESULTS, language)
    starts = {width(row[: key.start()]) for row in rows if (key := re.search(r"\.\.\.[A-Z0-9]{5}\b", row))}
    assert len(starts) == 1
    assert max(map(width, rows)) <= 80


def test_a_subscription_counts_neither_way() -> None:
    lines = status_lines({"web": {"products": [product(), LEFTOVER]}}, Language.ENGLISH)
    assert lines[-1] == "1 host: 1 licensed."


def test_it_is_japanese_when_asked() -> None:
    *rows, count = status_lines(RESULTS, Language.JAPANESE)
    assert "認証済み" in rows[-2]
    assert count == "8 台: 認証済み 3、未認証 1、キーなし 1、失敗 2、接続不可 1。"


def test_without_hosts_there_is_nothing_to_say() -> None:
    assert status_lines({}, Language.ENGLISH) == []
