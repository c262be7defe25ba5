# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A survey of a fleet: one row a host, whatever became of it, as plain data that is written and read back here."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final, Self

from .._language._errors import InputError
from .._language._moment import iso_second
from .._licensing._model import Application
from .._result._diagnosis import DiagnosisResult
from .._result._error import ErrorResult, read_error
from .._result._product import IdentityResult, ProductResult, ServiceResult, SubscriptionResult
from .._result._record import OptionalFlag, OptionalText, Record, Texts, Words, many, one
from .._result._support_dates import OfficeSupportDates, SupportDates

#: Of the data as it is written. A reader takes this one and those before it.
FORMAT: Final = 1

_ADVICE = "Give what fleet_survey wrote."


class RowFate(enum.Enum):
    """What became of a host of a survey.

    Attributes:
        READ: It answered; what it does not show is None in its row.
        UNREACHABLE: No connection, or no login.
        FAILED: It was reached, and refused or misunderstood.
        NOT_ASKED: The survey ended before its turn.
    """

    READ = "read"
    UNREACHABLE = "unreachable"
    FAILED = "failed"
    NOT_ASKED = "not_asked"


def _error(data: Mapping[str, Any] | None) -> ErrorResult | None:
    return read_error(data) if data else None


@dataclass(frozen=True, slots=True)
class SurveyRow(Record):
    """A host as a survey found it. All keys but the first six are those of ``win_activation_status``.

    Attributes:
        name: How the inventory calls it.
        groups: Those of the inventory it is in, ``all`` and ``ungrouped`` excepted, by name.
        fate: What became of it.
        reason: Why it could not be read, as a sentence in the language of the survey.
        error: The same in parts, where the host answered with an error.
        asked_at: When it was asked, UTC to the second.
        host: Its hardware UUID, computer name and build.
        diagnosis: What a diagnosis found; only where the survey asked for evidence.
    """

    name: Annotated[str, str]
    groups: Texts = ()
    fate: Annotated[RowFate, RowFate] = RowFate.READ
    reason: OptionalText = None
    error: Annotated[ErrorResult | None, _error] = None
    asked_at: OptionalText = None
    products: Annotated[tuple[ProductResult, ...], many(ProductResult)] = ()
    licensed: OptionalFlag = None
    service: Annotated[ServiceResult | None, one(ServiceResult)] = None
    subscription: Annotated[SubscriptionResult | None, one(SubscriptionResult)] = None
    host: Annotated[IdentityResult | None, one(IdentityResult)] = None
    support: Annotated[SupportDates | None, one(SupportDates)] = None
    office_support: Annotated[tuple[OfficeSupportDates, ...], many(OfficeSupportDates)] = ()
    diagnosis: Annotated[DiagnosisResult | None, one(DiagnosisResult)] = None

    @classmethod
    def of_task(
        cls, name: str, groups: Sequence[str], result: Mapping[str, Any], asked_at: datetime | None = None
    ) -> Self:
        """The row of a host from what ``win_activation_status`` returned for it, registered or stored.

        An empty result is that of a host which the play did not come to.
        """
        fate = _fate(result)
        reason = str(result.get("msg") or "") or None
        told = {} if fate is RowFate.READ else {"reason": reason, "error": result.get("error")}
        moment = iso_second(asked_at) if asked_at is not None else None
        given = {key: value for key, value in result.items() if fate is RowFate.READ and key not in _OF_ROW}
        return cls.from_data(
            {**given, **told, "name": name, "groups": sorted(groups), "fate": fate.value, "asked_at": moment}
        )

    @property
    def windows(self) -> ProductResult | None:
        """The product that licenses Windows itself: that of the base edition which has a key."""
        return next((product for product in self.products if _is_base(product)), None)


@dataclass(frozen=True, slots=True)
class Survey(Record):
    """All rows, and when and of whom they are.

    Attributes:
        format: Of the data, ``FORMAT`` at most.
        began_at: UTC to the second; ended_at likewise.
        pattern: Of hosts, as it was asked for; for a list of names what --limit said.
        application: Whose products were read: windows, office or all.
        complete: Whether every host had its turn; one that could not be reached had it, too.
        rows: In the order of the inventory.
    """

    format: Annotated[int, int]
    began_at: Words
    ended_at: Words
    pattern: Words = ""
    application: OptionalText = None
    complete: OptionalFlag = None
    rows: Annotated[tuple[SurveyRow, ...], many(SurveyRow)] = ()


def read_survey(data: Any, origin: str) -> Survey:
    """A survey that was written before.

    Args:
        data: As JSON has it.
        origin: Where it comes from, for people.

    Raises:
        InputError: It is none, or that of a newer version.
    """
    version = data.get("format") if isinstance(data, Mapping) else None
    if isinstance(version, int) and version > FORMAT:
        raise InputError(
            "{origin} was written by a newer version of this collection (format {version}).",
            advice="Update licenseops.windows on this controller.",
            origin=origin,
            version=version,
        )
    try:
        return Survey.from_data(data)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise InputError("{origin} is no survey.", advice=_ADVICE, origin=origin) from None


#: Keys of a row that no result of a task sets.
_OF_ROW = frozenset({"name", "groups", "fate", "reason", "error", "asked_at"})


def _fate(result: Mapping[str, Any]) -> RowFate:
    if result.get("unreachable"):
        return RowFate.UNREACHABLE
    if result.get("products") is not None:  # one that misses its assertion was read all the same
        return RowFate.READ
    return RowFate.FAILED if result.get("failed") else RowFate.NOT_ASKED


def _is_base(product: ProductResult) -> bool:
    is_windows = product.application == Application.WINDOWS.label
    return is_windows and not product.is_addon and bool(product.partial_product_key)
