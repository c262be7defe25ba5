# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lock of a machine: never two at once, taken over from the dead, and what they left is not forgotten."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import platform
import shutil
import signal
import stat
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._machine_lock import (
    LockError,
    MachineLock,
    Place,
    controller_place,
    place_beside,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import LicensingError
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._hardware import Machine
from ansible_collections.licenseops.windows.plugins.plugin_utils._task._machine import Leftover
from ansible_collections.licenseops.windows.plugins.plugin_utils._task._patience import Patience
from ansible_collections.licenseops.windows.tests.unit.plugins.support.fake_host import FakeClock

UUID = "4C4C4544-0042-3510-8052-B4C04F564433"
MACHINE = Machine(UUID, "pc1", True)
SAME_MACHINE = Machine(UUID, "pc1-by-another-name", True)
OTHER_MACHINE = Machine("4C4C4544-0042-3510-8052-B4C04F564434", "pc1", True)
NAMELESS = Machine("name:../../etc/東京 01", "../../etc/東京 01", False)

SENT_AT = 1_800_000_000.0
NOBODY = 65_534

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


class Killed(BaseException):
    """The end of a process, as far as a test can play it."""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "locks")


@pytest.fixture
def open_place() -> Iterator[Place]:
    """One that every user reaches, which they do not below the directory of a test."""
    directory = Path(tempfile.mkdtemp())
    directory.chmod(0o755)
    yield Place(directory / "locks", is_open=True)
    shutil.rmtree(directory)


def lock_at(*places: Place, seconds: int = 60, clock: FakeClock | None = None, now: float = SENT_AT) -> MachineLock:
    own = clock or FakeClock()
    return MachineLock(places, Patience(seconds, sleep=own.sleep, clock=own), lambda: now)


def is_free(*places: Place, machine: Machine = MACHINE) -> bool:
    """Whether another task would get the lock now."""
    try:
        with lock_at(*places, seconds=0).held(machine):
            return True
    except LockError:
        return False


def found(*places: Place, now: float = SENT_AT) -> Leftover | None:
    """What a task is given that ends without seeing to it."""
    with lock_at(*places, now=now).held(MACHINE) as leftover:
        return leftover


def in_child(work: Callable[[], object], user: int | None = None) -> int:
    """Do it in another process, perhaps as another user; its wait status."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    try:
        if user is not None:
            os.setgroups([])
            os.setgid(user)
            os.setuid(user)
        work()
    except BaseException:  # whatever it is, it must not become a second run of the tests
        os._exit(1)
    os._exit(0)


def die_holding(*places: Place, step: str | None = "Activate", sent_at: float = SENT_AT) -> None:
    """A task takes the lock, perhaps sends what must not be sent twice, and its process is killed."""
    lock = lock_at(*places, now=sent_at)
    with lock.held(MACHINE):
        if step is not None:
            lock.mark(step)
        os.kill(os.getpid(), signal.SIGKILL)


def kill_one(*places: Place, step: str | None = "Activate", sent_at: float = SENT_AT, user: int | None = None) -> None:
    status = in_child(lambda: die_holding(*places, step=step, sent_at=sent_at), user)
    assert os.WIFSIGNALED(status)


def end_by(end: BaseException, lock: MachineLock, *steps: str) -> None:
    """A task that sends some steps and ends like that."""
    with lock.held(MACHINE):
        for step in steps:
            lock.mark(step)
        raise end


# One at a time


def test_two_locks_of_one_process_exclude_each_other(place: Place) -> None:
    with lock_at(place).held(MACHINE):
        assert not is_free(place)
    assert is_free(place)


def test_a_machine_under_another_name_is_the_same_machine(place: Place) -> None:
    with lock_at(place).held(MACHINE):
        assert not is_free(place, machine=SAME_MACHINE)


@pytest.mark.parametrize("other", [OTHER_MACHINE, NAMELESS], ids=["other hardware, same name", "no hardware"])
def test_another_machine_is_another_lock(place: Place, other: Machine) -> None:
    with lock_at(place).held(MACHINE):
        assert is_free(place, machine=other)


def test_a_machine_without_a_uuid_is_locked_by_its_name_whatever_that_is(place: Place) -> None:
    with lock_at(place).held(NAMELESS):
        assert not is_free(place, machine=Machine.known("", NAMELESS.name))
        assert [item.parent for item in place.path.iterdir()] == [place.path]


def test_a_lock_of_another_process_is_kept_until_it_ends(place: Place) -> None:
    ready, go = os.pipe(), os.pipe()

    def hold() -> None:
        with lock_at(place).held(MACHINE):
            os.write(ready[1], b".")
            os.read(go[0], 1)

    child = os.fork()
    if child == 0:
        in_status = 1
        try:
            hold()
            in_status = 0
        finally:
            os._exit(in_status)
    os.read(ready[0], 1)
    assert not is_free(place)
    os.write(go[1], b".")
    assert os.waitpid(child, 0)[1] == 0
    assert is_free(place)
    for end in (*ready, *go):
        os.close(end)


def test_a_hundred_threads_are_never_two_at_once(place: Place) -> None:
    inside: list[int] = []
    most: list[int] = []

    def take(number: int) -> None:
        patience = Patience(60, sleep=lambda _seconds: time.sleep(0.001))
        with MachineLock((place,), patience).held(MACHINE):
            inside.append(number)
            most.append(len(inside))
            time.sleep(0.0005)
            inside.remove(number)

    threads = [threading.Thread(target=take, args=(number,)) for number in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 100
    assert list(place.path.iterdir()) == []


def test_many_processes_are_never_two_at_once(place: Place, tmp_path: Path) -> None:
    """Each makes a file that must not be there yet, and takes it away again."""
    witness = tmp_path / "inside"

    def take_turns() -> None:
        patience = Patience(60, sleep=lambda _seconds: time.sleep(0.001))
        for _turn in range(10):
            with MachineLock((place,), patience).held(MACHINE):
                os.close(os.open(witness, os.O_CREAT | os.O_EXCL))
                time.sleep(0.0005)
                witness.unlink()

    children = []
    for _number in range(10):
        child = os.fork()
        if child == 0:
            status = 1
            try:
                take_turns()
                status = 0
            finally:
                os._exit(status)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 10


# Waiting


def test_a_lock_is_waited_for_until_the_timeout_and_then_told(place: Place) -> None:
    clock = FakeClock()
    with (
        lock_at(place).held(SAME_MACHINE),
        pytest.raises(LockError) as caught,
        lock_at(place, seconds=7, clock=clock).held(MACHINE),
    ):
        pass
    assert sum(clock.pauses) == pytest.approx(7, abs=0.2)
    assert caught.value.message == (
        f"Another task (process {os.getpid()} on {os.uname().nodename}) is changing pc1 and did not end within "
        "7 seconds."
    )
    assert caught.value.advice == (
        "Nothing was sent. Run the task again when the other one has ended, or raise timeout."
    )


def test_a_lock_that_becomes_free_meanwhile_is_taken(place: Place) -> None:
    first = lock_at(place).held(MACHINE)
    first.__enter__()
    clock = FakeClock()

    def sleep(seconds: float) -> None:
        clock.sleep(seconds)
        if len(clock.pauses) == 3:
            first.__exit__(None, None, None)

    with MachineLock((place,), Patience(60, sleep=sleep, clock=clock)).held(MACHINE) as leftover:
        assert leftover is None
        assert not is_free(place)
    assert len(clock.pauses) == 3


def test_a_task_whose_wait_was_in_vain_leaves_the_file_of_the_other_alone(place: Place) -> None:
    holder = lock_at(place)
    with holder.held(MACHINE):
        holder.mark("Activate")
        assert not is_free(place)
        assert json.loads((place.path / f"{UUID}.lock").read_text())["step"] == "Activate"


def test_the_time_in_which_the_holder_waits_for_a_dead_task_does_not_count(place: Place) -> None:
    kill_one(place)
    holder, clock = lock_at(place), FakeClock()
    begin = clock()
    with contextlib.ExitStack() as holding:
        holding.enter_context(holder.held(MACHINE))

        def sleep(seconds: float) -> None:
            """The holder waits for 100 seconds, sends something itself, and ends after 150."""
            clock.sleep(seconds)
            if clock() - begin >= 100:
                holder.mark("Activate")
            if clock() - begin >= 150:
                holding.close()

        with MachineLock((place,), Patience(60, sleep=sleep, clock=clock)).held(MACHINE):
            assert 150 <= clock() - begin < 151


def test_after_that_a_holder_is_waited_for_until_the_timeout(place: Place) -> None:
    kill_one(place)
    holder, clock = lock_at(place), FakeClock()
    with holder.held(MACHINE):
        holder.forget()
        with pytest.raises(LockError), lock_at(place, clock=clock).held(MACHINE):
            raise AssertionError
    assert 60 <= sum(clock.pauses) < 61


# The file


def test_a_file_is_there_while_the_lock_is_held_and_gone_afterwards(place: Place) -> None:
    lock = lock_at(place)
    with lock.held(MACHINE):
        lock.mark("Activate")
        (file,) = place.path.iterdir()
        assert file.name == f"{UUID}.lock"
        assert json.loads(file.read_text())["step"] == "Activate"
        lock.forget()
    assert list(place.path.iterdir()) == []


def test_a_task_that_sent_nothing_leaves_nothing_however_it_fails(place: Place) -> None:
    with pytest.raises(LicensingError, match="refused"):
        end_by(LicensingError("It was refused."), lock_at(place))
    assert list(place.path.iterdir()) == []


@pytest.mark.parametrize("end", [Killed(), LicensingError("Nobody knows."), None], ids=["stopped", "failed", "ended"])
def test_a_task_that_does_not_know_what_became_of_its_request_leaves_its_note_and_lets_go(
    place: Place, end: BaseException | None
) -> None:
    if end is None:
        lock = lock_at(place)
        with lock.held(MACHINE):
            lock.mark("InstallKey")
            lock.mark("Activate")
    else:
        with pytest.raises(type(end)):
            end_by(end, lock_at(place), "InstallKey", "Activate")
    assert is_free(place)
    assert found(place, now=SENT_AT + 5) == Leftover("Activate", 5.0)


def test_a_task_that_is_stopped_before_it_sends_leaves_nothing_to_wait_for(place: Place) -> None:
    with pytest.raises(Killed):
        end_by(Killed(), lock_at(place))
    assert found(place) is None


def test_a_lock_can_be_taken_again_by_the_same_object(place: Place) -> None:
    lock = lock_at(place)
    for _turn in range(3):
        with lock.held(MACHINE) as leftover:
            assert leftover is None
            lock.mark("Activate")
            lock.forget()
        assert list(place.path.iterdir()) == []


# A killed task


def test_the_lock_of_a_killed_process_is_taken_over_with_what_it_left(place: Place) -> None:
    kill_one(place)
    with lock_at(place, now=SENT_AT + 12.5).held(MACHINE) as leftover:
        assert leftover == Leftover("Activate", 12.5)
        assert not is_free(place)


def test_a_killed_process_that_had_sent_nothing_leaves_nothing_to_wait_for(place: Place) -> None:
    kill_one(place, step=None)
    assert found(place) is None
    assert list(place.path.iterdir()) == []


def test_a_leftover_stays_until_it_is_forgotten(place: Place) -> None:
    """Whoever finds it and fails, or is killed, passes it on as old as it is."""
    kill_one(place)
    assert found(place, now=SENT_AT + 1) == Leftover("Activate", 1.0)
    with pytest.raises(LicensingError), lock_at(place).held(MACHINE):
        raise LicensingError("The host cannot be read.")
    kill_one(place, step=None, sent_at=SENT_AT + 2)
    lock = lock_at(place, now=SENT_AT + 3)
    with lock.held(MACHINE) as leftover:
        assert leftover == Leftover("Activate", 3.0)
        lock.forget()
    assert found(place) is None


def test_a_newer_request_takes_the_place_of_a_leftover(place: Place) -> None:
    kill_one(place, step="InstallKey")
    kill_one(place, step="Activate", sent_at=SENT_AT + 10)
    assert found(place, now=SENT_AT + 11) == Leftover("Activate", 1.0)


def test_a_leftover_from_the_future_is_new(place: Place) -> None:
    """The clock of the controller was set back."""
    kill_one(place)
    assert found(place, now=SENT_AT - 3600) == Leftover("Activate", 0.0)


# Two places


@pytest.fixture
def both(tmp_path: Path) -> tuple[Place, Place]:
    return Place(tmp_path / "controller", is_open=True), Place(tmp_path / "shared")


def test_both_places_are_locked_and_tidied(both: tuple[Place, Place]) -> None:
    lock = lock_at(*both)
    with lock.held(MACHINE):
        lock.mark("Activate")
        assert [is_free(place) for place in both] == [False, False]
        assert [json.loads(next(place.path.iterdir()).read_text())["step"] for place in both] == ["Activate"] * 2
        lock.forget()
        lock.forget()
    assert [list(place.path.iterdir()) for place in both] == [[], []]


@pytest.mark.parametrize("kept", [0, 1])
def test_one_place_that_is_locked_is_enough_and_the_other_is_let_go(both: tuple[Place, Place], kept: int) -> None:
    with lock_at(both[kept]).held(MACHINE):
        assert not is_free(*both)
        assert is_free(both[1 - kept])


@pytest.mark.parametrize("place_of_death", [0, 1])
def test_what_was_left_in_one_place_is_noted_in_both(both: tuple[Place, Place], place_of_death: int) -> None:
    kill_one(both[place_of_death])
    assert found(*both, now=SENT_AT + 1) == Leftover("Activate", 1.0)
    assert [found(place, now=SENT_AT + 2) for place in both] == [Leftover("Activate", 2.0)] * 2


def test_the_youngest_of_two_leftovers_counts(both: tuple[Place, Place]) -> None:
    kill_one(both[0], step="Activate", sent_at=SENT_AT + 10)
    kill_one(both[1], step="InstallKey")
    assert found(*both, now=SENT_AT + 10) == Leftover("Activate", 0.0)


# What may be there instead


def make_link(file: Path) -> None:
    file.with_name("target").write_text("precious")
    file.symlink_to("target")


def make_dangling_link(file: Path) -> None:
    file.symlink_to("nothing")


def make_pipe(file: Path) -> None:
    os.mkfifo(file)


def make_hard_link(file: Path) -> None:
    file.with_name("target").write_text("precious")
    file.hardlink_to(file.with_name("target"))


def make_directory(file: Path) -> None:
    file.mkdir()


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        pytest.param(make_link, errno.ELOOP, id="link"),
        pytest.param(make_dangling_link, errno.ELOOP, id="dangling link"),
        pytest.param(make_pipe, errno.EINVAL, id="named pipe"),
        pytest.param(make_hard_link, errno.EINVAL, id="hard link"),
        pytest.param(make_directory, errno.EISDIR, id="directory"),
    ],
)
def test_what_is_no_file_of_a_lock_is_refused_and_left_alone(
    place: Place, make: Callable[[Path], None], reason: int
) -> None:
    place.path.mkdir()
    make(place.path / f"{UUID}.lock")
    before = {item.name: item.lstat() for item in place.path.iterdir()}
    with pytest.raises(LockError) as caught, lock_at(place).held(MACHINE):
        pass
    assert caught.value.message == f"The directory of locks {place.path} cannot be used: {os.strerror(reason)}."
    assert caught.value.advice == (
        "Make it writable for this user. "
        "Nothing was sent: without a lock, another task might activate the same machine."
    )
    assert {item.name: item.lstat().st_ino for item in place.path.iterdir()} == {
        name: status.st_ino for name, status in before.items()
    }
    target = place.path / "target"
    assert not target.exists() or target.read_text() == "precious"


@pytest.mark.parametrize("what", ["file", "dangling link", "below a file"])
def test_a_place_that_is_no_directory_is_refused(tmp_path: Path, what: str) -> None:
    path = tmp_path / "locks"
    if what == "dangling link":
        path.symlink_to("nothing")
    else:
        path.touch()
    with (
        pytest.raises(LockError, match="cannot be used"),
        lock_at(Place(path / "locks" if what == "below a file" else path)).held(MACHINE),
    ):
        pass


ANY = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=100) | st.lists(st.integers())
RUBBISH = st.one_of(
    st.binary(max_size=600),
    st.builds(
        lambda holder, step, sent_at: json.dumps({"holder": holder, "step": step, "sent_at": sent_at}).encode(),
        *[st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=100) | st.lists(st.integers())]
        * 3,
    ),
)


@given(RUBBISH)
@example(b"")
@example(b"[" * 512)
@example(b'{"holder": "x", "step": "Activate", "sent_at": ' + b"9" * 400 + b"}")
@example(b'{"holder": "x", "step": "Activate", "sent_at": NaN}')
@example(b'{"holder": "x", "step": "Activate", "sent_at": -Infinity}')
@example(b'{"holder": "x", "step": "Activate", "sent_at": 1800000000.0'.ljust(512))
def test_a_file_with_anything_in_it_can_be_taken(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as directory:
        place = Place(Path(directory))
        place.path.joinpath(f"{UUID}.lock").write_bytes(content)
        lock = lock_at(place)
        with lock.held(MACHINE) as leftover:
            assert leftover is None or leftover.age >= 0
            assert not is_free(place)
            lock.forget()
        assert list(place.path.iterdir()) == []


def test_a_holder_is_named_in_the_language_of_the_reader(place: Place) -> None:
    with lock_at(place).held(MACHINE), pytest.raises(LockError) as caught, lock_at(place, seconds=0).held(MACHINE):
        pass
    node = platform.node()
    assert f"(process {os.getpid()} on {node})" in caught.value.message
    assert f"({node} のプロセス {os.getpid()})" in caught.value.sentence(Language.JAPANESE)


def test_a_holder_that_nobody_can_read_is_unknown_in_either_language(place: Place) -> None:
    with lock_at(place).held(MACHINE):
        next(place.path.iterdir()).write_bytes(b"\xff" * 100)
        with pytest.raises(LockError) as caught, lock_at(place, seconds=0).held(MACHINE):
            pass
    assert "Another task (unknown) is changing pc1" in caught.value.message
    assert caught.value.sentence(Language.JAPANESE) == (
        "別のタスク (不明) が pc1 を変更しており、0 秒以内に終了しませんでした。"
        "何も送信していません。そのタスクの終了後に再び実行するか、timeout を大きくしてください。"
    )


@pytest.mark.parametrize("is_open", [True, False])
def test_a_directory_that_cannot_be_used_is_told_in_either_language(tmp_path: Path, is_open: bool) -> None:
    tmp_path.joinpath("locks").touch()
    with pytest.raises(LockError) as caught, lock_at(Place(tmp_path / "locks", is_open)).held(MACHINE):
        pass
    japanese = caught.value.sentence(Language.JAPANESE)
    assert "ロックのディレクトリ" in japanese
    assert ("すべてのユーザー" if is_open else "このユーザー") in japanese
    assert "Nothing" not in japanese
    assert ("for all users" if is_open else "for this user") in caught.value.advice


# Places and their modes


def modes(place: Place) -> tuple[int, int]:
    (file,) = place.path.iterdir()
    return stat.S_IMODE(place.path.stat().st_mode), stat.S_IMODE(file.stat().st_mode)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
@pytest.mark.parametrize(("is_open", "expected"), [(True, (0o1777, 0o666)), (False, (0o700, 0o600))])
def test_a_place_is_for_all_users_or_for_one_whatever_the_umask(
    tmp_path: Path, is_open: bool, expected: tuple[int, int], umask: int
) -> None:
    place = Place(tmp_path / "a" / "locks", is_open)
    before = os.umask(umask)
    try:
        with lock_at(place).held(MACHINE):
            assert modes(place) == expected
    finally:
        os.umask(before)


@pytest.mark.parametrize("mode", [0o700, 0o755, 0o777, 0o1777])
@pytest.mark.parametrize("is_open", [True, False])
def test_a_directory_that_is_there_keeps_its_mode(tmp_path: Path, is_open: bool, mode: int) -> None:
    place = Place(tmp_path / "locks", is_open)
    place.path.mkdir()
    place.path.chmod(mode)
    with lock_at(place).held(MACHINE):
        assert modes(place)[0] == mode


def test_the_place_of_the_controller_is_open_and_below_the_temporary_directory() -> None:
    place = controller_place()
    assert (place.path.parent, place.is_open) == (Path(tempfile.gettempdir()), True)


@pytest.mark.parametrize("name", ["ledger", "link", "link of a link", "../{directory}/ledger"])
def test_a_shared_file_has_one_place_under_all_its_names(tmp_path: Path, name: str) -> None:
    (tmp_path / "ledger").touch()
    (tmp_path / "link").symlink_to("ledger")
    (tmp_path / "link of a link").symlink_to("link")
    place = place_beside(tmp_path / name.format(directory=tmp_path.name))
    assert place == Place(tmp_path / ".ledger.locks", is_open=False)


@needs_root
def test_another_user_takes_over_and_can_empty_a_file_that_it_may_not_remove(open_place: Place) -> None:
    kill_one(open_place)

    def take_over() -> None:
        lock = lock_at(open_place, now=SENT_AT + 1)
        with lock.held(MACHINE) as leftover:
            assert leftover == Leftover("Activate", 1.0)
            lock.forget()

    assert in_child(take_over, NOBODY) == 0
    (file,) = open_place.path.iterdir()
    assert file.read_bytes() == b""
    assert found(open_place) is None


@needs_root
def test_locks_of_different_users_exclude_each_other(open_place: Place) -> None:
    def expect_it_kept() -> None:
        assert not is_free(open_place)

    with lock_at(open_place).held(MACHINE):
        assert in_child(expect_it_kept, NOBODY) == 0
    kill_one(open_place, user=NOBODY)
    assert found(open_place) == Leftover("Activate", 0.0)


@needs_root
def test_a_directory_that_this_user_may_not_write_stops_the_task(open_place: Place) -> None:
    open_place.path.mkdir(mode=0o755)

    def expect_a_refusal() -> None:
        with pytest.raises(LockError, match="Permission denied"), lock_at(open_place).held(MACHINE):
            pass

    assert in_child(expect_a_refusal, NOBODY) == 0


def test_a_note_that_cannot_be_written_stops_the_task_before_it_sends(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_details: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    lock = lock_at(place)
    with lock.held(MACHINE):
        monkeypatch.setattr(os, "pwrite", full)
        with pytest.raises(LockError, match="No space left on device"):
            lock.mark("Activate")
        monkeypatch.undo()
    assert is_free(place)
