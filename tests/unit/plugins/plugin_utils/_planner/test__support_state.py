# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be asserted of support: each refusal has its sentence, and the worst product speaks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import plain
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._lifecycle import (
    Support,
    lifecycle_as_of,
    support_of,
    support_of_office,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._support_state import (
    Supported,
    age_of_catalogue,
    unsupported,
)

TODAY = date(2026, 12, 1)


def item(support: Support) -> Supported:
    """A product of whatever name."""
    return Supported(plain("It"), support)


NEW = item(support_of("Professional", 26200, TODAY))
OLD = item(support_of("Professional", 22631, TODAY))
PAID = item(support_of("Professional", 19045, TODAY, (2,)))
NOBODYS = item(support_of("Professional", 1, TODAY))
OFFICE = item(support_of_office("2021", TODAY))


@pytest.mark.parametrize(
    ("products", "min_days", "says"),
    [
        pytest.param((), 0, "Nothing tells how long this host is supported", id="nothing with a key"),
        pytest.param((NOBODYS,), 0, "does not know how long It is supported", id="unknown is not supported"),
        pytest.param((OLD,), 0, "The support of It ended on 2025-11-11", id="ended"),
        pytest.param((NEW, OFFICE), 0, "The support of It ended on 2026-10-13", id="Office, on a Windows that is not"),
        pytest.param((NEW,), 316, "It is supported for 315 more days, less than the 316", id="a day too few"),
        pytest.param(
            (PAID,), 316, "It is supported for 315 more days, less than the 316", id="a day too few of a year"
        ),
    ],
)
def test_what_is_not_supported_is_said(products: tuple[Supported, ...], min_days: int, says: str) -> None:
    error = unsupported(products, min_days)
    assert error is not None
    assert says in str(error)


@pytest.mark.parametrize(("products", "min_days"), [((NEW,), 0), ((PAID,), 0), ((NEW, PAID), 315)])
def test_what_is_supported_long_enough_is_no_error(products: tuple[Supported, ...], min_days: int) -> None:
    assert unsupported(products, min_days) is None


def test_an_old_catalogue_says_so_with_its_day() -> None:
    assert age_of_catalogue(lifecycle_as_of() + timedelta(days=183)) is None
    told = age_of_catalogue(lifecycle_as_of() + timedelta(days=184))
    assert told is not None
    assert lifecycle_as_of().isoformat() in str(told)
