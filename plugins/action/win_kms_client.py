# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action of licenseops.windows.win_kms_client: KMS client settings of the service or of one product."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from ..plugin_utils._ansible._action import LANGUAGE_OPTION, Spec
from ..plugin_utils._ansible._host_action import HostAction
from ..plugin_utils._ansible._kms_options import ABSENT, kms_remarks, parse_kms_wish
from ..plugin_utils._ansible._options import parse_activation_id
from ..plugin_utils._language._errors import InputError
from ..plugin_utils._language._text import Listed, Text
from ..plugin_utils._licensing._model import Service
from ..plugin_utils._planner._kms import KmsConfigured, KmsWish
from ..plugin_utils._planner._office_kms import OfficeKmsConfigured
from ..plugin_utils._result._change import render_change
from ..plugin_utils._result._product import render_service
from ..plugin_utils._task._task import Outcome

_SETTINGS = ("host", "port", "lookup_domain", "host_caching", "activation_type")


KmsClientWish = KmsConfigured | OfficeKmsConfigured


class ActionModule(HostAction[KmsClientWish]):
    """Sets or clears where a KMS client looks for its host."""

    spec = Spec(
        options={
            "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
            "host": {"type": "str"},
            "port": {"type": "int"},
            "lookup_domain": {"type": "str"},
            "host_caching": {"type": "bool"},
            "activation_type": {"type": "str", "choices": ["any", "ad", "kms", "token"]},
            "application": {"type": "str", "choices": ["windows", "office"], "default": "windows"},
            "activation_id": {"type": "str"},
            "timeout": {"type": "int", "default": 60},
            "retries": {"type": "int", "default": 2},
            "language": LANGUAGE_OPTION,
        },
    )

    def desire(self, args: Mapping[str, Any]) -> KmsClientWish:
        """The settings as wished, or none."""
        activation_id = parse_activation_id(args)
        wish = _wish(args, activation_id)
        is_office = args["application"] == "office" and not activation_id
        return OfficeKmsConfigured(wish) if is_office else KmsConfigured(wish)

    def report(self, args: Mapping[str, Any], outcome: Outcome[KmsClientWish], now: datetime) -> dict[str, Any]:
        """Products and service before and after."""
        service = outcome.after.part(Service)
        return {**render_change(outcome, now, self.language), "service": render_service(service) if service else None}

    def remarks(self, args: Mapping[str, Any], outcome: Outcome[KmsClientWish]) -> list[Text]:
        """Settings that stand in each other's way."""
        return kms_remarks(outcome.wish.wish, outcome.after)


def _wish(args: Mapping[str, Any], activation_id: str | None) -> KmsWish:
    given = [name for name in _SETTINGS if args[name] is not None]
    if args["state"] == "absent":
        if given:
            raise InputError(
                "{option} makes no sense with state: absent.",
                advice="Leave it out, or set state: present.",
                option=given[0],
            )
        return replace(ABSENT, activation_id=activation_id)
    if activation_id and args["host_caching"] is not None:
        raise InputError("host_caching exists for the service only.", advice="Leave out activation_id or host_caching.")
    if args["application"] == "office" and args["host_caching"] is not None:
        raise InputError("host_caching exists for the service only.", advice="Leave out application or host_caching.")
    wish = parse_kms_wish(args, activation_id=activation_id)
    if wish is None:
        raise InputError("There is nothing to set.", advice="Give at least one of {names}.", names=Listed(*_SETTINGS))
    return wish
