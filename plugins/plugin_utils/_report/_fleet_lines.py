# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures of a fleet for a terminal: what matters most, in a dozen lines. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .._fleet._figures import STEPS, Figures
from .._language._text import Language
from ._diagnosis_page import counted
from ._fleet_page import fleet_texts

#: Causes that are named.
_MOST_CAUSES: Final = 3


def figures_lines(figures: Figures, language: Language) -> list[str]:
    """How many hosts are licensed, the commonest causes, what ends next, and what is wrong with MAKs and clones."""
    texts, whole = fleet_texts(language), figures.whole
    counts = (("licensed", whole.licensed), ("not_licensed", whole.not_licensed), ("unknown", whole.unknown))
    parts = [f"{texts[f'standing_{name}']} {count}" for name, count in counts if count]
    head = f"{counted(whole.total, texts)}: {language.comma.join(parts)}" if whole.total else texts["empty"]
    return [head, *_incomplete(figures, language), *_causes(figures, language), *_others(figures, language)]


def _incomplete(figures: Figures, language: Language) -> Iterator[str]:
    if figures.survey.complete is False:
        yield fleet_texts(language)["incomplete"]


def _causes(figures: Figures, language: Language) -> Iterator[str]:
    texts = fleet_texts(language)
    for item in figures.causes[:_MOST_CAUSES]:
        yield f"{counted(item.hosts, texts)}: {item.cause.title}"
        if item.cause.next_step:
            yield f"    {texts['next_step']}: {item.cause.next_step}"


def _others(figures: Figures, language: Language) -> Iterator[str]:
    texts = fleet_texts(language)
    for lapse in figures.lapses:
        if lapse.hosts and lapse.within == STEPS[0]:
            what = texts["lapse_within"].format(what=texts[f"lapse_{lapse.kind.value}"], days=lapse.within)
            yield f"{counted(lapse.hosts, texts)}: {what}"
    for key in figures.keys:
        if key.limit is not None and key.is_over:
            yield f"MAK ...{key.key}: {texts['over'].format(count=key.used - key.limit)}"
    for clones in figures.clones:
        yield f"{counted(len(clones.hosts), texts)}: {texts['clones']} ({clones.value})"
