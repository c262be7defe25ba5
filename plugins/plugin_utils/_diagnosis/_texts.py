# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings in the words of a language. What the catalogue of codes says of a cause is taken from there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, Final

from .._language._ahead import ahead
from .._language._catalogue import read_catalogue
from .._language._joint import fill
from .._language._text import Language, said
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
    """A finding as people read it.

    Attributes:
        next_steps: The first is the one to take, the others follow on it.
        fallbacks: What to do if those do not help.
    """

    title: str
    cause: str
    next_steps: tuple[str, ...]
    fallbacks: tuple[str, ...]
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
    steps, fallbacks = (_all_filled(texts[part].get(name, ()), mentions) for part in ("steps", "fallbacks"))
    if known and (not steps or finding.kind.adds_steps_of_cause):
        steps += _steps_in(known.advice, finding.kind)
        fallbacks += _parts_of(known.otherwise)
    return Told(title, cause, steps, fallbacks, _evidence(finding.facts, language))


def group_of(finding: Finding) -> str:
    """What findings of one cause have in common on all hosts, in every language: the id, and what the title names.

    A product is named by its ID, because hosts translate its name.
    """
    product = finding.product.activation_id if finding.product else ""
    stable = {**finding.mentions, **({"product": product} if product else {})}
    template = _chosen(_texts(Language.ENGLISH)["titles"].get(finding.id), finding.mentions) or ""
    return " ".join(
        (finding.id, *(f"{name}={said(stable[name], Language.ENGLISH)}" for name in sorted(_names(template))))
    )


def tell_facts(facts: Iterable[Fact], language: Language) -> tuple[str, ...]:
    """What was seen, in a language."""
    return _evidence(tuple(facts), language)


def tell_support(
    known: Mapping[str, str | None], several: Mapping[str, Sequence[str]], language: Language
) -> tuple[str, ...]:
    """What a support call asks for, a line each; what is not known is left out.

    Args:
        known: Values by the names of their labels.
        several: Those of which there may be several.
    """
    labels = _texts(language)["support"]
    lines = [labels[name].format(value=value) for name, value in known.items() if value]
    lines += [labels[name].format(value=value) for name, values in several.items() for value in values]
    return tuple(lines)


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
    steps, fallbacks = (_all_filled(texts[part].get(kind.id, ()), mentions) for part in ("steps", "fallbacks"))
    return CauseText(cause, _in_lines(steps), _in_lines(fallbacks))


def _in_lines(steps: Iterable[str]) -> str:
    return "".join(f"{step}\n" for step in steps)


def _steps_in(advice: str, kind: Kind) -> tuple[str, ...]:
    """The steps that an advice consists of."""
    return (advice.strip(),) if kind.keeps_advice_whole else _parts_of(advice)


def _parts_of(text: str) -> tuple[str, ...]:
    """The lines of a text of our own, the sentences of one of the catalogue."""
    return tuple(text.splitlines()) if "\n" in text else sentences(text)


def _all_filled(texts: Iterable[str], mentions: Mapping[str, object]) -> tuple[str, ...]:
    """Those that mention only what is known, filled in."""
    return tuple(filter(None, (_filled(text, mentions) for text in texts)))


def _evidence(facts: tuple[Fact, ...], language: Language) -> tuple[str, ...]:
    texts = _texts(language)["facts"]
    sentences = (_filled(texts.get(fact.name), _worded(fact.mentions, language)) for fact in facts)
    return tuple(dict.fromkeys(filter(None, sentences)))


def _worded(mentions: Mapping[str, Mention], language: Language) -> dict[str, object]:
    return {name: said(mention, language) for name, mention in mentions.items()}


def _filled(text: str | list[str] | None, mentions: Mapping[str, object]) -> str | None:
    """The first alternative that mentions only what is known, filled in."""
    chosen = _chosen(text, mentions)
    return fill(chosen, mentions) if chosen else None


def _chosen(text: str | list[str] | None, mentions: Mapping[str, object]) -> str | None:
    """The first alternative that mentions only what is known."""
    alternatives = text if isinstance(text, list) else [text] if text else []
    return next((alternative for alternative in alternatives if _names(alternative) <= mentions.keys()), None)


def _names(text: str) -> set[str]:
    return {name for dummy, name, _spec, _conversion in Formatter().parse(text) if name}


@ahead(*Language)
@cache
def _texts(language: Language) -> Mapping[str, Any]:
    return read_catalogue(_TEXTS, language.value)
