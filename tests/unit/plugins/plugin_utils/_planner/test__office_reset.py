# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a reset of Microsoft 365 Apps removes, of whom, and what it makes of refusals."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import LicensingError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import HostRefused
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Application, Product
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._registry_copy import (
    KeyCopy,
    RegistryValue,
    SignIn,
    SignIns,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._office_reset import (
    OfficeReset,
    RemoveSignIn,
    ResetIncomplete,
    UninstallAccountKey,
    is_leftover,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._plan import foreseen, plan
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._wish import Observed, Setback
from ansible_collections.licenseops.windows.tests.unit.plugins.support.fake_host import Change, FakeHost
from ansible_collections.licenseops.windows.tests.unit.plugins.support.licence_rows import (
    CLICK_TO_RUN,
    GRACE,
    OLD_SUBSCRIPTION,
    SUBSCRIBED,
    row_named,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import licensed, office, windows
from ansible_collections.licenseops.windows.tests.unit.plugins.support.scene import Scene

ADA, BOB, EVE = (f"S-1-5-21-1-2-3-{number}" for number in (1001, 1002, 1003))
PATHS = (r"Common\Identity", r"Common\Identity\A", r"Common\Licensing")
KEYS = tuple(map(KeyCopy, PATHS))
ODD = (RegistryValue("Odd", 0),)


def seen(*users: SignIn, products: tuple[Product, ...] = ()) -> Observed:
    return Observed(products).having(SignIns(users))


@pytest.mark.parametrize("name", [GRACE, SUBSCRIBED, OLD_SUBSCRIPTION])
def test_a_row_of_an_account_loses_its_key(name: str) -> None:
    row = row_named(name)
    (step,) = plan(seen(products=(licensed(windows()), licensed(office()), row)), OfficeReset())
    assert isinstance(step, UninstallAccountKey)
    assert (step.product, step.strand, step.application) == (row, row.activation_id, Application.OFFICE)


@pytest.mark.parametrize("product", [windows(), licensed(windows()), office(), licensed(office())])
def test_no_other_product_loses_its_key(product: Product) -> None:
    assert not is_leftover(product)
    assert plan(seen(products=(product,)), OfficeReset()) == ()


def test_nor_does_the_grace_row_of_a_product_that_was_bought() -> None:
    assert not is_leftover(row_named(CLICK_TO_RUN))


def test_each_user_is_a_strand_and_loses_what_can_be_brought_back() -> None:
    stays = SignIn(EVE, (KeyCopy("A", ODD),))
    locked = SignIn("S-1-12-1-1-2-3-4", KEYS, is_whole=False)
    steps = plan(seen(SignIn(ADA, KEYS), stays, SignIn(BOB, KEYS[:1]), locked), OfficeReset())
    assert [(step.strand, step.paths) for step in steps if isinstance(step, RemoveSignIn)] == [
        (ADA, PATHS),
        (BOB, PATHS[:1]),
    ]


def test_after_what_is_foreseen_there_is_nothing_to_do() -> None:
    observed = seen(SignIn(ADA, (*KEYS, KeyCopy("Odd", ODD))), SignIn(BOB, KEYS))
    steps = plan(observed, OfficeReset())
    after = foreseen(observed, OfficeReset(), steps)
    assert plan(after, OfficeReset()) == ()
    assert all(step.is_done(after) and not step.is_done(observed) for step in steps)
    assert [key.path for user in (after.part(SignIns) or SignIns()).users for key in user.keys] == ["Odd"]


@pytest.mark.parametrize(
    ("users", "says"),
    [
        ((), "logged off meanwhile, so nobody knows"),
        ((SignIn(ADA, (), is_whole=False),), "cannot be read any more, so nobody knows"),
        ((SignIn(ADA, KEYS[:1]),), "but still shows it"),
    ],
)
def test_what_is_not_known_to_be_gone_is_not_done(users: tuple[SignIn, ...], says: str) -> None:
    step = RemoveSignIn(SignIn(ADA, KEYS))
    observed = seen(*users)
    assert not step.is_done(observed)
    error = step.not_done(observed)
    assert says in error.message
    assert ADA in error.message
    assert error.advice


def removed(sid: str) -> Change:
    """A change of the host: what is kept of a user goes."""

    def change(host: FakeHost) -> None:
        host.sign_ins = SignIns(tuple(SignIn(user.sid) if user.sid == sid else user for user in host.sign_ins.users))

    return change


def test_who_is_refused_stops_nobody() -> None:
    host = FakeHost(licensed(windows()), licensed(office()))
    host.sign_ins = SignIns((SignIn(ADA, KEYS), SignIn(BOB, KEYS)))
    host.script("remove_office_keys", HostRefused("Removing it", 0x80070005, ""), removed(BOB))
    scene = Scene(host, OfficeReset(), seconds=3)
    scene.play()
    (setback,) = scene.progress.setbacks
    assert setback.strand == ADA
    assert "0x80070005" in setback.error.message
    assert [step.strand for step in scene.done] == [BOB]
    assert host.changes == [f"remove_office_keys {ADA}", f"remove_office_keys {BOB}"]


def test_a_second_run_changes_nothing() -> None:
    host = FakeHost(licensed(windows()), licensed(office()))
    host.sign_ins = SignIns((SignIn(ADA), SignIn(BOB, (KeyCopy("A", ODD),))))
    scene = Scene(host, OfficeReset())
    scene.play()
    assert (scene.done, host.changes) == ((), [])


def test_several_failures_are_one_error_that_names_them() -> None:
    problems = [LicensingError(text, advice="Do it.") for text in ("One is locked.", "Two is gone.")]
    setbacks = tuple(Setback(str(number), problem) for number, problem in enumerate(problems))
    assert OfficeReset().failure(()) is None
    assert OfficeReset().failure(setbacks[:1]) is problems[0]
    error = OfficeReset().failure(setbacks)
    assert isinstance(error, ResetIncomplete)
    assert "2 parts of the reset failed" in error.message
    assert all(text in error.message for text in ("One is locked", "Two is gone"))
