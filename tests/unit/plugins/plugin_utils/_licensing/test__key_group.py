# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose a key probably is: held against every setup key that Microsoft publishes."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._catalog import setup_keys
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._key_group import is_probably_windows
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._product_key import ProductKey

_PUBLISHED = yaml.safe_load((Path(__file__).parents[2] / "support" / "published_keys.yml").read_text(encoding="utf-8"))
_WINDOWS = {entry.key for entry in setup_keys()}
_WINDOWS_10 = sorted(entry.key for entry in setup_keys() if entry.first_build >= 10240)


@pytest.mark.parametrize("text", _WINDOWS_10)
def test_every_setup_key_since_windows_10_is_known_as_one_of_windows(text: str) -> None:
    assert is_probably_windows(ProductKey.parse(text))


def test_no_setup_key_of_office_is_taken_for_one_of_windows() -> None:
    others = [text for text in _PUBLISHED["newer"] if text not in _WINDOWS]
    taken = [text for text in others if is_probably_windows(ProductKey.parse(text))]
    assert len(others) > 50
    assert not taken


@pytest.mark.parametrize("text", _PUBLISHED["older"])
def test_keys_of_the_older_format_tell_nothing(text: str) -> None:
    assert ProductKey.parse(text).group is None
    assert not is_probably_windows(ProductKey.parse(text))
