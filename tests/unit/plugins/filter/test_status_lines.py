# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter ``status_lines``."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.licenseops.windows.plugins.filter.status_lines import FilterModule, status_lines


def test_it_gives_lines_in_the_language() -> None:
    assert FilterModule().filters() == {"status_lines": status_lines}
    assert status_lines({"web": {"unreachable": True}})[-1] == "1 host: 1 unreachable."
    assert status_lines({"web": {"unreachable": True}}, "ja")[-1] == "1 台: 接続不可 1。"


@pytest.mark.parametrize("given", [None, [], "text", {"web": None}, {"web": {"products": ["x"]}}])
def test_what_is_no_result_is_told(given: Any) -> None:
    with pytest.raises(AnsibleFilterError, match="status_lines takes a dictionary"):
        status_lines(given)


def test_a_language_without_texts_is_told() -> None:
    with pytest.raises(AnsibleFilterError, match="the language en or ja"):
        status_lines({}, "fr")
