# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What modules return that can change something."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from .._language._text import Language, Text
from .._planner._wish import Step, Wish
from .._task._task import Outcome
from ._product import render_product


def render_change(outcome: Outcome[Wish], now: datetime, language: Language = Language.ENGLISH) -> dict[str, Any]:
    """The part of the result that all of them share."""
    subject, before, after = outcome.wish.subject, outcome.before.products, outcome.after.products
    target = subject.select(after)
    return {
        "product": render_product(target[0], now, language) if len(target) == 1 else None,
        "licensed": subject.is_licensed(after),
        "before": [render_product(product, now, language) for product in before],
        "after": [render_product(product, now, language) for product in after],
        **render_steps(outcome, language),
    }


def render_steps(outcome: Outcome[Wish], language: Language = Language.ENGLISH) -> dict[str, Any]:
    """What was done or is to be done, one sentence a step, and whether the end is foreseen or was read."""
    return {"steps": [step.describe(language) for step in outcome.steps], "predicted": outcome.is_foreseen}


def render_texts(texts: Sequence[Text], language: Language) -> list[str]:
    """Warnings and notes."""
    return [text.said_in(language) for text in texts]


def render_diff(steps: Sequence[Step], language: Language = Language.ENGLISH) -> dict[str, str]:
    """The foreseen effects of steps."""
    effects = [(step.effect().thing.said_in(language), step.effect()) for step in steps]
    return render_lines(
        [(thing, effect.before.said_in(language)) for thing, effect in effects],
        [(thing, effect.after.said_in(language)) for thing, effect in effects],
    )


def render_lines(before: Iterable[tuple[str, str]], after: Iterable[tuple[str, str]]) -> dict[str, str]:
    """A diff of things and how they stand, a line each; of data instead of text, callbacks would print escapes."""
    return {"before": _lines(before), "after": _lines(after)}


def _lines(facts: Iterable[tuple[str, str]]) -> str:
    return "".join(f"{thing}: {state}\n" for thing, state in facts)
