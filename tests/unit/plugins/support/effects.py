# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Effects of steps in words, to be compared."""

from __future__ import annotations

from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._wish import Effect


def line(thing: str, before: str, after: str) -> tuple[str, str, str]:
    """A line of a diff."""
    return thing, before, after


def words_of(effect: Effect) -> tuple[str, str, str]:
    """An effect as a line of a diff in English."""
    return str(effect.thing), str(effect.before), str(effect.after)
