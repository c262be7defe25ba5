# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HKEY_USERS: the hives of those who are logged on, and those of others, which are files and nothing more.

A user's key is there while the user is logged on, with a second one for the classes (documented); .DEFAULT and the
three accounts of services are always there (community).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .registry import Registry

#: the system and the two service accounts
SERVICE_SIDS = ("S-1-5-18", "S-1-5-19", "S-1-5-20")
#: who is no administrator may read it (inferred)
OPEN_TO_ALL = (".DEFAULT",)
_ALWAYS_LOADED = (*OPEN_TO_ALL, *SERVICE_SIDS)
_CLASSES = "_Classes"


def _initial_registry() -> Registry:
    registry = Registry()
    for name in _ALWAYS_LOADED:
        registry.create(rf"{name}\Software\Microsoft")
    return registry


@dataclass(slots=True)
class Hives:
    """All hives of a machine.

    Attributes:
        loaded: HKEY_USERS as it shows; the first part of a path is the SID.
        resting: What lies in the files of those who are logged off, by SID.
    """

    loaded: Registry = field(default_factory=_initial_registry)
    resting: dict[str, Registry] = field(default_factory=dict)

    def add(self, sid: str) -> None:
        """A user with an empty hive, logged on."""
        self.loaded.create(rf"{sid}\Software\Microsoft")
        self.loaded.create(sid + _CLASSES)

    def log_off(self, sid: str) -> bool:
        """Unload the hive of a user; whether it was loaded."""
        if not self.loaded.has_key(sid) or sid in _ALWAYS_LOADED:
            return False
        taken = Registry()
        for name in (sid, sid + _CLASSES):
            self.loaded.move_to(taken, name)
        self.resting[sid] = taken
        return True

    def log_on(self, sid: str) -> bool:
        """Load the hive of a user again; whether there is one that is not loaded."""
        taken = self.resting.pop(sid, None)
        if taken is None:
            return False
        for name in (sid, sid + _CLASSES):
            taken.move_to(self.loaded, name)
        return True

    def users(self) -> dict[str, bool]:
        """SIDs of all users, and whether each is logged on."""
        there = [name for name in self.loaded.roots() if name not in _ALWAYS_LOADED and not name.endswith(_CLASSES)]
        return {**dict.fromkeys(there, True), **dict.fromkeys(self.resting, False)}
