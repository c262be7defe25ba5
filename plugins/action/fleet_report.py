# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action of licenseops.windows.fleet_report: a survey as figures, for people and for programs."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..plugin_utils._ansible._action import LANGUAGE_OPTION, CollectionAction, Spec
from ..plugin_utils._controller._files import PRIVATE, PUBLIC, read_plain, require_own, write_own
from ..plugin_utils._controller._paths import Use, full_path, require_apart, require_plain
from ..plugin_utils._fleet._figures import Fleet, fleet_of
from ..plugin_utils._language._errors import InputError
from ..plugin_utils._language._text import Language, Text
from ..plugin_utils._report._fleet_csv import fleet_csv, is_fleet_csv
from ..plugin_utils._report._fleet_document import figures_text, is_figures, render_figures
from ..plugin_utils._report._fleet_lines import figures_lines
from ..plugin_utils._report._fleet_metrics import fleet_metrics, is_fleet_metrics
from ..plugin_utils._report._fleet_page import is_fleet_page, render_fleet
from ..plugin_utils._store._survey_file import load_survey

_ENDING = re.compile(r"[0-9A-Za-z]{5}")
_COUNT = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class _Kind:
    """A form of the report.

    Attributes:
        render: What stands in it.
        is_own: Tells from the first bytes of a file whether it may be replaced.
        mode: Who may read it. Metrics name no host, and the collector that reads them is another user.
        has_lines: Whether a person can read what changes in it line by line.
    """

    render: Callable[[Fleet, Language], str]
    is_own: Callable[[bytes], bool]
    mode: int = PRIVATE
    has_lines: bool = True


_KINDS: Mapping[str, _Kind] = {
    "html": _Kind(render_fleet, is_fleet_page, has_lines=False),
    "csv": _Kind(lambda fleet, _language: fleet_csv(fleet.machines), is_fleet_csv),
    "json": _Kind(lambda fleet, language: figures_text(fleet.figures, language), is_figures),
    "metrics": _Kind(lambda fleet, _language: fleet_metrics(fleet.figures), is_fleet_metrics, PUBLIC),
}


class ActionModule(CollectionAction):
    """Reads a survey, and writes what is asked for."""

    spec = Spec(
        options={
            "survey": {"type": "path", "required": True},
            **{name: {"type": "path"} for name in _KINDS},
            "limits": {"type": "dict", "default": {}},
            "language": LANGUAGE_OPTION,
        },
    )

    def perform(self, args: Mapping[str, Any], variables: Mapping[str, Any]) -> dict[str, Any]:
        """All files are looked at, and all forms are made, before the first is written."""
        limits, survey = _limits(args["limits"]), full_path(args["survey"])
        wanted = {name: full_path(args[name]) for name in _KINDS if args[name]}
        is_there = not self._task.check_mode or os.path.lexists(survey)
        _require_files(survey, wanted, is_there=is_there)
        if not is_there:
            return self._unforeseen(survey, wanted)
        fleet = fleet_of(load_survey(survey), limits, self.language)
        made = {name: _KINDS[name].render(fleet, self.language).encode() for name in wanted}
        diffs = [self._diff(name, wanted[name], data) for name, data in made.items()] if self._task.diff else []
        files = [self._written(name, wanted[name], data) for name, data in made.items()]
        is_changed = any(file["changed"] for file in files)
        result: dict[str, Any] = {
            "changed": is_changed,
            "predicted": self._task.check_mode and is_changed,
            "figures": render_figures(fleet.figures, self.language),
            "files": files,
            "lines": [*figures_lines(fleet.figures, self.language), *map(self._said, files)],
        }
        return result | ({"diff": [diff for diff in diffs if diff]} if self._task.diff else {})

    def _unforeseen(self, survey: Path, wanted: Mapping[str, Path]) -> dict[str, Any]:
        """What check mode says of a survey that the tasks before this one would have written."""
        files = [{"form": name, "path": str(path), "changed": True} for name, path in wanted.items()]
        warning = Text("There is no survey {path} yet, so check mode cannot tell what the report says.", path=survey)
        return {
            "changed": bool(files),
            "predicted": bool(files),
            "figures": None,
            "files": files,
            "lines": list(map(self._said, files)),
            "warnings": [warning.said_in(self.language)],
        }

    def _written(self, name: str, path: Path, data: bytes) -> dict[str, Any]:
        kind = _KINDS[name]
        is_new = write_own(path, name, data, kind.is_own, is_dry=self._task.check_mode, mode=kind.mode)
        return {"form": name, "path": str(path), "changed": is_new}

    def _said(self, file: Mapping[str, Any]) -> str:
        """What became of a file, as a sentence."""
        if not file["changed"]:
            text = Text("Nothing new, left as it is: {path}", path=file["path"])
        elif self._task.check_mode:
            text = Text("Would be written: {path}", path=file["path"])
        else:
            text = Text("Written: {path}", path=file["path"])
        return text.said_in(self.language)

    def _diff(self, name: str, path: Path, data: bytes) -> dict[str, str]:
        """What changes in a file; of a page only that it does."""
        try:
            old = read_plain(path, name)
        except OSError:
            old = b""
        if old == data:
            return {}
        if not _KINDS[name].has_lines:
            return {"prepared": Text("{path}: the page is written anew.", path=path).said_in(self.language) + "\n"}
        return {
            "before_header": str(path),
            "after_header": str(path),
            "before": old.decode(errors="replace"),
            "after": data.decode(),
        }


def _require_files(survey: Path, wanted: Mapping[str, Path], *, is_there: bool) -> None:
    """Nothing that is to be written is anything else, and nothing is missing to write it.

    Args:
        survey: What is read.
        wanted: What is written, by its option.
        is_there: Whether the survey has to be there already; else it is one that another task would write.

    Raises:
        InputError: It is, or something is.
    """
    require_plain(survey, "survey", is_written=not is_there)
    for name, path in wanted.items():
        require_plain(path, name)
    require_apart([Use("survey", survey, is_written=False), *(Use(name, path) for name, path in wanted.items())])
    for name, path in wanted.items():
        require_own(path, name, _KINDS[name].is_own)


def _limits(given: Mapping[Any, Any]) -> dict[str, int]:
    """How many activations keys have, by the last five characters as Windows writes them.

    Raises:
        InputError: A key is no end of one, or is there twice, or its number is none.
    """
    limits: dict[str, int] = {}
    for name, count in given.items():
        key = str(name).upper()
        if not _ENDING.fullmatch(key):
            raise InputError(
                "limits: {name!r} is not the end of a key.",
                advice="Name a key by its last five characters, {example} for instance, and put them in quotes.",
                name=str(name),
                example="'ABCDE': 150",
            )
        if key in limits:
            raise InputError("limits names the key {key} twice.", advice="Remove one of them.", key=key)
        if isinstance(count, bool) or not _COUNT.fullmatch(str(count)):
            raise InputError(
                "limits: {count!r} is no number of activations of {key}.",
                advice="Give a whole number, as the volume licensing portal shows it.",
                count=str(count),
                key=key,
            )
        limits[key] = int(count)
    return limits
