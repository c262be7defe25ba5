# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What check mode foresees is what a run without trouble ends in, wherever it does not say that only the run tells."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Service
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._wish import Wish as Desired
from ansible_collections.licenseops.windows.plugins.plugin_utils._result._change import render_change
from ansible_collections.licenseops.windows.plugins.plugin_utils._result._product import KNOWN_AFTER_RUN, render_service
from ansible_collections.licenseops.windows.plugins.plugin_utils._task._task import Outcome

from .effort import SEARCH
from .lab import Lab, Report, new_host
from .space import Wish, situations, wishes

NOW = datetime(2026, 3, 2, tzinfo=timezone.utc)

_ABSENT = st.builds(Wish, st.just("key_absent"), application=st.sampled_from(["windows", "office"])) | st.builds(
    Wish, st.just("key_absent"), esu_year=st.just(1)
)

#: Texts that stand for what is not known; numbers, dates and flags are None there, which may also be known.
_UNTOLD = (KNOWN_AFTER_RUN, None)


_PARTS = ("product", "licensed", "service")


def differences(foreseen: Any, real: Any, path: str = "") -> list[str]:
    """Where two results differ although the first one tells something."""
    if foreseen in _UNTOLD:
        return []
    if isinstance(foreseen, dict):
        return [line for name, value in foreseen.items() for line in differences(value, real[name], f"{path}.{name}")]
    return [] if foreseen == real else [f"{path}: {foreseen!r} instead of {real!r}"]


def rendered(report: Report) -> dict[str, Any]:
    """The part of a result that is foreseen."""
    outcome: Outcome[Desired] | None = report.outcome
    assert outcome is not None
    service = outcome.after.part(Service)
    return render_change(outcome, NOW) | {"service": render_service(service) if service else None}


def by_key(products: list[dict[str, Any]]) -> dict[Any, dict[str, Any]]:
    return {product["partial_product_key"] or product["activation_id"]: product for product in products}


def is_of_another(key: str | None, wish: Wish) -> bool:
    """Whether a key given for Windows turns out to be that of an add-on, which no reading tells beforehand."""
    return wish.esu_year is None and (key or "").startswith("esu-")


@settings(SEARCH, max_examples=4 * SEARCH.max_examples)
@given(situations(), st.one_of(wishes(), wishes(), wishes(), _ABSENT))
def test_what_is_foreseen_comes_about(situation: dict[str, Any], wish: Wish) -> None:
    lab = Lab(new_host(situation | {"durations": {}}))
    dry = lab.run(wish, is_dry=True)
    assert dry.mutating == 0
    real = lab.run(wish)
    if dry.error is not None:
        assert real.error is not None
    if dry.error is not None or real.error is not None or is_of_another(wish.key, wish):
        return
    foreseen, actual = rendered(dry), rendered(real)
    assert foreseen["steps"] == actual["steps"]
    assert (foreseen["predicted"], actual["predicted"]) == (bool(foreseen["steps"]), False)
    wrong = [line for part in _PARTS for line in differences(foreseen[part], actual[part], part)]
    ahead, after = by_key(foreseen["after"]), by_key(actual["after"])
    assert KNOWN_AFTER_RUN in ahead or ahead.keys() == after.keys()
    wrong += [line for key in ahead.keys() & after.keys() for line in differences(ahead[key], after[key], key)]
    assert not wrong
