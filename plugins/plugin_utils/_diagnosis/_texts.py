# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings in the words of a language. What the catalogue of codes says of a cause is taken from there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

from .._language import Language
from ._catalogue_text import CauseText, text_of_cause
from ._finding import Fact, Finding, Mention

_TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True)
class Told:
    """A finding as people read it; the first of the next steps is the one to take."""

    title: str
    cause: str
    next_steps: tuple[str, ...]
    evidence: tuple[str, ...]


def tell(finding: Finding, language: Language) -> Told:
    """A finding in a language."""
    texts = _texts(language)
    known = text_of_cause(finding.cause_id, language) if finding.cause_id else None
    mentions = {**finding.mentions, **({"cause": known.cause} if known else {})}
    own_id = "unknown_fault" if finding.id == "unknown_code" and not finding.code else finding.id
    cause = _filled(texts["causes"].get(own_id), mentions) or (known.cause if known else "")
    title = _filled(texts["titles"].get(own_id), mentions) or cause.rstrip("。. ")
    return Told(title, cause, _steps(own_id, texts, known, mentions), _evidence(finding.facts, texts))


def own_ids(language: Language) -> frozenset[str]:
    """Findings whose cause and steps are told here and not by the catalogue."""
    return frozenset(_texts(language)["causes"])


def _steps(
    finding_id: str, texts: Mapping[str, Any], known: CauseText | None, mentions: Mapping[str, Mention]
) -> tuple[str, ...]:
    steps = texts["steps"].get(finding_id)
    if steps is None:
        return known.steps if known else ()
    own = tuple(filter(None, (_filled(step, mentions) for step in steps)))
    return own + known.steps if known and finding_id in texts["steps_of_code"] else own


def _evidence(facts: tuple[Fact, ...], texts: Mapping[str, Any]) -> tuple[str, ...]:
    sentences = (_filled(texts["facts"].get(fact.kind), fact.mentions) for fact in facts)
    return tuple(dict.fromkeys(filter(None, sentences)))


def _filled(text: str | list[str] | None, mentions: Mapping[str, Mention]) -> str | None:
    """The first alternative that mentions only what is known, filled in."""
    alternatives = text if isinstance(text, list) else [text] if text else []
    for alternative in alternatives:
        if _names(alternative) <= mentions.keys():
            return alternative.format_map(mentions)
    return None


def _names(text: str) -> set[str]:
    return {name for dummy, name, _spec, _conversion in Formatter().parse(text) if name}


@cache
def _texts(language: Language) -> Mapping[str, Any]:
    with (_TEXTS / f"{language.value}.yml").open(encoding="utf-8") as stream:
        content: Mapping[str, Any] = yaml.safe_load(stream)
    return content
