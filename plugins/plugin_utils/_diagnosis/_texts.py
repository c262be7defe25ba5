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
from typing import Any

from .._language._text import Language, read_yaml
from .._licensing._catalog import CauseText, text_of_cause
from ._finding import Fact, Finding, Mention

_TEXTS = Path(__file__).parent / "texts"

#: Causes whose advice begins with what not to do; that alone is no next step.
_WHOLE_ADVICE = frozenset({"key_blocked", "service_rule_refused"})

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
    known = _behind(finding, language) if finding.cause_id else None
    mentions = {**finding.mentions, **({"cause": known.cause} if known else {})}
    own_id = "unknown_fault" if finding.id == "unknown_code" and not finding.code else finding.id
    cause = _filled(texts["causes"].get(own_id), mentions) or (known.cause if known else "")
    title = _filled(texts["titles"].get(own_id), mentions) or cause.rstrip("。. ")
    return Told(title, cause, _steps(own_id, texts, known, mentions), _evidence(finding.facts, texts))


def sentences(text: str) -> tuple[str, ...]:
    """A text in its sentences.

    >>> sentences("Check the key. Then ask activation-v2.example about it.")
    ('Check the key.', 'Then ask activation-v2.example about it.')
    """
    return tuple(part.strip() for part in _BETWEEN_SENTENCES.split(text.strip()) if part.strip())


def _behind(finding: Finding, language: Language) -> CauseText | None:
    """The texts of the cause behind a finding: the catalogue's, else our own, one step on each line."""
    cause_id, texts = finding.cause_id or "", _texts(language)
    known = text_of_cause(cause_id, language)
    cause = _filled(texts["causes"].get(cause_id), finding.mentions)
    if known is not None or cause is None:
        return known
    steps = (_filled(step, finding.mentions) for step in texts["steps"][cause_id])
    return CauseText(cause, "\n".join(filter(None, steps)))


def _steps(
    finding_id: str, texts: Mapping[str, Any], known: CauseText | None, mentions: Mapping[str, Mention]
) -> tuple[str, ...]:
    steps = texts["steps"].get(finding_id)
    advice = known.advice.strip() if known else ""
    if steps is None:
        return (advice,) if finding_id in _WHOLE_ADVICE else sentences(advice)
    own = tuple(filter(None, (_filled(step, mentions) for step in steps)))
    if own and finding_id not in texts["steps_of_code"]:
        return own
    return own + (tuple(advice.splitlines()) if "\n" in advice else sentences(advice))


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
    return read_yaml(_TEXTS / f"{language.value}.yml")
