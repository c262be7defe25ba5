# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter ``edition_lines``."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.licenseops.windows.plugins.filter.edition_lines import FilterModule, edition_lines


def test_it_gives_lines_in_the_language() -> None:
    assert FilterModule().filters() == {"edition_lines": edition_lines}
    assert edition_lines({"web": {"unreachable": True}}) == ["web    unreachable"]
    assert edition_lines({"web": {"unreachable": True}}, "ja") == ["web    接続不可"]


@pytest.mark.parametrize("given", [None, [], "text", {"web": ["x"]}, {"web": {"edition": "x"}}])
def test_what_are_no_results_is_told(given: Any) -> None:
    with pytest.raises(AnsibleFilterError, match="edition_lines takes a dictionary"):
        edition_lines(given)


def test_a_language_without_texts_is_told() -> None:
    with pytest.raises(AnsibleFilterError, match="the language en or ja"):
        edition_lines({}, "fr")
