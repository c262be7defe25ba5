# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a survey comes from: a file, or a run of a store; the options are ``survey``, or ``store`` and ``run``."""

from __future__ import annotations

import importlib
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from .._fleet._survey import Survey
from .._language._errors import InputError
from ._place import Place, place_of
from ._survey_file import load_survey

if TYPE_CHECKING:
    from ._database import Store

_NUMBER = re.compile(r"[0-9]{1,9}")


def survey_from(survey: Path | None, store: str | None, run: str = "latest") -> Survey:
    """The survey that options name.

    Args:
        survey: The file of one.
        store: The store of many, a path or an address.
        run: Which of these.

    Raises:
        InputError: Both are given or neither is, or there is no survey.
        LicensingError: The store cannot be read.
    """
    if survey is not None and store is None:
        return load_survey(survey)
    if store is None or survey is not None:
        raise InputError(
            "One of survey and store is needed.",
            advice="Give survey, a file that fleet_survey wrote, or store, where fleet_history keeps many.",
        )
    choice = parse_run(run)
    return open_store(place_of(store)).survey(choice)


def parse_run(text: str) -> int | date | Literal["latest"]:
    """Which run people mean.

    Raises:
        InputError: It is none of what they may write.
    """
    given = text.strip()
    if given == "latest":
        return "latest"
    if _NUMBER.fullmatch(given):
        return int(given)
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise InputError(
            "run: {run!r} is neither a number, nor a day, nor latest.",
            advice="Give a number or a day that fleet_history lists, 2026-03-02 for instance, or latest.",
            run=given[:40],
        ) from None


def open_store(place: Place) -> Store:
    """A store; nothing is opened or made before it is used. What that needs is imported only now.

    Raises:
        InputError: It is not installed.
    """
    try:
        importlib.import_module("sqlalchemy")
    except ImportError as missing:
        raise InputError(
            "store: {package} is not installed on the controller.",
            advice="Install what requirements-optional.txt of the collection names where Ansible runs: "
            "pip install SQLAlchemy.",
            package=missing.name,
        ) from None
    store: Store = importlib.import_module("._database", __package__).Store(place)
    return store
