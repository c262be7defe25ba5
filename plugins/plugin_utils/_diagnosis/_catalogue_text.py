# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the catalogue of codes says of a cause, in a language, as a cause and separate steps."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from .._language import Language

_TEXTS = Path(__file__).parent.parent / "_licensing" / "catalog" / "texts"

#: Where one sentence ends and another begins.
_BETWEEN_SENTENCES = re.compile(r"(?<=[.])\s+(?=[A-Z])|(?<=。)\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class CauseText:
    """A cause, and what to do about it, sentence by sentence."""

    cause: str
    steps: tuple[str, ...]


def text_of_cause(cause_id: str, language: Language) -> CauseText | None:
    """The texts of a cause, None when the catalogue has no such cause."""
    row = _causes(language).get(cause_id)
    return CauseText(row["cause"], sentences(row["advice"])) if row else None


def sentences(text: str) -> tuple[str, ...]:
    """A text in its sentences.

    >>> sentences("Check the key. Then ask activation-v2.example about it.")
    ('Check the key.', 'Then ask activation-v2.example about it.')
    """
    return tuple(part.strip() for part in _BETWEEN_SENTENCES.split(text.strip()) if part.strip())


@cache
def _causes(language: Language) -> Mapping[str, Any]:
    path = _TEXTS / f"{language.value}.yml"
    if not path.exists():
        path = _TEXTS / "en.yml"
    with path.open(encoding="utf-8") as stream:
        causes: Mapping[str, Any] = yaml.safe_load(stream)["causes"]
    return causes
