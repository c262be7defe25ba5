# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes what of this collection is opened and imported, and in which process, to the file named by TOUCHED_FILE."""

from __future__ import annotations

import os
import sys
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: touched
type: aggregate
short_description: Record the data files that are opened and the modules that are imported
description:
  - Development aid of this collection; not part of the built artefact's interface.
"""

_DATA = (".json", ".yml")
_ROOM = "/plugins/plugin_utils/"
_COLLECTION = "ansible_collections.licenseops.windows.plugins."


class CallbackModule(CallbackBase):
    """Listens to Python's own audit events, in the process that forks and in all its forks."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "touched"

    def __init__(self) -> None:
        super().__init__()
        parent = os.getpid()
        record = os.open(os.environ["TOUCHED_FILE"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)

        def heard(event: str, arguments: tuple[Any, ...]) -> None:
            name = _name_of(event, arguments)
            if name:
                where = "parent" if os.getpid() == parent else "worker"
                os.write(record, f"{where} {name}\n".encode())

        sys.addaudithook(heard)


def _name_of(event: str, arguments: tuple[Any, ...]) -> str:
    """A catalogue by its place in the rooms, a module by its place in the plugins; nothing for what is not ours."""
    name = str(arguments[0]) if arguments else ""
    if event == "open" and name.endswith(_DATA) and _ROOM in name:
        return name.rpartition(_ROOM)[2]
    if event == "import" and name.startswith(_COLLECTION):
        return name.removeprefix(_COLLECTION)
    return ""
