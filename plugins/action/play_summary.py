# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action of licenseops.windows.play_summary: what became of the hosts of a play, and which files it wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..plugin_utils._ansible._action import LANGUAGE_OPTION, Spec
from ..plugin_utils._ansible._printing_action import PrintingAction
from ..plugin_utils._controller._paths import full_path
from ..plugin_utils._language._text import Text
from ..plugin_utils._report._fates import Played, count_fates, summary_lines

_FILES: Mapping[str, Text] = {
    "worklist": Text("Work list"),
    "page": Text("Page"),
    "ledger": Text("Ledger"),
}


class ActionModule(PrintingAction):
    """Counts, and prints the lines."""

    spec = Spec(
        options={
            "results": {"type": "list", "elements": "str", "required": True},
            "files": {"type": "dict", "default": {}},
            "reads_only": {"type": "bool", "default": False},
            "every_batch": {"type": "bool", "default": False},
            "language": LANGUAGE_OPTION,
        },
    )

    def perform(self, args: Mapping[str, Any], variables: Mapping[str, Any]) -> dict[str, Any]:
        """Look at every host once. With ``serial``, that is done when the last batch ran."""
        names = args["results"]
        if not args["every_batch"] and not _is_last_batch(variables):
            return {"changed": False, "skipped": True}
        hosts = _played(names, variables, reads_only=args["reads_only"])
        lines = summary_lines(hosts, self.language, is_dry=self._task.check_mode)
        return self.printed([*lines, *self._file_lines(args["files"])]) | {"counts": count_fates(hosts)}

    def _file_lines(self, files: Mapping[str, Any]) -> list[str]:
        """What was written, or would be. A play that ended early may have written none of it."""
        is_dry = self._task.check_mode
        return [
            Text(
                "{what}: would be written to {path}" if is_dry else "{what}: {path}",
                what=_FILES.get(kind, kind),
                path=full_path(str(path)),
            ).said_in(self.language)
            for kind, path in files.items()
            if path and (is_dry or full_path(str(path)).exists())
        ]


def _is_last_batch(variables: Mapping[str, Any]) -> bool:
    """Batches are filled in the order of the play: in the last one, nobody after the host at work waits for another."""
    everybody = variables["ansible_play_hosts_all"]
    later = everybody[everybody.index(variables["inventory_hostname"]) :]
    return frozenset(later).isdisjoint(frozenset(variables["ansible_play_hosts"]) - {*variables["ansible_play_batch"]})


def _played(names: Sequence[str], variables: Mapping[str, Any], *, reads_only: bool) -> list[Played]:
    remaining = frozenset(variables["ansible_play_hosts"])
    hostvars = variables["hostvars"]
    found = []
    for host in variables["ansible_play_hosts_all"]:
        results = _registered(hostvars[host], names)
        if reads_only:
            results = [{**result, "changed": False} for result in results]
        found.append(Played.of(str(host), results, is_out=host not in remaining))
    return found


def _registered(own: Mapping[str, Any], names: Sequence[str]) -> list[Mapping[str, Any]]:
    """The results of a host, as far as it came."""
    return [result for name in names if isinstance(result := own.get(name), Mapping)]
