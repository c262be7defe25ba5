# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which mistakes are made in a text, and which are not."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

from tests.soak.mutants import _changes
from tests.soak.mutants._changes import mutants_of, mutated, unchanged


def changes(source: str) -> list[str]:
    """Each mistake as ``before -> after``."""
    return [f"{mutant.before} -> {mutant.after}" for mutant in mutants_of("x.py", source)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a < b", ["a < b -> a <= b", "a < b -> a >= b"]),
        ("a >= b", ["a >= b -> a > b", "a >= b -> a < b"]),
        ("a == b", ["a == b -> a != b"]),
        ("a is not b", ["a is not b -> a is b"]),
        ("a in b", ["a in b -> a not in b"]),
        ("a <= b == c", ["a <= b == c -> a < b == c", "a <= b == c -> a > b == c", "a <= b == c -> a <= b != c"]),
        ("a and b", ["a and b -> a or b"]),
        ("a or b", ["a or b -> a and b"]),
        ("not a", ["not a -> a"]),
        ("f(a=True)", ["True -> False"]),
        ("a = 3", ["3 -> 4", "3 -> 2"]),
        ("a = 0.5", ["0.5 -> 1.5", "0.5 -> -0.5"]),
        ("a if b else c", ["if b -> if not b"]),
        ("[a for a in b if a]", ["if a -> if not a"]),
        ("while a:\n    a()", ["if a -> if not a"]),
        ("if not a:\n    a()", ["not a -> a"]),
        ("match a:\n    case b if b:\n        b()", ["if b -> if not b"]),
        ("def f() -> int:\n    return a", ["return a -> return None"]),
        ("def f() -> bool:\n    return a", ["return a -> return not a"]),
        ("def f() -> bool:\n    return a == b", ["a == b -> a != b"]),
        ("def f() -> bool:\n    return False", ["False -> True"]),
        ("def f() -> bool | None:\n    return None", []),
    ],
)
def test_every_kind_of_mistake_is_made(source: str, expected: list[str]) -> None:
    assert changes(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        '"""A text with a 1."""',
        "from __future__ import annotations",
        "def f(a: Literal[1], *b: Literal[2]) -> Literal[3]:\n    pass",
        "a: Literal[1]",
        "if TYPE_CHECKING:\n    a = 1",
        "T = TypeVar('T', covariant=True)",
        "class A(Protocol):\n    a: int = 1",
        "class A(Protocol[T]):\n    a: int = 1",
        "@dataclass(frozen=True, slots=True)\nclass A:\n    pass",
        "zip(a, b, strict=True)",
        "@lru_cache(maxsize=8)\ndef f() -> None:\n    pass",
        "assert a is not None",
        "def f() -> str:\n    return",
        "a: Final = 'text'",
        "class A:\n    def __repr__(self) -> str:\n        f'A({self.a})'",
    ],
)
def test_what_no_test_could_tell_is_left(source: str) -> None:
    assert changes(source) == []


def test_only_the_arguments_that_cannot_matter_are_left() -> None:
    assert changes("@dataclass(frozen=True, order=True)\nclass A:\n    pass") == ["True -> False"]
    assert changes("sorted(a, strict=True)") == ["True -> False"]


def test_a_mutant_is_the_file_with_one_change() -> None:
    source = "def f(a: int) -> int:  # why\n    return a if a > 2 else 2\n"
    found = {mutant.after: mutated(source, mutant.number) for mutant in mutants_of("x.py", source)}
    assert found["a >= 2"] == "def f(a: int) -> int:\n    return a if a >= 2 else 2"
    assert len(set(found.values())) == len(found)
    assert unchanged(source) not in found.values()


def test_every_mutant_of_a_file_is_another_program() -> None:
    source = Path(_changes.__file__).read_text(encoding="utf-8")
    mutants = mutants_of("x.py", source)
    assert len({mutated(source, mutant.number) for mutant in mutants}) == len(mutants) > 10


def test_a_mutant_says_where_it_is() -> None:
    (mutant, *dummy) = mutants_of("x.py", "\n\na = (b\n    == c)\n")
    assert str(mutant) == "x.py:3: b == c -> b != c"


def test_a_long_expression_is_cut() -> None:
    (mutant, *dummy) = mutants_of("x.py", f"a = {'b' * 200} == c\n")
    assert len(str(mutant)) < 200


def test_the_example_of_the_file_gives_what_it_shows() -> None:
    assert doctest.testmod(_changes) == (0, 1)
