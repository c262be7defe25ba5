# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The languages people can read this collection in."""

from __future__ import annotations

import enum


class Language(enum.Enum):
    """A language of messages; codes, numbers and stable names are the same in all."""

    ENGLISH = "en"
    JAPANESE = "ja"

    @classmethod
    def parse(cls, text: str) -> Language:
        """A language from what people write: ``ja``, ``JA``, ``ja_JP.UTF-8``.

        Raises:
            ValueError: There are no texts in it.
        """
        return cls(text.strip().lower().replace("-", "_").partition("_")[0])
