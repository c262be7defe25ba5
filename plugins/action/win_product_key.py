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
from ..plugin_utils._ansible._office_options import parse_office_key, parse_release, require_no_office_key
from ..plugin_utils._ansible._options import key_remarks, parse_key, parse_target, require_windows_key
from ..plugin_utils._language._errors import InputError
from ..plugin_utils._language._text import Text
from ..plugin_utils._licensing._model import Application
from ..plugin_utils._licensing._office_catalog import OfficeRelease
from ..plugin_utils._licensing._product_key import ProductKey
from ..plugin_utils._planner._exclusive import KeyExclusive
from ..plugin_utils._planner._key import KeyAbsent, KeyCleared, KeyPresent
from ..plugin_utils._planner._key_source import KeySource
from ..plugin_utils._planner._target import Target
from ..plugin_utils._result._change import render_change
from ..plugin_utils._task._task import Outcome

KeyWish = KeyPresent | KeyAbsent | KeyCleared | KeyExclusive


class ActionModule(HostAction[KeyWish]):
    """Installs, removes or hides a product key."""

    spec = Spec(
        options={
            "state": {"type": "str", "choices": ["present", "absent", "cleared", "exclusive"], "default": "present"},
            "product_key": {"type": "str", "no_log": True},
            "source": {"type": "str", "choices": ["gvlk", "firmware"]},
            "application": {"type": "str", "choices": ["windows", "office"], "default": "windows"},
            "activation_id": {"type": "str"},
            "office_product": {"type": "str"},
            "allow_failing_checksum": {"type": "bool", "default": False},
            "allow_unencrypted": {"type": "bool", "default": False},
            "replace_licensed": {"type": "bool", "default": False},
            "timeout": {"type": "int", "default": 60},
            "retries": {"type": "int", "default": 2},
            "language": LANGUAGE_OPTION,
        },
        mutually_exclusive=[["product_key", "source"]],
        required_if=[["state", state, ["product_key", "source"], True] for state in ("present", "exclusive")],
    )

    def desire(self, args: Mapping[str, Any]) -> KeyWish:
        """The state as a desire."""
        release, target = parse_release(args), parse_target(args)
        if args["state"] == "cleared":
            return _cleared(args)
        if args["state"] == "exclusive":
            return _exclusive(args, release)
        if release is not None:
            target = replace(target, base=release.base)
        key = _key(args, release)
        if args["state"] == "absent":
            if args["source"]:
                raise InputError(
                    "source makes no sense with state: absent.", advice="Name the product or its product_key."
                )
            return KeyAbsent(replace(target, last_five=key.last_five) if isinstance(key, ProductKey) else target)
        if key is None:
            raise InputError("There is no key to install.", advice="Give product_key or source.")
        return KeyPresent(key, target, args["replace_licensed"])

    def report(self, args: Mapping[str, Any], outcome: Outcome[KeyWish], now: datetime) -> dict[str, Any]:
        """Products before and after."""
        return render_change(outcome, now, self.language)

    def remarks(self, args: Mapping[str, Any], outcome: Outcome[KeyWish]) -> list[Text]:
        """Keys that cannot be checked."""
        return key_remarks(args)


def _cleared(args: Mapping[str, Any]) -> KeyCleared:
    if args["application"] != "windows":
        raise InputError(
            "state: cleared is about the key of Windows, and application is {application}.",
            advice="Leave application out.",
            application=args["application"],
        )
    return KeyCleared()


def _exclusive(args: Mapping[str, Any], release: OfficeRelease | None) -> KeyExclusive:
    if args["application"] != "office":
        raise InputError(
            "state: exclusive is about a product of Office, and application is {application}.",
            advice="Set application: office; Windows has one key anyway.",
            application=args["application"],
        )
    if args["activation_id"]:
        raise InputError(
            "state: exclusive goes by the key, and activation_id names one of its rows.",
            advice="Leave activation_id out, and give office_product if the key is not installed yet.",
        )
    key = parse_office_key(args, release)
    if key is None:
        raise InputError("There is no key to install.", advice="Give product_key or source.")
    target = Target(Application.OFFICE, base=release.base if release else None)
    return KeyExclusive(key, target, args["replace_licensed"])


def _key(args: Mapping[str, Any], release: OfficeRelease | None) -> ProductKey | KeySource | None:
    """The key, of which no host has to be asked whether it can be meant."""
    if args["application"] == "office" and not args["activation_id"]:
        return None if args["state"] == "absent" and args["source"] else parse_office_key(args, release)
    require_windows_key(args)
    key = parse_key(args)
    if not args["activation_id"]:
        require_no_office_key(key)
    return key
