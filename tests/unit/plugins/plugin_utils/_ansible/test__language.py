# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The language of messages: the first of the wishes that says something."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible._language import chosen_language
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import InputError
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        ((), Language.ENGLISH),
        ((None, "", None), Language.ENGLISH),
        (("en", "ja"), Language.ENGLISH),
        (("", "ja", "en"), Language.JAPANESE),
        ((None, None, "ja_JP.UTF-8"), Language.JAPANESE),
        (("en_GB.UTF-8",), Language.ENGLISH),
    ],
)
def test_the_first_wish_that_is_not_empty_counts(wishes: tuple[str | None, ...], language: Language) -> None:
    assert chosen_language(*wishes) is language


@pytest.mark.parametrize("unknown", ["fr", "japanese", " ", 5])
def test_a_language_without_texts_is_refused(unknown: object) -> None:
    with pytest.raises(InputError, match="There are no texts in the language"):
        chosen_language(unknown)
