# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that delete an object (WS-Transfer)."""

from __future__ import annotations

from dataclasses import dataclass

from ..journal import Entry
from ..model.errors import ModelError
from .faults import WsmanFault
from .names import ACTION_DELETE
from .plugin import WmiPlugin
from .reply import Answer
from .request import Request
from .resource import Resource, key_selectors


@dataclass(frozen=True, slots=True)
class Deletion:
    """Answers Delete."""

    plugin: WmiPlugin

    def delete(self, request: Request, resource: Resource, entry: Entry) -> Answer:
        """Delete the object that the selectors name; all its keys are needed."""
        schema = self.plugin.schema(resource)
        entry.class_name = schema.name
        keys = key_selectors(request)
        self.plugin.check_selectors(schema, keys)
        if request.body:
            raise WsmanFault("invalid_body")
        if len(keys) < len(schema.keys) or not keys:
            raise WsmanFault("insufficient_selectors")
        try:
            self.plugin.machine.delete(schema.name, keys, resource.namespace)
        except ModelError as error:
            raise self.plugin.fault(error, "DeleteInstance", schema.name) from error
        return Answer(ACTION_DELETE + "Response", "")
