# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long something is supported, as modules return it."""

from __future__ import annotations

from typing import Any

from .._licensing._lifecycle import Support, lifecycle_as_of
from .._planner._support_state import Supported


def render_support(item: Supported) -> dict[str, Any]:
    """That of Windows."""
    return _plain(item.support)


def render_office_support(item: Supported) -> dict[str, Any]:
    """That of a volume product of Office."""
    release_id = item.release.release_id if item.release is not None else None
    return {"office_product": release_id, **_plain(item.support)}


def _plain(support: Support) -> dict[str, Any]:
    return {
        "state": support.state.value,
        "name": support.name,
        "ends": support.ends.isoformat() if support.ends is not None else None,
        "esu_year": support.esu_year,
        "days": support.days,
        "as_of": lifecycle_as_of().isoformat(),
    }
