# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a host of a survey is not licensed: what a diagnosis found, else what the catalogue says of its codes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from .._language._text import Language, Text
from .._licensing._catalog import find_error
from .._licensing._code_text import find_codes
from .._licensing._explain import Explanation
from .._licensing._reason import hex_code
from .._result._finding import FindingResult, Health
from .._result._product import ProductResult
from ._clean_text import clean
from ._survey import RowFate, SurveyRow

#: Notes are no causes.
_TROUBLES: Final = frozenset({Health.CRITICAL, Health.WARNING})


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause and what to do about it.

    Attributes:
        key: The same on every host that has it, whatever the language.
        id: Stable name of the kind: that of a finding, or a code.
        health: How bad it is.
        title: One sentence.
        next_step: What to do; empty where nobody knows.
    """

    key: str
    id: str
    health: Health
    title: str
    next_step: str


def causes_of(row: SurveyRow, held: Iterable[ProductResult], language: Language) -> Iterator[Cause]:
    """The causes of a host, each once.

    Args:
        row: The host.
        held: Its products that have a key.
        language: Of those that the catalogue tells; a finding has the language of its diagnosis.
    """
    if row.fate is not RowFate.READ:
        return
    if row.diagnosis is not None:
        found = [_of_finding(item) for item in row.diagnosis.findings if item.severity in _TROUBLES]
    else:
        found = list(_of_products(row, held, language))
    yield from {cause.key: cause for cause in found}.values()


def _of_finding(finding: FindingResult) -> Cause:
    """With nothing in it that looks like a secret."""
    texts = (finding.shared_name, finding.id, finding.title, " ".join(finding.next_steps))
    key, name, title, step = map(clean, texts)
    return Cause(key, name, finding.severity, title, step)


def _of_products(row: SurveyRow, held: Iterable[ProductResult], language: Language) -> Iterator[Cause]:
    if row.licensed or row.licensed is None:
        return
    open_ones = [product for product in held if not product.licensed and not product.follows_account]
    for product in open_ones:
        for code in find_codes(product.reason.code or "") if product.reason else ():
            yield _of_code(code, language)
    if not open_ones:
        yield _of_nothing(language)


@cache
def _of_code(code: int, language: Language) -> Cause:
    known = Explanation(code, find_error(code))
    name = hex_code(code)
    return Cause(name, name, Health.CRITICAL, known.text(language), known.next_step(language))


@cache
def _of_nothing(language: Language) -> Cause:
    title = Text("No product with a key was found.").said_in(language)
    step = Text("Give the host a key with win_product_key, or activate it with win_activation.").said_in(language)
    return Cause("no_key", "no_key", Health.CRITICAL, title, step)
