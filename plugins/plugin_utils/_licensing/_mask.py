# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text without secrets: those that are known, in any writing and in parts, and all that looks like one.

A known secret is found by its symbols alone: case, width, escapes and whatever separates the groups make no difference.
Ten symbols in a row are enough, so that half a key is masked too; the last five, which Windows shows, stay readable.
Not covered are fewer than ten symbols in a row, and a key with words between its groups. Of a Confirmation ID the
digits alone are compared, words between them or not. An Installation ID stays even where ten of its digits agree.
Time and memory are proportional to the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ._secret_shape import sightings
from ._traced_text import Traced, tracings

MASK = "********"

#: A key of this collection's simulator: all but its last block, which Windows shows anyway, is known to everybody.
SIMULATED_KEY = re.compile(r"TNTTT-TTTTT-TTTTT-TTTTT-[A-Z0-9]{5}")

#: Symbols in a row that give a secret away: two groups of a key. Shorter secrets are none.
_TELLING = 10
_NUMERIC_SECRET = 30

_LETTERS_AND_DIGITS = re.compile(r"[^\W_]")
_DIGITS = re.compile(r"[0-9]")
_BETWEEN = {_LETTERS_AND_DIGITS: re.compile(r"[\W_]+"), _DIGITS: re.compile(r"[^0-9]+")}
_INSTALLATION_ID = re.compile(
    r"(?<![0-9])(?:[0-9]{63}|[0-9]{54}|[0-9]{7}(?:[-\s]{1,3}[0-9]{7}){8}|[0-9]{6}(?:[-\s]{1,3}[0-9]{6}){8})(?![0-9])"
)

_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Secret:
    """One secret as it is compared.

    Attributes:
        symbols: What it consists of.
        kind: What of a text is compared with it.
        parts: Every ten symbols in a row.
    """

    symbols: str
    kind: re.Pattern[str]
    parts: frozenset[str]


class Mask:
    """Takes secrets out of texts.

    >>> Mask(["TNTTT-TTTTT-TTTTT-TTTTT-PKX99"])("It is tnttt ttttt ttttt ttttt pkx99.")
    'It is ********.'

    Args:
        secrets: Secrets that are known, as they were typed or found.
        spared: What looks like a secret and may stay, when it is exactly that. A known secret never stays.
    """

    def __init__(self, secrets: Iterable[str] = (), spared: re.Pattern[str] | None = None) -> None:
        self._spared = spared
        self._secrets = tuple(secret for text in dict.fromkeys(secrets) for secret in _compared(text))

    def __call__(self, value: Any) -> Any:
        """The value without secrets, names in mappings included; what cannot hold one is given back as it is."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {self(name): self(item) for name, item in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return _like(value, [self(item) for item in value])
        if isinstance(value, int) and not isinstance(value, bool):
            masked = self.text(str(value))
            return value if masked == str(value) else masked
        return value

    def text(self, text: str) -> str:
        """A text without secrets."""
        if len(text) < _TELLING:
            return text
        readings = list(tracings(text))
        spans = [
            (found.start, found.end)
            for found in sightings(text, readings)
            if self._spared is None or not self._spared.fullmatch(text, found.start, found.end)
        ]
        spans += [span for traced in readings for span in self._spans(traced)]
        return _without(text, spans) if spans else text

    def _spans(self, traced: Traced) -> Iterator[_Span]:
        """Where in the original the known secrets stand, in whole or in part."""
        for secret in self._secrets:
            for first, last in _places(secret, traced.text):
                yield traced.starts[first], traced.ends[last]


def texts_in(value: Any) -> Iterator[str]:
    """Every text in a value at any depth, names and numbers included."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from (*texts_in(name), *texts_in(item))
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from texts_in(item)
    elif isinstance(value, bytes):
        yield value.decode(errors="replace")
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def _compared(text: str) -> Iterator[_Secret]:
    """The symbols of a secret, and its digits when it is a number; whatever a person typed around them goes."""
    for traced in tracings(text):
        symbols, digits = (between.sub("", traced.text) for between in _BETWEEN.values())
        if len(symbols) >= _TELLING:
            yield _Secret(symbols, _LETTERS_AND_DIGITS, _parts(symbols))
        if len(digits) >= _NUMERIC_SECRET:
            yield _Secret(digits, _DIGITS, _parts(digits))


def _parts(symbols: str) -> frozenset[str]:
    return frozenset(symbols[start : start + _TELLING] for start in range(len(symbols) - _TELLING + 1))


def _places(secret: _Secret, text: str) -> Iterator[_Span]:
    """First and last place in a folded text of each stretch to be masked."""
    symbols = _BETWEEN[secret.kind].sub("", text)
    if not any(map(symbols.__contains__, secret.parts)):
        return
    places = [match.start() for match in secret.kind.finditer(text)]
    harmless = [match.span() for match in _INSTALLATION_ID.finditer(text)]
    for start, end in _runs(secret, symbols):
        first, last = places[start], places[end - 1]
        is_whole = end - start >= len(secret.symbols)
        if is_whole or not any(left <= first and last < right for left, right in harmless):
            yield from _without_words(text, places[start:end])


def _runs(secret: _Secret, symbols: str) -> Iterator[_Span]:
    """Stretches that consist of parts of the secret."""
    starts = (at for at in range(len(symbols) - _TELLING + 1) if symbols[at : at + _TELLING] in secret.parts)
    return _merged((at, at + _TELLING) for at in starts)


def _without_words(text: str, places: list[int]) -> Iterator[_Span]:
    """Stretches of neighbouring places; words and labels between two of them stay visible."""
    first = places[0]
    for place, following in pairwise(places):
        if _LETTERS_AND_DIGITS.search(text, place + 1, following):
            yield first, place
            first = following
    yield first, places[-1]


def _merged(spans: Iterable[_Span]) -> Iterator[_Span]:
    """Spans in order, those that touch made one."""
    current: _Span | None = None
    for start, end in sorted(spans):
        if current is not None and start <= current[1]:
            current = current[0], max(current[1], end)
        else:
            yield from [current] if current else []
            current = start, end
    yield from [current] if current else []


def _without(text: str, spans: list[_Span]) -> str:
    kept, place = [], 0
    for start, end in _merged(spans):
        kept += [text[place:start], MASK]
        place = end
    return "".join([*kept, text[place:]])


def _like(value: Any, items: list[Any]) -> Any:
    """The items in a container of the same plain kind."""
    return next(kind(items) for kind in (list, tuple, frozenset, set) if isinstance(value, kind))
