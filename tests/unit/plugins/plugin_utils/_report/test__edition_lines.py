# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of editions: a line a host, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._report._edition_lines import edition_lines


def result(before: str = "Professional", wanted: str = "Enterprise", after: str | None = None, **more: Any) -> Any:
    """What win_edition returns, as far as the table looks at it."""
    way = {"route": "install_key", "restart": "none", "usual_minutes": 1}
    edition = {"before": before, "wanted": wanted, "after": wanted if after is None else after, **way}
    own = {"edition": edition, "conditions": [], "predicted": False}
    return (
        own
        | {name: value for name, value in more.items() if name != "edition"}
        | {"edition": edition | more.get("edition", {})}
    )


DISM = {"route": "dism", "restart": "one", "usual_minutes": 15}
UNMET = [{"name": "rights", "met": True}, {"name": "free_space", "met": False}]


@pytest.mark.parametrize(
    ("given", "english", "japanese"),
    [
        (result(), "Professional -> Enterprise  changed", "変更あり"),
        (result("Enterprise"), "Enterprise  as wanted", "変更不要"),
        (result(after="Professional"), "Professional -> Enterprise  waits for its restart", "再起動待ち"),
        (result(predicted=True), "Professional -> Enterprise  would be changed", "変更予定"),
        (
            result(predicted=True, edition=DISM),
            "Professional -> Enterprise  would be changed, about 15 minutes and a restart",
            "変更予定 (約 15 分と再起動)",
        ),
        (
            result("Enterprise", predicted=True, edition=dict.fromkeys(DISM)),
            "Enterprise  would be changed",
            "変更予定",
        ),
        (
            result(after="Professional", failed=True, conditions=UNMET),
            "Professional -> Enterprise  failed, free_space",
            "失敗 (free_space)",
        ),
        (
            result(after="Professional", failed=True, edition=dict.fromkeys(DISM)),
            "Professional -> Enterprise  no way there",
            "変更できません",
        ),
        (
            result(after="Professional", failed=True, way="task", edition=dict.fromkeys(DISM)),
            "Professional -> Enterprise  failed",
            "失敗",
        ),
        (result(after="Professional", failed=True), "Professional -> Enterprise  failed", "失敗"),
        ({"failed": True, "msg": "bad"}, "  failed", "失敗"),
        ({"unreachable": True}, "  unreachable", "接続不可"),
    ],
)
def test_a_line_of_a_host(given: Any, english: str, japanese: str) -> None:
    (line,) = edition_lines({"host": given}, Language.ENGLISH)
    assert line.split() == ["host", *english.split()]
    (line,) = edition_lines({"host": given}, Language.JAPANESE)
    assert line.endswith(japanese)


def test_hosts_come_in_their_order_and_those_without_a_result_not_at_all() -> None:
    lines = edition_lines({"srv10": result(), "srv2": result(), "srv1": {}}, Language.ENGLISH)
    assert [line.split()[0] for line in lines] == ["srv2", "srv10"]
    assert edition_lines({}, Language.ENGLISH) == []
