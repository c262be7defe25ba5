# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action of licenseops.windows.show: lines for people, printed as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible import constants

from ..plugin_utils._ansible._action import CollectionAction, Spec
from ..plugin_utils._language._line import terminal_lines

#: Callbacks whose output is read by programs; a line of ours in it would be none of theirs.
_FOR_PROGRAMS = frozenset({"json", "jsonl", "null"})


class ActionModule(CollectionAction):
    """Prints lines, and returns them."""

    spec = Spec(options={"lines": {"type": "list", "elements": "str", "required": True}}, free_texts=("lines",))

    def perform(self, args: Mapping[str, Any], variables: Mapping[str, Any]) -> dict[str, Any]:
        """Print them in one go, so that those of another host do not come between."""
        given = self._task.args["lines"]
        # The validator would make several of one text with commas in it.
        lines = terminal_lines([given] if isinstance(given, str) else args["lines"])
        if lines and not self._task.no_log and not _is_read_by_a_program():
            self._display.display("\n".join(lines))
        # The callback would print them once more at -v, in quotes.
        return {"changed": False, "lines": lines, "_ansible_verbose_override": True}


def _is_read_by_a_program() -> bool:
    return str(constants.config.get_config_value("DEFAULT_STDOUT_CALLBACK")).rpartition(".")[2] in _FOR_PROGRAMS
