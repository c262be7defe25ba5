# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes every task result as a line of JSON to the file named by RECORD_FILE, for tests and the demo."""

from __future__ import annotations

import json
import os
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: record
type: aggregate
short_description: Record task results as JSON lines
description:
  - Development aid of this collection; not part of the built artefact's interface.
"""


class CallbackModule(CallbackBase):
    """Appends host, task, verdict and result of each task."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "record"

    def _write(self, verdict: str, result: Any) -> None:
        task, host, fields = _parts(result)
        line = {"host": host.get_name(), "task": task.get_name(), "verdict": verdict, "result": fields}
        with open(os.environ["RECORD_FILE"], "a", encoding="utf-8") as stream:
            stream.write(json.dumps(line, default=str) + "\n")

    def v2_runner_on_ok(self, result: Any) -> None:
        """A task went well."""
        self._write("ok", result)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        """A task failed."""
        self._write("failed", result)

    def v2_runner_on_unreachable(self, result: Any) -> None:
        """A host could not be reached."""
        self._write("unreachable", result)

    def v2_runner_on_skipped(self, result: Any) -> None:
        """A task was skipped."""
        self._write("skipped", result)

    def v2_runner_item_on_ok(self, result: Any) -> None:
        """An item of a loop went well."""
        self._write("item", result)


def _parts(result: Any) -> tuple[Any, Any, Any]:
    """Task, host and result; their public names came with ansible-core 2.19."""
    if hasattr(result, "task"):
        return result.task, result.host, result.result
    return result._task, result._host, result._result
