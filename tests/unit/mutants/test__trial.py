# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trying mutants in a small project: one that must be noticed is, another one survives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.soak.mutants import _trial
from tests.soak.mutants._changes import Mutant, mutants_of
from tests.soak.mutants._trial import Broken, Copy

CODE = "plugins/plugin_utils/_room/_file.py"
SOURCE = """\
def is_small(number: int) -> bool:
    return number < 10  # lost in a mutant
"""
TESTS = "tests/test_file.py"
CASES = """\
from plugins.plugin_utils._room._file import is_small


def test_small() -> None:
    assert is_small(1) and not is_small(11)
"""


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Copy:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # none is needed, and it starts sooner
    for path, text in {CODE: SOURCE, TESTS: CASES, "pytest.ini": "[pytest]\npythonpath = .\n"}.items():
        (tmp_path / "copy" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "copy" / path).write_text(text, encoding="utf-8")
    return Copy(tmp_path / "copy")


def mutant(after: str) -> Mutant:
    """The mistake that makes this of an expression."""
    return next(item for item in mutants_of(CODE, SOURCE) if item.after == after)


Verdict = Callable[[str], bool]


@pytest.fixture
def is_caught(copy: Copy) -> Verdict:
    return lambda after: copy.is_caught(mutant(after), [[], [TESTS]], {})


def test_a_mutant_that_a_test_must_notice_is_caught(is_caught: Verdict) -> None:
    assert is_caught("number >= 10")


def test_a_mutant_that_no_test_looks_for_survives(is_caught: Verdict) -> None:
    assert not is_caught("number <= 10")


def test_a_mutant_that_never_ends_is_caught(copy: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_trial, "_ALLOWANCE", 0.5)
    copy.place.joinpath(TESTS).write_text("import time\ntime.sleep(600)\n", encoding="utf-8")
    assert copy.is_caught(mutant("number <= 10"), [[TESTS]], {TESTS: 0.0})


def test_a_mutant_that_cannot_be_imported_is_caught(copy: Copy) -> None:
    copy.place.joinpath(TESTS).write_text(f"assert 'number < 10' in open({CODE!r}).read()\n", encoding="utf-8")
    assert copy.is_caught(mutant("number <= 10"), [[TESTS]], {})


def test_the_file_is_as_before(copy: Copy, is_caught: Verdict) -> None:
    is_caught("number >= 10")
    assert copy.place.joinpath(CODE).read_text(encoding="utf-8") == SOURCE


def test_the_time_of_each_file_is_known(copy: Copy) -> None:
    assert list(copy.seconds_of([TESTS], [CODE])) == [TESTS]


@pytest.mark.parametrize(
    "text", ["def test_it() -> None:\n    assert False\n", "", f'assert \'"""\' not in open({CODE!r}).read()']
)
def test_tests_that_fail_without_a_mistake_tell_nothing(copy: Copy, text: str) -> None:
    copy.place.joinpath(TESTS).write_text(text, encoding="utf-8")
    with pytest.raises(Broken):
        copy.seconds_of([TESTS], [CODE])


def test_a_stage_without_a_test_is_no_verdict(copy: Copy) -> None:
    copy.place.joinpath(TESTS).write_text("", encoding="utf-8")
    with pytest.raises(Broken):
        copy.is_caught(mutant("number <= 10"), [[TESTS]], {})


def test_a_twin_is_apart(copy: Copy, tmp_path: Path) -> None:
    twin = copy.twin(tmp_path / "twin")
    twin.place.joinpath(CODE).write_text("", encoding="utf-8")
    assert copy.place.joinpath(CODE).read_text(encoding="utf-8") == SOURCE
