# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action of licenseops.windows.fleet_history: surveys kept in a database, on the controller."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..plugin_utils._ansible._action import LANGUAGE_OPTION, CollectionAction, Spec
from ..plugin_utils._ansible._options import require_within
from ..plugin_utils._controller._files import require_own, write_own
from ..plugin_utils._controller._paths import Use, full_path, require_apart, require_plain
from ..plugin_utils._fleet._survey import Survey
from ..plugin_utils._language._errors import InputError
from ..plugin_utils._result._change import render_lines
from ..plugin_utils._store._place import Place, place_of
from ..plugin_utils._store._source import open_store, parse_run
from ..plugin_utils._store._survey_file import export_text, is_export, is_survey, load_survey, survey_text

if TYPE_CHECKING:
    from ..plugin_utils._store._database import Store

_DAYS = range(1, 36501)


@dataclass(slots=True)
class _Done:
    """What was done, or is to be.

    Attributes:
        run: The number of the survey that was given; None before it has one.
        is_new: Whether it was not there before.
        forgotten: Rows of the machine.
        removed: Runs that were too old.
    """

    run: int | None = None
    is_new: bool = False
    forgotten: int = 0
    removed: tuple[int, ...] = ()


class ActionModule(CollectionAction):
    """Adds, forgets and removes, in this order, and tells what is there."""

    spec = Spec(
        options={
            "store": {"type": "str", "required": True},
            "add": {"type": "path"},
            "forget": {"type": "str"},
            "keep_days": {"type": "int"},
            "export": {"type": "str"},
            "run": {"type": "str", "default": "latest"},
            "dest": {"type": "path"},
            "language": LANGUAGE_OPTION,
        },
        mutually_exclusive=[("add", "forget"), ("export", "add"), ("export", "forget")],
    )

    _secrets: tuple[str, ...] = ()

    def perform(self, args: Mapping[str, Any], variables: Mapping[str, Any]) -> dict[str, Any]:
        """Everything given is looked at before anything is written."""
        place = place_of(args["store"])
        self._secrets = place.secrets
        require_within(args, "keep_days", _DAYS)
        choice = parse_run(args["run"])
        dest = full_path(args["dest"]) if args["dest"] else None
        _require_files(args, place, dest)
        survey = load_survey(full_path(args["add"])) if args["add"] else None
        store = open_store(place)
        before = store.runs()
        done = self._planned(store, args, survey) if self._task.check_mode else self._carried_out(store, args, survey)
        is_written = dest is not None and self._write(store, args, dest, choice)
        after = [run for run in store.runs() if run.run not in done.removed]
        result: dict[str, Any] = {
            "changed": done.is_new or bool(done.forgotten) or bool(done.removed) or is_written,
            "predicted": bool(self._task.check_mode),
            "run": done.run,
            "added": done.is_new,
            "forgotten": done.forgotten,
            "removed": list(done.removed),
            "runs": [run.as_data() for run in after],
        }
        if self._task.diff:
            result["diff"] = render_lines(map(_line, before), map(_line, after))
        return result

    def _found_secrets(self) -> tuple[str, ...]:
        return self._secrets

    def _planned(self, store: Store, args: Mapping[str, Any], survey: Survey | None) -> _Done:
        """What check mode says."""
        done = _Done()
        if survey is not None:
            done.run = store.run_of(survey)
            done.is_new = done.run is None
        if args["forget"]:
            done.forgotten = store.count(args["forget"])
        if args["keep_days"]:
            done.removed = tuple(run.run for run in store.expired(args["keep_days"], self.now()))
        return done

    def _carried_out(self, store: Store, args: Mapping[str, Any], survey: Survey | None) -> _Done:
        done = self._planned(store, args, survey)
        if survey is not None and done.is_new:
            done.run = store.add(survey, self.now())
        if done.forgotten:
            done.forgotten = store.forget(args["forget"])
        if args["keep_days"]:
            done.removed = _removed(store, args["keep_days"], self.now())
        return done

    def _write(self, store: Store, args: Mapping[str, Any], dest: Path, choice: Any) -> bool:
        """The file that is asked for, unless it is there; whether it was, or is to be, written."""
        is_dry = self._task.check_mode
        if args["export"]:
            rows = [(run.run, run.began_at, row) for run, row in store.export(args["export"])]
            return write_own(dest, "dest", export_text(rows).encode(), is_export, is_dry=is_dry)
        if is_dry and args["add"] and not store.runs():
            return True
        return write_own(dest, "dest", survey_text(store.survey(choice)).encode(), is_survey, is_dry=is_dry)


def _removed(store: Store, days: int, now: datetime) -> tuple[int, ...]:
    """Nothing is locked or made where nothing is too old."""
    return tuple(run.run for run in store.keep(days, now)) if store.expired(days, now) else ()


def _line(run: Any) -> tuple[str, str]:
    return f"{run.run} {run.began_at}", f"{run.read + run.unreachable + run.failed + run.not_asked}"


def _require_files(args: Mapping[str, Any], place: Place, dest: Path | None) -> None:
    """All are files, nothing that is written is one of those that are read, and none of somebody else's is replaced.

    Raises:
        InputError: Something else is there, or a file is asked for and not named.
    """
    uses = [Use("add", full_path(args["add"]), is_written=False)] if args["add"] else []
    uses += [Use("dest", dest)] if dest is not None else []
    for use in uses:
        require_plain(use.path, use.option, is_written=use.is_written)
    if place.path is not None:
        uses = [Use("store", place.path), *uses]
    require_apart(uses)
    if place.path is not None:
        require_plain(place.path, "store")
    if dest is not None:
        require_own(dest, "dest", is_export if args["export"] else is_survey)
    if args["export"] and dest is None:
        raise InputError("export is given without dest.", advice="Give dest, the file that it is written to.")
