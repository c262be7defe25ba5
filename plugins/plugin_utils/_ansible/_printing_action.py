# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Actions that print lines for people, beside the result."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ansible import constants

from .._language._line import terminal_lines
from ._action import CollectionAction

#: Callbacks whose output is read by programs; a line of ours in it would be none of theirs.
_FOR_PROGRAMS = frozenset({"json", "jsonl", "null"})


class PrintingAction(CollectionAction):
    """An action whose result is what it has printed."""

    def printed(self, texts: Iterable[str]) -> dict[str, Any]:
        """Print texts in one go, so that those of another host do not come between, and return them as the result.

        With ``no_log``, and where a program reads the output, they stand in the result only.
        """
        lines = terminal_lines(texts)
        if lines and not self._task.no_log and not _is_read_by_a_program():
            self._display.display("\n".join(lines))
        # The callback would print them once more at -v, in quotes.
        return {"changed": False, "lines": lines, "_ansible_verbose_override": True}


def _is_read_by_a_program() -> bool:
    return str(constants.config.get_config_value("DEFAULT_STDOUT_CALLBACK")).rpartition(".")[2] in _FOR_PROGRAMS
