# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A change of edition from the first reading to the last, on a host in memory: every fate, a kill at every point."""

from __future__ import annotations

import itertools
from contextlib import suppress
from dataclasses import replace

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import LicensingError
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._hardware import Machine
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import (
    Channel,
    LicenseStatus,
    Product,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._product_key import ProductKey
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._readiness import BusyProcess, Readiness
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._servicing import JobKind, Pending
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._windows_installation import (
    WindowsInstallation,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._planner._edition import EditionWish, RestartTerms
from ansible_collections.licenseops.windows.plugins.plugin_utils._task._patience import Patience
from ansible_collections.licenseops.windows.plugins.plugin_utils._task._task import Attendant, Outcome, Terms, bring
from ansible_collections.licenseops.windows.tests.unit.plugins.support.edition_host import (
    READY,
    EditionHost,
    Fates,
    Killed,
    MemoryLock,
    keyed,
)
from ansible_collections.licenseops.windows.tests.unit.plugins.support.fake_host import FakeClock
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import FAKE_KEY

SERVER = WindowsInstallation("ServerStandardEval", 20348, 2700, "Server")
CORE = replace(SERVER, installation_type="Server Core")
HOME = WindowsInstallation("Core", 22631, 4000)
PRO = WindowsInstallation("Professional", 22631, 4000)
RESTART = RestartTerms(is_allowed=True)
OWN_KEY = ProductKey.parse(FAKE_KEY)
TO_DATACENTER = EditionWish("ServerDatacenter", restart=RESTART)


class Scene:
    """A host, a clock and the controller's lock, which outlive a task."""

    def __init__(
        self, installation: WindowsInstallation = SERVER, *products: Product, fates: Fates | None = None
    ) -> None:
        self.clock = FakeClock()
        self.host = EditionHost(installation, self.clock, *products, fates=fates)
        self.lock = MemoryLock(self.clock)

    def bring(self, wish: EditionWish, *, is_dry: bool = False) -> Outcome[EditionWish]:
        patience = Patience(60, 0, self.clock.sleep, self.clock)
        terms = Terms(patience, lock=self.lock, name="a-host", is_dry=is_dry)
        return bring(self.host, wish, terms, Attendant())

    def fails(self, wish: EditionWish) -> LicensingError:
        error = self.bring(wish).error
        assert error is not None
        return error


def kinds(outcome: Outcome[EditionWish]) -> list[str]:
    return [step.kind for step in outcome.steps]


def test_an_evaluation_server_becomes_datacenter_with_its_restart() -> None:
    scene = Scene()
    outcome = scene.bring(TO_DATACENTER)
    assert outcome.error is None
    assert kinds(outcome) == ["ListTargets", "ChangeEdition", "RestartHost"]
    assert (scene.host.found.edition_id, scene.host.restarts) == ("ServerDatacenter", [False])
    assert scene.host.traces().is_clean
    scene.host.calls.clear()
    assert scene.bring(TO_DATACENTER).steps == ()
    assert scene.host.changes == []


def test_check_mode_foretells_what_happens_and_sends_nothing() -> None:
    scene = Scene()
    foretold = scene.bring(TO_DATACENTER, is_dry=True)
    assert kinds(foretold) == ["ListTargets", "ChangeEdition", "RestartHost"]
    assert scene.host.changes == []
    assert kinds(scene.bring(TO_DATACENTER)) == kinds(foretold)


def test_core_is_called_by_its_own_name_and_asks_for_consent() -> None:
    scene = Scene(CORE, fates=Fates(targets=("ServerDatacenterCor",)))
    assert "accept_caveat" in scene.fails(TO_DATACENTER).advice
    assert scene.host.changes == []
    assert scene.bring(replace(TO_DATACENTER, accepts_caveat=True)).error is None
    assert [order.target for order in scene.host.started if order.kind is JobKind.CHANGE] == ["ServerDatacenterCor"]


def test_the_list_of_the_host_has_the_last_word_and_nothing_stays_of_it() -> None:
    scene = Scene(fates=Fates(targets=("ServerStandard",)))
    problem = scene.fails(TO_DATACENTER)
    assert "ServerStandard" in problem.advice or "ServerStandard" in problem.message
    assert scene.host.started == []
    assert scene.host.traces().is_clean


def test_without_leave_to_restart_the_change_waits_and_a_second_run_changes_nothing() -> None:
    scene = Scene()
    wish = EditionWish("ServerDatacenter")
    first = scene.bring(wish)
    assert first.error is None
    assert wish.restart_required(first.after)
    scene.host.calls.clear()
    second = scene.bring(wish)
    assert (second.steps, second.error, scene.host.changes) == ((), None, [])
    assert wish.restart_required(second.after)
    scene.host.restart(forced=True)
    scene.clock.sleep(1000)
    third = scene.bring(wish)
    assert (third.steps, third.error) == ((), None)
    assert not wish.restart_required(third.after)
    assert scene.host.traces().is_clean


def test_the_key_of_the_task_comes_in_after_the_restart_and_never_to_dism() -> None:
    scene = Scene()
    outcome = scene.bring(replace(TO_DATACENTER, key=OWN_KEY))
    assert outcome.error is None
    assert kinds(outcome)[-2:] == ["RestartHost", "InstallKey"]
    assert scene.host.keys == [OWN_KEY]
    assert all(order.setup_key != OWN_KEY for order in scene.host.started)
    assert scene.bring(replace(TO_DATACENTER, key=OWN_KEY)).steps == ()


def test_users_who_are_logged_on_are_told_and_only_consent_overrides_them() -> None:
    scene = Scene(fates=Fates(users=True))
    assert "1191" in scene.fails(TO_DATACENTER).message
    assert not scene.host.traces().is_clean
    forced = replace(TO_DATACENTER, restart=replace(RESTART, is_forced=True))
    outcome = scene.bring(forced)
    assert (outcome.error, kinds(outcome)) == (None, ["RestartHost"])
    assert (len(scene.host.started), scene.host.restarts) == (1, [True])


def test_a_host_that_does_not_come_back_is_told_with_time_and_last_state() -> None:
    message = Scene(fates=Fates(returns=False)).fails(TO_DATACENTER).message
    assert "3600 seconds" in message
    assert "ServerStandardEval" in message


def test_a_change_that_windows_takes_back_is_told() -> None:
    assert "still" in Scene(fates=Fates(sticks=False)).fails(TO_DATACENTER).message


@pytest.mark.parametrize("code", [50, 87, 1168, 0x8A010101, None])
def test_a_change_that_fails_is_told_cleared_and_may_be_tried_again(code: int | None) -> None:
    scene = Scene(fates=Fates(exit_code=code))
    scene.fails(TO_DATACENTER)
    assert scene.host.traces().is_clean
    assert scene.host.restarts == []
    scene.host.fates.exit_code = 0
    assert scene.bring(TO_DATACENTER).error is None
    assert len(scene.host.started) == 2


def test_a_change_that_takes_longer_goes_on_and_is_followed_later() -> None:
    scene = Scene(fates=Fates(seconds=6000))
    assert "within 90 minutes" in scene.fails(TO_DATACENTER).message
    outcome = scene.bring(TO_DATACENTER)
    assert outcome.error is None
    assert (kinds(outcome), len(scene.host.started)) == (["FollowChange", "RestartHost"], 1)


def test_a_change_to_another_edition_under_way_is_left_alone() -> None:
    scene = Scene(fates=Fates(seconds=6000))
    scene.fails(TO_DATACENTER)
    assert "ServerDatacenter is under way" in scene.fails(replace(TO_DATACENTER, edition="ServerStandard")).message
    assert len(scene.host.started) == 1


@pytest.mark.parametrize(
    ("target", "lags", "expected"),
    [
        ("Enterprise", False, ["InstallEditionKey"]),
        ("Education", True, ["InstallEditionKey", "RestartHost"]),
        ("Education", False, ["InstallEditionKey", "RestartHost"]),
    ],
)
def test_a_key_changes_the_edition_with_the_restart_that_its_path_names(
    target: str, lags: bool, expected: list[str]
) -> None:
    scene = Scene(PRO, fates=Fates(lags=lags))
    wish = EditionWish(target, restart=RESTART)
    assert kinds(scene.bring(wish, is_dry=True)) == expected
    outcome = scene.bring(wish)
    assert (outcome.error, kinds(outcome), scene.host.found.edition_id) == (None, expected, target)
    assert scene.bring(wish).steps == ()


def test_a_restart_nobody_knows_of_is_left_out_where_windows_does_not_ask_for_it() -> None:
    enterprise = replace(PRO, edition_id="Enterprise")
    wish = EditionWish("Professional", restart=RESTART)
    outcome = Scene(enterprise).bring(wish)
    assert (outcome.error, kinds(outcome)) == (None, ["InstallEditionKey"])
    lagging = Scene(enterprise, fates=Fates(lags=True)).bring(wish)
    assert (lagging.error, kinds(lagging)) == (None, ["InstallEditionKey", "RestartHost"])


def test_a_key_that_waits_for_its_restart_is_told_and_put_in_once() -> None:
    scene, wish = Scene(PRO, fates=Fates(lags=True)), EditionWish("Education")
    outcome = scene.bring(wish)
    assert (outcome.error, wish.restart_required(outcome.after)) == (None, True)
    again = scene.bring(wish)
    assert (again.steps, again.error, wish.restart_required(again.after)) == ((), None, True)
    assert kinds(scene.bring(replace(wish, restart=RESTART))) == ["RestartHost"]


def test_an_edition_without_a_setup_key_needs_one_of_its_own() -> None:
    wish = EditionWish("IoTEnterprise", accepts_caveat=True)
    assert "product_key" in Scene(PRO).fails(wish).advice


def test_a_key_of_another_edition_is_told() -> None:
    scene = Scene(PRO)
    wish = EditionWish("Enterprise", key=ProductKey.parse("NW6C2-QMPVW-D7KKK-3GKT6-VCFB2"))
    assert "is one of Education, not of Enterprise" in scene.fails(wish).message


def test_home_becomes_education_by_changepk() -> None:
    scene = Scene(HOME, fates=Fates(exit_code=0))
    assert scene.bring(EditionWish("Education", restart=RESTART)).error is None
    assert [order.tool.value for order in scene.host.started] == ["changepk"]


def test_home_becomes_pro_on_request_only_and_its_own_key_stays_off_the_command_line() -> None:
    scene, wish = Scene(HOME, fates=Fates(exit_code=0)), EditionWish("Professional", key=OWN_KEY, restart=RESTART)
    assert "accept_caveat" in scene.fails(wish).advice
    assert scene.host.started == []
    outcome = scene.bring(replace(wish, accepts_caveat=True))
    assert (outcome.error, kinds(outcome)) == (None, ["ChangeEdition", "RestartHost", "InstallKey"])
    assert [order.setup_key for order in scene.host.started if order.setup_key == OWN_KEY] == []


def test_two_kills_one_after_the_other_leave_one_change_too() -> None:
    for first, second in itertools.product((7, 13, 17, 21, 30, 45), repeat=2):
        scene = _killed_at(first)
        _die_at(scene, second)
        assert scene.bring(replace(TO_DATACENTER, key=OWN_KEY)).error is None
        assert (len(scene.host.started), len(scene.host.restarts)) == (1, 1), (first, second)


def _killed_at(point: int) -> Scene:
    """A host after a task that was killed at its n-th call."""
    scene = Scene(fates=Fates(seconds=30, away=20))
    _die_at(scene, point)
    return scene


def _die_at(scene: Scene, point: int) -> bool:
    """Whether a task came to its n-th call, at which it is killed."""
    scene.host.dies_at = point
    with suppress(Killed):
        scene.bring(replace(TO_DATACENTER, key=OWN_KEY))
    was_killed, scene.host.dies_at = scene.host.dies_at is None, None
    return was_killed


def test_a_kill_at_any_point_leaves_one_change_and_the_next_run_ends_it() -> None:
    for point in range(1, 400):  # while nothing but time passes, one of a few points stands for all
        if point > 60 and point % 5:
            continue
        scene = Scene(fates=Fates(seconds=30, away=20))
        was_killed = _die_at(scene, point)
        outcome = scene.bring(replace(TO_DATACENTER, key=OWN_KEY))
        assert outcome.error is None, point
        assert scene.host.found.edition_id == "ServerDatacenter"
        assert len(scene.host.started) == 1, point
        assert len(scene.host.restarts) == 1, point
        assert scene.host.traces().is_clean
        assert scene.bring(replace(TO_DATACENTER, key=OWN_KEY)).steps == ()
        if not was_killed:
            return
    pytest.fail("the run never ended")


@pytest.mark.parametrize(
    ("ready", "name"),
    [
        (replace(READY, can_write=False), "rights"),
        (replace(READY, is_domain_controller=True), "domain_controller"),
        (replace(READY, battery_statuses=(1,)), "mains_power"),
        (replace(READY, free_bytes=1 << 30), "free_space"),
        (replace(READY, pending=frozenset({Pending.WINDOWS_UPDATE})), "restart_pending"),
        (replace(READY, busy=(BusyProcess("TiWorker.exe", 77),)), "servicing_idle"),
    ],
)
def test_a_condition_that_is_not_met_stops_all(ready: Readiness, name: str) -> None:
    scene = Scene()
    scene.host.ready = ready
    outcome = scene.bring(TO_DATACENTER)
    assert outcome.error is not None
    assert scene.host.changes == []
    unmet = [item.name for item in outcome.wish.conditions(outcome.before) if item.is_met is False]
    assert unmet == [name]


@pytest.mark.parametrize(
    ("ready", "name"),
    [
        (replace(READY, is_s_mode=True), "s_mode"),
        (replace(READY, has_subscription=True), "subscription"),
        (replace(READY, disabled_services=("wuauserv",)), "services"),
    ],
)
def test_a_condition_of_a_client_that_is_not_met_stops_all(ready: Readiness, name: str) -> None:
    scene = Scene(HOME)
    scene.host.ready = ready
    outcome = scene.bring(EditionWish("Education"))
    assert scene.host.changes == []
    assert [item.name for item in outcome.wish.conditions(outcome.before) if item.is_met is False] == [name]


def test_a_licence_that_cannot_be_brought_back_needs_consent() -> None:
    own = keyed("Professional", Channel.RETAIL, status=LicenseStatus.LICENSED)
    scene = Scene(PRO, own)
    assert "replace_licensed" in scene.fails(EditionWish("Enterprise")).message
    assert scene.host.changes == []


def test_what_a_host_does_not_say_is_no_objection() -> None:
    scene = Scene()
    scene.host.ready = Readiness()
    assert scene.bring(TO_DATACENTER).error is None


def test_full_is_the_full_edition_of_an_evaluation_and_nothing_elsewhere() -> None:
    scene = Scene()
    assert scene.bring(EditionWish("full", restart=RESTART)).error is None
    assert scene.host.found.edition_id == "ServerStandard"
    assert Scene(PRO).bring(EditionWish("full")).steps == ()
    assert "install" in Scene(WindowsInstallation("EnterpriseEval", 22631)).fails(EditionWish("full")).message


def test_a_wrong_way_is_told_with_those_there_are() -> None:
    problem = Scene(WindowsInstallation("Education", 22631)).fails(EditionWish("Core"))
    assert "Home" in problem.message
    assert "Enterprise" in problem.advice


def test_machine_is_known_by_its_hardware() -> None:
    assert Scene().bring(TO_DATACENTER).machine == Machine.known("00000001-1111-2222-3333-444455556666", "a-host")
