# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a run without trouble ended as it must: as wished, or with the error the host itself would give."""

from __future__ import annotations

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import LicensingError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import (
    HostRefused,
    NotLicensed,
    PlanError,
    StillRunning,
)

from . import by_hand
from .lab import Lab
from .space import Wish


def require_final(lab: Lab, wish: Wish) -> None:
    """The trouble is over: the next run succeeds or fails for good, and the one after that changes nothing.

    Raises:
        AssertionError: It does not.
    """
    lab.end_trouble()
    report = lab.run(wish)
    lab.require_sound()
    if report.error is not None:
        _require_right(lab, wish, report.error)
        return
    assert by_hand.is_reached(lab.host, wish), "success, but the host is not as wished"
    again = lab.run(wish)
    assert again.error is None, again.error
    assert again.mutating == 0, lab.host.journal.entries[-again.mutating :]
    lab.require_sound()


def _require_right(lab: Lab, wish: Wish, error: LicensingError) -> None:
    """The host itself, asked by hand, gives the same reason."""
    reason = _reason_by_hand(lab, wish)
    if isinstance(reason, by_hand.Impossible):
        assert isinstance(error, PlanError), f"{type(error).__name__} instead of a refusal ({reason}): {error}"
    elif isinstance(reason, by_hand.Refused) and isinstance(error, StillRunning):
        assert lab.host.served.durations, "only a method that outlasts its request fails unseen"
    elif isinstance(reason, by_hand.Refused):
        assert isinstance(error, HostRefused), f"{type(error).__name__} instead of {reason}: {error}"
        assert error.code == reason.code, f"{error} instead of {reason}"
    else:
        assert isinstance(error, NotLicensed | PlanError), f"{type(error).__name__} although it can be done: {error}"
        assert not by_hand.is_reached(lab.host, wish), f"it can be done, but the run ended with: {error}"
    assert error.advice


def _reason_by_hand(lab: Lab, wish: Wish) -> by_hand.Impossible | by_hand.Refused | None:
    try:
        by_hand.carry_out(lab.host, wish)
    except (by_hand.Impossible, by_hand.Refused) as reason:
        return reason
    return None
