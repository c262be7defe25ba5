# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action of licenseops.windows.win_activation_diagnosis: read, and say why a host is not licensed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..plugin_utils._ansible._action import LANGUAGE_OPTION, CollectionAction, Spec
from ..plugin_utils._ansible._connection import client_for
from ..plugin_utils._controller._network import Dns, look, parse_dns_server, reach
from ..plugin_utils._diagnosis._diagnose import diagnose
from ..plugin_utils._diagnosis._evidence import Evidence, Given
from ..plugin_utils._diagnosis._kms_hosts import ApprovedHost
from ..plugin_utils._language._errors import InputError
from ..plugin_utils._language._text import Text
from ..plugin_utils._licensing._code_text import find_codes
from ..plugin_utils._licensing._model import Application
from ..plugin_utils._result._diagnosis import render_diagnosis
from ..plugin_utils._task._inquiry import gather
from ..plugin_utils._windows._witness import RemoteWitness

_APPLICATIONS = {"windows": Application.WINDOWS, "office": Application.OFFICE, "all": None}

#: The products alone may take two requests.
_FEWEST_REQUESTS = 2
_MOST_DAYS = 365


class ActionModule(CollectionAction):
    """Reads, and changes nothing."""

    spec = Spec(
        options={
            "code": {"type": "str"},
            "application": {"type": "str", "choices": ["all", "windows", "office"], "default": "all"},
            "event_days": {"type": "int", "default": 3},
            "max_requests": {"type": "int", "default": 8},
            "controller_checks": {"type": "bool", "default": False},
            "dns_servers": {"type": "list", "elements": "str", "default": []},
            "approved_kms_hosts": {"type": "list", "elements": "str", "default": []},
            "language": LANGUAGE_OPTION,
        },
        free_texts=("code",),
    )

    def perform(self, args: Mapping[str, Any], variables: Mapping[str, Any]) -> dict[str, Any]:
        """Gather evidence within the budget, apply the rules, tell the findings."""
        _check_limits(args)
        names = _names(args)
        now = self.now()
        given = _given(args)
        approved = tuple(ApprovedHost.parse(text) for text in args["approved_kms_hosts"])
        application = _APPLICATIONS[args["application"]]
        start = Evidence(read_at=now, application=application, given=given, approved_kms_hosts=approved)
        witness = RemoteWitness(client_for(self._connection), args["event_days"], self.now)
        evidence = gather(witness, start, args["max_requests"])
        if names is not None:
            evidence = replace(evidence, controller=look(evidence, names, reach))
        result: dict[str, Any] = {"changed": False, "warnings": self._remarks(args, given)}
        return result | render_diagnosis(evidence, diagnose(evidence), self.language, now)

    def _remarks(self, args: Mapping[str, Any], given: Given | None) -> list[str]:
        text = (args["code"] or "").strip()
        is_in_vain = text and given is None
        return [Text("There is no error code in {text!r}.", text=text).said_in(self.language)] if is_in_vain else []


def _check_limits(args: Mapping[str, Any]) -> None:
    if args["max_requests"] < _FEWEST_REQUESTS:
        raise InputError(
            "max_requests is too small.", advice="Give {fewest} or more; the default is 8.", fewest=_FEWEST_REQUESTS
        )
    if not 0 < args["event_days"] <= _MOST_DAYS:
        raise InputError(
            "event_days is out of range.", advice="Give a number of days from 1 to {most}.", most=_MOST_DAYS
        )


def _names(args: Mapping[str, Any]) -> Dns | None:
    servers = [parse_dns_server(text) for text in args["dns_servers"]]
    return Dns(servers) if args["controller_checks"] else None


def _given(args: Mapping[str, Any]) -> Given | None:
    text = (args["code"] or "").strip()
    codes = find_codes(text)
    return Given(codes, text) if codes else None
