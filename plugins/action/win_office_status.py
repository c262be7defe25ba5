# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action of licenseops.windows.win_office_status: what is installed of Office, and how it is licensed. Reads only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..plugin_utils._ansible._action import LANGUAGE_OPTION, Spec
from ..plugin_utils._ansible._host_action import HostAction
from ..plugin_utils._language._errors import InputError, LicensingError
from ..plugin_utils._language._text import Text
from ..plugin_utils._licensing._kms import quoted
from ..plugin_utils._licensing._office_model import OfficeModel, version_numbers
from ..plugin_utils._planner._office_state import OfficeDemand, OfficeKnown, office_unmet, office_untold
from ..plugin_utils._result._office import render_office
from ..plugin_utils._task._task import Outcome


class ActionModule(HostAction[OfficeKnown]):
    """Reads Office, and fails when it is not as asserted."""

    spec = Spec(
        options={
            "identities": {"type": "bool", "default": False},
            "licence_files": {"type": "bool", "default": False},
            "assert": {
                "type": "dict",
                "options": {
                    "licensed": {"type": "bool", "default": False},
                    "model": {"type": "list", "elements": "str", "choices": [model.value for model in OfficeModel]},
                    "minimum_version": {"type": "str"},
                    "shared_computer": {"type": "bool"},
                },
            },
            "language": LANGUAGE_OPTION,
        },
    )

    def desire(self, args: Mapping[str, Any]) -> OfficeKnown:
        """Know Office, with what is asked for beside it."""
        _demand(args)
        return OfficeKnown(args["identities"], args["licence_files"])

    def report(self, args: Mapping[str, Any], outcome: Outcome[OfficeKnown], now: datetime) -> dict[str, Any]:
        """Products, version, settings and users."""
        return {"office": render_office(outcome.after, now, self.language, with_addresses=args["identities"])}

    def objection(self, args: Mapping[str, Any], outcome: Outcome[OfficeKnown]) -> LicensingError | None:
        """The assertion that does not hold."""
        return office_unmet(outcome.after, _demand(args))

    def remarks(self, args: Mapping[str, Any], outcome: Outcome[OfficeKnown]) -> list[Text]:
        """An assertion that nothing on the host could meet or miss."""
        remark = office_untold(outcome.after) if _demand(args).is_licensed else None
        return [remark] if remark is not None else []


def _demand(args: Mapping[str, Any]) -> OfficeDemand:
    """What is asserted.

    Raises:
        InputError: A version is none.
    """
    given = args["assert"] or {}
    least = given.get("minimum_version")
    if least is not None and version_numbers(least) is None:
        raise InputError(
            "minimum_version is no version: {text!r}.",
            advice="Give numbers with dots, 16.0.17932 for instance, as text.",
            text=quoted(least),
        )
    return OfficeDemand(
        is_licensed=given.get("licensed") or False,
        models=tuple(OfficeModel(model) for model in given.get("model") or ()),
        least_version=least,
        is_shared_computer=given.get("shared_computer"),
    )
