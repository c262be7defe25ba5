# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the commands say, in English or, where LICENSEOPS_LANGUAGE asks for it, in Japanese.

The Japanese texts stand in `texts.ja.yml` under the English templates. What is wrong with a scenario is English.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

LANGUAGE = "LICENSEOPS_LANGUAGE"

_JAPANESE = Path(__file__).resolve().parent / "texts.ja.yml"


@cache
def japanese() -> Mapping[str, str]:
    """All Japanese texts by their English templates."""
    import yaml

    found: Mapping[str, str] = yaml.safe_load(_JAPANESE.read_text(encoding="utf-8"))
    return found


def is_japanese() -> bool:
    """Whether the reader wants Japanese."""
    return os.environ.get(LANGUAGE, "").lower().startswith("ja")


def said(template: str, **facts: object) -> str:
    """A sentence in the language of the reader, English where there is no other text."""
    chosen = japanese().get(template, template) if is_japanese() else template
    return chosen.format(**facts)
