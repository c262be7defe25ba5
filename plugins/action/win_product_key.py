# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action of licenseops.windows.win_product_key: a key present, absent, or cleared from the registry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from ..plugin_utils._ansible._action import LANGUAGE_OPTION, Spec
from ..plugin_utils._ansible._host_action import HostAction
from ..plugin_utils._ansible._options import key_remarks, parse_key, parse_target, require_windows_key
from ..plugin_utils._language._errors import InputError
from ..plugin_utils._language._text import Text
from ..plugin_utils._licensing._product_key import ProductKey
from ..plugin_utils._planner._key import KeyAbsent, KeyCleared, KeyPresent
from ..plugin_utils._result._change import render_change
from ..plugin_utils._task._task import Outcome

KeyWish = KeyPresent | KeyAbsent | KeyCleared


class ActionModule(HostAction[KeyWish]):
    """Installs, removes or hides a product key."""

    spec = Spec(
        options={
            "state": {"type": "str", "choices": ["present", "absent", "cleared"], "default": "present"},
            "product_key": {"type": "str", "no_log": True},
            "source": {"type": "str", "choices": ["gvlk", "firmware"]},
            "application": {"type": "str", "choices": ["windows", "office"], "default": "windows"},
            "activation_id": {"type": "str"},
            "allow_failing_checksum": {"type": "bool", "default": False},
            "allow_unencrypted": {"type": "bool", "default": False},
            "replace_licensed": {"type": "bool", "default": False},
            "timeout": {"type": "int", "default": 60},
            "retries": {"type": "int", "default": 2},
            "language": LANGUAGE_OPTION,
        },
        mutually_exclusive=[["product_key", "source"]],
        required_if=[["state", "present", ["product_key", "source"], True]],
    )

    def desire(self, args: Mapping[str, Any]) -> KeyWish:
        """The state as a desire."""
        target, key = parse_target(args), parse_key(args)
        if args["state"] == "cleared":
            if args["application"] != "windows":
                raise InputError(
                    "state: cleared is about the key of Windows, and application is {application}.",
                    advice="Leave application out.",
                    application=args["application"],
                )
            return KeyCleared()
        if args["state"] == "absent":
            if args["source"]:
                raise InputError(
                    "source makes no sense with state: absent.", advice="Name the product or its product_key."
                )
            return KeyAbsent(replace(target, last_five=key.last_five) if isinstance(key, ProductKey) else target)
        if key is None:
            raise InputError("There is no key to install.", advice="Give product_key or source.")
        require_windows_key(args)
        return KeyPresent(key, target, args["replace_licensed"])

    def report(self, args: Mapping[str, Any], outcome: Outcome[KeyWish], now: datetime) -> dict[str, Any]:
        """Products before and after."""
        return render_change(outcome, now, self.language)

    def remarks(self, args: Mapping[str, Any], outcome: Outcome[KeyWish]) -> list[Text]:
        """Keys that cannot be checked."""
        return key_remarks(args)
