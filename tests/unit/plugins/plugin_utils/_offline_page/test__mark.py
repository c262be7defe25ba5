# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""By what a page of ours is known: by how it begins."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._offline_page._mark import is_page
from ansible_collections.licenseops.windows.plugins.plugin_utils._offline_page._page import render

PAGE = render([]).encode()


def test_a_page_of_ours_is_known_by_its_beginning() -> None:
    assert is_page(PAGE)
    assert is_page(PAGE[:200])


@pytest.mark.parametrize(
    "head", [b"", b"\n" + PAGE, b"<p>" + PAGE, PAGE[:60], PAGE.replace(b"offline-page", b"page"), b"<!DOCTYPE html>"]
)
def test_any_other_file_is_not(head: bytes) -> None:
    assert not is_page(head)
