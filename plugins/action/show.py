# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action of licenseops.windows.show: lines for people, printed as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..plugin_utils._ansible._action import Spec
from ..plugin_utils._ansible._printing_action import PrintingAction
from ..plugin_utils._licensing._mask import SIMULATED_KEY, Mask


class ActionModule(PrintingAction):
    """Prints lines, and returns them."""

    spec = Spec(options={"lines": {"type": "list", "elements": "str", "required": True}}, free_texts=("lines",))

    def _masked(self, value: Any) -> Any:
        """Keys of the simulator are printed to be copied, and no secrets; all others are."""
        return Mask(self._secret_texts(), spared=SIMULATED_KEY)(value)

    def perform(self, args: Mapping[str, Any], variables: Mapping[str, Any]) -> dict[str, Any]:
        """Print them."""
        given = self._task.args["lines"]
        # The validator would make several of one text with commas in it.
        return self.printed([given] if isinstance(given, str) else args["lines"])
