# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host as a policy looks at it: its row of a survey, and what a run in check mode would change. Pure.

It must not know rules.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self

from .._language._text import Text, plain
from .._licensing._model import Application
from .._result._product import ProductResult
from ._survey import RowFate, SurveyRow

_NO_RESULT: Final = Text("the run did not come to it")
_NO_REASON: Final = Text("no reason was given")


class Verdict(enum.Enum):
    """What a rule says of a host.

    Attributes:
        UNREAD: It may be broken: what decides was not read.
    """

    KEPT = "kept"
    BROKEN = "broken"
    EXCUSED = "excused"
    NOT_APPLICABLE = "not_applicable"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict and its reasons.

    Attributes:
        reasons: What breaks the rule, or what was not read; a part of a sentence each.
    """

    verdict: Verdict
    reasons: tuple[Text, ...] = ()


KEPT: Final = Finding(Verdict.KEPT)
NOT_APPLICABLE: Final = Finding(Verdict.NOT_APPLICABLE)


def broken(*reasons: Text) -> Finding:
    """Broken for these reasons; kept without any."""
    return Finding(Verdict.BROKEN, reasons) if reasons else KEPT


def unread(reason: Text) -> Finding:
    """What decides was not read."""
    return Finding(Verdict.UNREAD, (reason,))


@dataclass(frozen=True, slots=True)
class CheckRun:
    """What the tasks of a play returned for a host.

    Attributes:
        problem: Why it is not known what they would change; None when it is.
        foreseen: What they would change, a sentence each.
        done: What they have changed, because the run was in earnest.
    """

    problem: Text | None = _NO_RESULT
    foreseen: tuple[str, ...] = ()
    done: tuple[str, ...] = ()

    @classmethod
    def of(cls, results: Sequence[Mapping[str, Any]], *, is_check_mode: bool) -> Self:
        """That of a host, by the results it registered.

        Args:
            results: Those of the tasks that it came to.
            is_check_mode: Of results that do not say so themselves.
        """
        found = [item for result in results for item in _single(result)]
        bad = next((item for item in found if item.get("unreachable") or item.get("failed")), None)
        if bad is not None or not found:
            reason = str((bad or {}).get("msg") or "")
            return cls(plain(reason) if reason else _NO_REASON if bad is not None else _NO_RESULT)
        changing = [item for item in found if item.get("changed")]
        dry = [item for item in changing if item.get("predicted", is_check_mode)]
        wet = [item for item in changing if not item.get("predicted", is_check_mode)]
        return cls(None, _steps(dry), _steps(wet))


@dataclass(frozen=True, slots=True)
class Subject:
    """A host.

    Attributes:
        row: Of a survey; one that was not asked where no survey has it.
        read_at: When its row was read, as far as that is known.
        run: What a run would change; None where there was no run.
    """

    row: SurveyRow
    read_at: datetime
    run: CheckRun | None = None

    @property
    def is_read(self) -> bool:
        """Whether the survey has read it."""
        return self.row.fate is RowFate.READ

    @property
    def why_unread(self) -> Text:
        """Why it was not, as a part of a sentence."""
        return plain(self.row.reason) if self.row.reason else _FATES[self.row.fate]

    @property
    def family(self) -> str | None:
        """Its edition."""
        return self.row.windows.family if self.row.windows is not None else None

    @property
    def build(self) -> int | None:
        """Of Windows."""
        return self.row.host.build if self.row.host is not None else None

    @property
    def office(self) -> tuple[ProductResult, ...]:
        """Products of Office that have a key, those of accounts included."""
        return tuple(
            item
            for item in self.row.products
            if item.application == Application.OFFICE.label and (item.partial_product_key or item.follows_account)
        )

    def products(self, application: str) -> tuple[ProductResult, ...]:
        """What has a licence of its own: Windows without its add-ons, and Office without what accounts license."""
        windows = (self.row.windows,) if self.row.windows is not None else ()
        office = tuple(item for item in self.office if not item.follows_account)
        return {WINDOWS: windows, OFFICE: office}.get(application, windows + office)


WINDOWS: Final = Application.WINDOWS.label
OFFICE: Final = Application.OFFICE.label
APPLICATIONS: Final = (WINDOWS, OFFICE, "all")

_FATES: Final[Mapping[RowFate, Text]] = {
    RowFate.READ: Text("it was read"),
    RowFate.UNREACHABLE: Text("it could not be reached"),
    RowFate.FAILED: Text("it could not be read"),
    RowFate.NOT_ASKED: Text("it was not asked"),
}


def _single(result: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """A result, or those of a loop."""
    items = result.get("results")
    if isinstance(items, list | tuple) and all(isinstance(item, Mapping) for item in items):
        yield from (item for entry in items for item in _single(entry))
    else:
        yield result


def _steps(results: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """What results say of changes; a result without words of its own says that there is one."""
    return tuple(step for result in results for step in map(str, result.get("steps") or ("changed",)))
