# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Assertions: why products are not licensed as asked, and nothing when they are."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import (
    Application,
    Channel,
    LicenseStatus,
    Product,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._state import unmet
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._target import Target
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._wish import Observed
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import (
    ESU_ID,
    advice_of,
    esu,
    licensed,
    office,
    unkeyed,
    windows,
)

WINDOWS, OFFICE, ESU = Target(Application.WINDOWS), Target(Application.OFFICE), Target(activation_id=ESU_ID)
THIRTY_DAYS = 30 * 1440


@pytest.mark.parametrize(
    ("target", "products", "days"),
    [
        pytest.param(WINDOWS, [licensed(windows())], 0, id="licensed"),
        pytest.param(WINDOWS, [licensed(windows())], 10_000, id="permanent, whatever is asked"),
        pytest.param(WINDOWS, [licensed(windows(grace_minutes=THIRTY_DAYS))], 30, id="exactly as long as asked"),
        pytest.param(WINDOWS, [licensed(windows(grace_minutes=1))], 0, id="no time asked for"),
        pytest.param(WINDOWS, [licensed(windows()), esu()], 0, id="an add-on does not count for Windows"),
        pytest.param(WINDOWS, [licensed(windows()), unkeyed()], 0, id="nor does a product without a key"),
        pytest.param(ESU, [windows(), licensed(esu())], 0, id="Windows does not count for an add-on"),
        pytest.param(OFFICE, [licensed(office()), licensed(office(activation_id="b"))], 0, id="all of Office"),
        pytest.param(Target(), [licensed(windows()), licensed(esu()), licensed(office())], 0, id="everything"),
    ],
)
def test_a_state_as_asserted_meets_no_objection(target: Target, products: list[Product], days: int) -> None:
    assert unmet(target, Observed(tuple(products)), days) is None


@pytest.mark.parametrize(
    ("target", "products", "days", "message", "advice"),
    [
        pytest.param(
            WINDOWS,
            [],
            0,
            "No product key is installed for Windows.",
            "Install one with win_product_key.",
            id="nothing",
        ),
        pytest.param(
            WINDOWS, [licensed(esu())], 0, "No product key is installed for Windows.", "win_pro", id="only ESU"
        ),
        pytest.param(
            WINDOWS,
            [windows(name="Pro")],
            0,
            "Pro (key ...PKX99) is not licensed, its state is notification: 0xC004F034 SL_E_EUL_NOT_AVAILABLE ",
            advice_of(0xC004F034),
            id="not licensed, with the advice of its reason",
        ),
        pytest.param(
            WINDOWS,
            [windows(status=LicenseStatus.OOB_GRACE, reason=0x4004F00C)],
            0,
            "its state is oob_grace: 0x4004F00C SL_I_OOB_GRACE_PERIOD The product runs in its initial grace period.",
            advice_of(0x4004F00C),
            id="in grace",
        ),
        pytest.param(
            WINDOWS,
            [windows(status=LicenseStatus.UNLICENSED, reason=0x12345678)],
            0,
            "its state is unlicensed: 0x12345678",
            "Activate it with win_activation.",
            id="unknown reason",
        ),
        pytest.param(
            OFFICE,
            [licensed(office(name="Word")), office(name="Visio")],
            0,
            "Visio (key ...WXF48) is not licensed",
            "",
            id="the part of Office that is not",
        ),
        pytest.param(
            Target(), [licensed(windows()), esu()], 0, "ESU Year 1 (key ...PWT72) is not", "", id="one of all"
        ),
        pytest.param(
            WINDOWS,
            [licensed(windows(name="Pro", grace_minutes=THIRTY_DAYS - 1))],
            30,
            "Pro (key ...PKX99) is licensed for 30.0 more days, less than the 30 asked for.",
            "renews every 7 days",
            id="one minute short",
        ),
        pytest.param(
            WINDOWS,
            [licensed(windows(grace_minutes=THIRTY_DAYS // 2))],
            30,
            "is licensed for 15.0 more days, less than the 30 asked for.",
            "renews every 7 days",
            id="half of it",
        ),
    ],
)
def test_an_objection_names_the_product_its_state_and_what_to_do(
    target: Target, products: list[Product], days: int, message: str, advice: str
) -> None:
    error = unmet(target, Observed(tuple(products)), days)
    assert error is not None
    assert message in error.message
    assert advice in error.advice


def test_an_objection_has_no_trailing_blank_when_the_reason_is_unknown() -> None:
    error = unmet(WINDOWS, Observed((windows(reason=0x12345678),)), 0)
    assert error is not None
    assert error.message == error.message.rstrip()


@pytest.mark.parametrize(
    ("family", "says"),
    [
        ("ServerDatacenterEval", "an evaluation of Windows Server whose time is over is converted"),
        ("EnterpriseEval", "an evaluation of a Windows client cannot be converted"),
    ],
)
@pytest.mark.parametrize("status", [LicenseStatus.NOTIFICATION, LicenseStatus.UNLICENSED])
def test_an_evaluation_that_has_stopped_is_not_told_to_activate(status: LicenseStatus, family: str, says: str) -> None:
    product = windows(channel=Channel.EVALUATION, family=family, status=status, reason=0xC004F009)
    found = unmet(WINDOWS, Observed((product,)), 0)
    assert found is not None
    assert says in str(found)
    assert "Activate it with" not in str(found)


def test_an_evaluation_in_grace_may_be_activated() -> None:
    product = windows(channel=Channel.EVALUATION, status=LicenseStatus.OOB_GRACE, reason=0x4004F00C)
    assert str(unmet(WINDOWS, Observed((product,)), 0)).endswith(advice_of(0x4004F00C))


def test_a_trial_of_office_is_no_edition_of_windows() -> None:
    product = office(channel=Channel.EVALUATION, reason=0xC004F009)
    assert str(unmet(OFFICE, Observed((product,)), 0)).endswith(advice_of(0xC004F009))
