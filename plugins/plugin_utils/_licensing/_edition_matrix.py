# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which edition can become which, and how: the catalogue ``catalog/editions.yml``."""

from __future__ import annotations

import difflib
import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from .._language._ahead import ahead
from .._language._catalogue import read_catalogue
from ._edition_texts import Caveat, Impasse
from ._windows_installation import WindowsInstallation, is_same_edition, plain_edition

_CATALOG = Path(__file__).parent / "catalog"

#: Stands for every edition in the rows of the catalogue.
_ANY: Final = "any"

#: Client editions have their N form by this letter before what tells an evaluation.
_N: Final = "N"

#: Windows 10, the oldest client whose editions change in place (documented).
_FIRST_CLIENT: Final = 10240


class Route(enum.Enum):
    """How an edition is changed."""

    INSTALL_KEY = "install_key"
    CHANGEPK = "changepk"
    DISM = "dism"


class Restarts(enum.Enum):
    """Whether a change needs a restart."""

    NONE = "none"
    ONE = "one"
    UNKNOWN = "unknown"


class SetupKeyUse(enum.Enum):
    """What is known of Microsoft's published setup key of the target on a path."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class EditionPath:
    """A way from one edition to another.

    Attributes:
        source: EditionID.
        target: EditionID.
        route: How.
        restarts: Whether it needs a restart.
        reversible: ``yes``, ``no``, ``partly`` or ``unknown``.
        setup_key: What is known of the setup key of the target.
        mark: ``documented``, ``community`` or ``inferred``.
        caveat: Why it is taken on request only; None for a path without one.
    """

    source: str
    target: str
    route: Route
    restarts: Restarts
    reversible: str
    setup_key: SetupKeyUse
    mark: str
    caveat: Caveat | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the catalogue: where it holds, and what it says."""

    source: str
    target: str
    is_core: bool | None
    builds: tuple[int, ...]
    verdict: EditionPath | Impasse

    def holds(self, installation: WindowsInstallation, target: str) -> bool:
        """Whether it is about an installation and a target."""
        is_there = self.is_core in (None, installation.is_core) and self._includes(installation)
        return is_there and _fits(self.source, installation.edition_id) and _fits(self.target, target)

    def _includes(self, installation: WindowsInstallation) -> bool:
        if self.builds:
            return installation.build in self.builds
        return installation.is_server or installation.build >= _FIRST_CLIENT


def path_from(installation: WindowsInstallation, target: str) -> EditionPath | Impasse:
    """The way to another edition, or why there is none.

    >>> path_from(WindowsInstallation("Professional", 22631), "Enterprise").route.value
    'install_key'
    """
    known = known_edition(target) or target
    if is_server_edition(known) is not installation.is_server:
        return Impasse.OTHER_KIND
    row = next((row for row in _paths() if row.holds(installation, known)), None)
    if row is not None:
        return row.verdict
    if not installation.is_server and _is_n(known) is not _is_n(installation.edition_id):
        return Impasse.N_EDITION
    return next((row.verdict for row in _impasses() if row.holds(installation, known)), Impasse.NOT_IN_MATRIX)


def targets_of(installation: WindowsInstallation) -> tuple[str, ...]:
    """The editions that an installation can become by the catalogue, those on request included."""
    found = (row.target for row in _paths() if row.holds(installation, row.target))
    return tuple(dict.fromkeys(found))


def known_edition(name: str) -> str | None:
    """An EditionID in the catalogue's spelling; None when nobody knows it.

    >>> known_edition("serverdatacenter"), known_edition("Pro")
    ('ServerDatacenter', None)
    """
    return next((item for item in _editions() if item.lower() == name.strip().lower()), None)


def nearest_editions(text: str) -> tuple[str, ...]:
    """The EditionIDs that a text most probably means, at most three.

    >>> nearest_editions("Windows Pro"), nearest_editions("ServerDatacenterCor")
    (('Professional',), ('ServerDatacenter',))
    """
    words = text.strip().lower().removeprefix("windows ").removeprefix("server ")
    called = _content()["called"].get(words) or known_edition(plain_edition(text.strip()))
    if called is not None:
        return (str(called),)
    known = {item.lower(): item for item in _editions()}
    return tuple(known[item] for item in difflib.get_close_matches(text.strip().lower().replace(" ", ""), known, 3))


def full_edition_of(edition_id: str) -> str | None:
    """The full edition of an evaluation; None for what is none."""
    found = (full for name, full in _content()["full"].items() if is_same_edition(name, edition_id))
    return next(map(str, found), None)


def is_server_edition(edition_id: str) -> bool:
    """Whether an edition is one of Windows Server; multi-session is none, whatever its name."""
    return any(is_same_edition(item, edition_id) for item in _content()["editions"]["server"])


def all_paths() -> Iterator[tuple[EditionPath, bool | None, tuple[int, ...]]]:
    """Every path with where it holds: on Core, on the desktop or on both (None), and on which builds (none for all)."""
    return ((row.verdict, row.is_core, row.builds) for row in _paths() if isinstance(row.verdict, EditionPath))


@ahead()
@cache
def _content() -> Mapping[str, Any]:
    return read_catalogue(_CATALOG, "editions")


@ahead()
@cache
def _editions() -> tuple[str, ...]:
    editions = _content()["editions"]
    return (*editions["client"], *editions["server"])


@ahead()
@cache
def _paths() -> tuple[_Row, ...]:
    return tuple(both for row in _content()["paths"] for both in _with_n(row, _path_in(row)))


@ahead()
@cache
def _impasses() -> tuple[_Row, ...]:
    return tuple(both for row in _content()["impasses"] for both in _with_n(row, Impasse(row["reason"])))


def _path_in(row: Mapping[str, Any]) -> EditionPath:
    return EditionPath(
        row["from"],
        row["to"],
        Route(row["route"]),
        Restarts(row["restart"]),
        row["reversible"],
        SetupKeyUse(row["setup_key"]),
        row["mark"],
        Caveat(row["caveat"]) if "caveat" in row else None,
    )


def _with_n(row: Mapping[str, Any], verdict: EditionPath | Impasse) -> Iterator[_Row]:
    """The row, and the same for N editions where it holds for them."""
    is_core = {"core": True, "desktop": False}.get(row.get("place", ""))
    builds = tuple(row.get("builds", ()))
    yield _Row(row["from"], row["to"], is_core, builds, verdict)
    if not row.get("n"):
        return
    source, target = _n_of(row["from"]), _n_of(row["to"])
    if isinstance(verdict, EditionPath):
        verdict = replace(verdict, source=source, target=target)
    yield _Row(source, target, is_core, builds, verdict)


def _n_of(edition_id: str) -> str:
    return edition_id if edition_id == _ANY else f"{edition_id}{_N}"


def _is_n(edition_id: str) -> bool:
    """Whether an edition is the N form of one that is in the catalogue, too."""
    name = edition_id.lower().removesuffix("eval")
    return name.endswith("n") and any(item.lower() == name.removesuffix("n") for item in _editions())


def _fits(pattern: str, edition_id: str) -> bool:
    return pattern == _ANY or plain_edition(pattern).lower() == plain_edition(edition_id).lower()
