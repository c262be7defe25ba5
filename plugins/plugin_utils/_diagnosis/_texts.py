# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings in the words of a language. What the catalogue of codes says of a cause is taken from there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, Final

from .._language._joint import fill
from .._language._text import Language, read_yaml, said
from .._licensing._catalog import CauseText, text_of_cause
from ._finding import Fact, Finding, Mention
from ._kinds import UNKNOWN_CODE, Kind

_TEXTS = Path(__file__).parent / "texts"

#: The texts of an unknown code where there is not even a code.
_NO_CODE: Final = "unknown_fault"

#: Where one sentence ends and another begins.
_BETWEEN_SENTENCES = re.compile(r"(?<=[.])\s+(?=[A-Z])|(?<=。)\s*(?=\S)")


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
    mentions = _worded(finding.mentions, language)
    known = _behind(finding.behind, mentions, language) if finding.behind else None
    mentions |= {"cause": known.cause} if known else {}
    name = _NO_CODE if finding.kind is UNKNOWN_CODE and not finding.code else finding.id
    cause = _filled(texts["causes"].get(name), mentions) or (known.cause if known else "")
    title = _filled(texts["titles"].get(name), mentions) or cause.rstrip("。. ")
    steps = tuple(filter(None, (_filled(step, mentions) for step in texts["steps"].get(name, ()))))
    if known and (not steps or finding.kind.adds_steps_of_cause):
        steps += _steps_in(known.advice, finding.kind)
    return Told(title, cause, steps, _evidence(finding.facts, language))


def sentences(text: str) -> tuple[str, ...]:
    """A text in its sentences.

    >>> sentences("Check the key. Then ask activation-v2.example about it.")
    ('Check the key.', 'Then ask activation-v2.example about it.')
    """
    return tuple(part.strip() for part in _BETWEEN_SENTENCES.split(text.strip()) if part.strip())


def _behind(kind: Kind, mentions: Mapping[str, object], language: Language) -> CauseText | None:
    """The texts of the kind behind a finding: the catalogue's, else our own, one step on each line."""
    texts = _texts(language)
    known = text_of_cause(kind.id, language)
    cause = _filled(texts["causes"].get(kind.id), mentions)
    if known is not None or cause is None:
        return known
    steps = (_filled(step, mentions) for step in texts["steps"][kind.id])
    return CauseText(cause, "\n".join(filter(None, steps)))


def _steps_in(advice: str, kind: Kind) -> tuple[str, ...]:
    """The steps that an advice consists of: its lines where it has several, else its sentences."""
    if kind.keeps_advice_whole:
        return (advice.strip(),)
    return tuple(advice.splitlines()) if "\n" in advice.strip() else sentences(advice)


def _evidence(facts: tuple[Fact, ...], language: Language) -> tuple[str, ...]:
    texts = _texts(language)["facts"]
    sentences = (_filled(texts.get(fact.name), _worded(fact.mentions, language)) for fact in facts)
    return tuple(dict.fromkeys(filter(None, sentences)))


def _worded(mentions: Mapping[str, Mention], language: Language) -> dict[str, object]:
    return {name: said(mention, language) for name, mention in mentions.items()}


def _filled(text: str | list[str] | None, mentions: Mapping[str, object]) -> str | None:
    """The first alternative that mentions only what is known, filled in."""
    alternatives = text if isinstance(text, list) else [text] if text else []
    for alternative in alternatives:
        if _names(alternative) <= mentions.keys():
            return fill(alternative, mentions)
    return None


def _names(text: str) -> set[str]:
    return {name for dummy, name, _spec, _conversion in Formatter().parse(text) if name}


@cache
def _texts(language: Language) -> Mapping[str, Any]:
    return read_yaml(_TEXTS / f"{language.value}.yml")
