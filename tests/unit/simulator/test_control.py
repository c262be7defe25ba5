# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator in the background: started, found, stopped, killed, and started by two at once."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulator.client import AdminClient
from tests.simulator.control import ControlError, Order, Started, attached, running, start, stop
from tests.simulator.texts import japanese

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = ROOT / "tests" / "simulator"
SCENARIO = "hosts:\n  pc: {profile: windows-10-pro, windows: no_key, transports: {https: false}}\n"


class Place:
    """A directory of a user, who has nothing of the checkout."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.state_file = directory / "simulator.json"
        self.scenario = directory / "scenario.yml"
        self.scenario.write_text(SCENARIO, encoding="utf-8")
        # A name of the standard library must not be looked for in the directory of the program, nor here.
        (directory / "tests").mkdir()

    def words(self, *arguments: str | Path) -> list[str]:
        """The simulator as a user calls it, by its path."""
        return [sys.executable, str(PROGRAM), *map(str, arguments)]

    def run(self, *arguments: str | Path, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | environ
        return subprocess.run(
            self.words(*arguments),
            cwd=self.directory,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def start(self, *, is_rehearsal: bool = False) -> Started:
        """Start it in the background."""
        return start(Order(self.scenario, self.state_file, lifetime=60), is_rehearsal)

    def stop(self, *, is_rehearsal: bool = False) -> bool:
        """End it; whether there was one."""
        return stop(self.state_file, is_rehearsal) is not None

    @property
    def left(self) -> list[str]:
        """What lies there besides what was there before."""
        return sorted(path.name for path in self.directory.iterdir() if path.name not in ("scenario.yml", "tests"))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A directory whose simulator is ended in any case."""
    found = Place(tmp_path)
    yield found
    found.stop()


def test_a_simulator_is_started_asked_and_stopped(place: Place) -> None:
    said = json.loads(place.run("start", place.scenario, "--lifetime", "60", "--json").stdout)
    assert said["changed"] is True
    state = json.loads(place.state_file.read_text())
    assert place.state_file.stat().st_mode & 0o077 == 0
    assert {"user", "password", "admin", "certificate"} <= state.keys() - said.keys()
    assert state["hosts"]["pc"] == {
        "address": "127.77.0.1",
        "port": state["port"],
        "tls_port": None,
        "kind": "client",
        "generation": "windows-10",
        "caption": "Microsoft Windows 10 Pro",
        "locale": "en-US",
        "standing": "no key",
    }
    assert AdminClient.from_state(place.state_file).hosts() == ["pc"]
    assert place.run("status").returncode == 0
    again = place.start()
    assert (again.is_new, again.state["pid"]) == (False, said["pid"])
    assert place.run("stop").stdout == "The simulator is stopped.\n"
    assert not place.left
    assert place.run("status").returncode == 3
    assert place.run("stop").stdout == "No simulator was running.\n"


def test_it_prints_hosts_keys_and_the_next_command(place: Place) -> None:
    output = place.run("start", place.scenario, "--lifetime", "60").stdout
    assert "pc  127.77.0.1:" in output
    assert "TNTTT-TTTTT-TTTTT-TTTTT-PKX99 (mak-windows-pro) pc" in " ".join(output.split())
    assert "PWT72" not in output  # a key that the servers refuse
    assert output.splitlines()[-1].endswith("ansible-playbook -i simulator.yml licenseops.windows.status")
    assert "模擬ホスト 1 台" in place.run("status", LICENSEOPS_LANGUAGE="ja_JP.UTF-8").stdout


def test_the_scenario_to_begin_with_is_there(place: Place) -> None:
    said = json.loads(place.run("start", "--lifetime", "60", "--json").stdout)
    standings = {name: host["standing"] for name, host in said["hosts"].items()}
    assert standings == {"desk-01": "not activated", "srv-01": "KMS client, not activated", "tokyo-01": "licensed"}
    assert {host for item in said["keys"] for host in item["hosts"]} == {"desk-01"}


def test_two_starts_at_once_are_one(place: Place) -> None:
    words = place.words("start", place.scenario, "--lifetime", "60", "--json")
    both = [subprocess.Popen(words, cwd=place.directory, stdout=subprocess.PIPE) for _dummy in range(2)]
    said = [json.loads(process.communicate(timeout=60)[0]) for process in both]
    assert sorted(item["changed"] for item in said) == [False, True]
    assert said[0]["pid"] == said[1]["pid"]


def test_what_was_killed_hinders_nobody(place: Place) -> None:
    os.kill(place.start().state["pid"], signal.SIGKILL)
    assert running(place.state_file) is None
    second = place.start()
    assert second.is_new
    os.kill(second.state["pid"], signal.SIGKILL)
    assert not place.stop()
    assert not place.left


def test_a_state_file_of_nobody_is_replaced(place: Place) -> None:
    place.state_file.write_text('{"pid": 1, "admin": {"address": "127.0.0.1", "port": 1, "token": "x"}, "hosts": {}}')
    assert place.start().is_new


def test_a_rehearsal_does_nothing(place: Place) -> None:
    assert place.start(is_rehearsal=True).is_new
    assert not place.left
    place.start()
    assert place.stop(is_rehearsal=True)
    assert not place.start(is_rehearsal=True).is_new


def test_another_scenario_is_refused(place: Place) -> None:
    place.start()
    other = place.directory / "tests" / "other.yml"
    other.write_text(SCENARIO)
    with pytest.raises(ControlError, match="belongs to a simulator of another scenario"):
        start(Order(other, place.state_file))
    assert place.run("run", place.scenario).stderr == "simulator: simulator.json belongs to a running simulator\n"


def test_a_bad_scenario_is_one_sentence_and_exit_code_2(place: Place) -> None:
    place.scenario.write_text("hosts: {pc: {profile: windows-10-pro, windows: merry}}\n")
    for verb in ("run", "start"):
        result = place.run(verb, place.scenario)
        assert result.returncode == 2
        assert result.stderr.startswith("simulator: hosts.pc.windows: one of no_key, ")
        assert len(result.stderr.splitlines()) == 1
    assert not place.left


def test_it_ends_with_its_lifetime_and_leaves_nothing(place: Place) -> None:
    place.scenario.write_text(SCENARIO.replace(", transports: {https: false}", ""))
    result = place.run("run", place.scenario, "--lifetime", "0.1")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert not place.left


def test_an_attached_one_ends_with_whoever_started_it(place: Place) -> None:
    code = """
import sys, time
from pathlib import Path
from tests.simulator.control import Order, attached
with attached(Order(Path(sys.argv[1]), Path(sys.argv[2]))) as state:
    print(state["pid"], flush=True)
    time.sleep(60)
"""
    command = [sys.executable, "-c", code, str(place.scenario), str(place.state_file)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        process.kill()
    assert ends(pid)
    with attached(Order(place.scenario, place.state_file)) as state:
        assert running(place.state_file) == state
    assert running(place.state_file) is None


def ends(pid: int) -> bool:
    """Whether a process that is no child of this one ends by itself."""
    descriptor = os.pidfd_open(pid)
    try:
        return bool(select.select([descriptor], [], [], 20)[0])
    finally:
        os.close(descriptor)


def test_a_library_that_is_missing_is_named(place: Place) -> None:
    done = subprocess.run([sys.executable, "-S", str(PROGRAM), "start"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert re.fullmatch(r"simulator: .* has no module yaml: use the Python of ansible-playbook, .*\n", done.stderr)


def test_one_that_does_not_start_says_why(place: Place) -> None:
    with socket.create_server(("127.77.0.1", 0)) as taken:
        order = Order(place.scenario, place.state_file, port=taken.getsockname()[1])
        with pytest.raises(ControlError, match=r"^port \d+ is not free on 127\.77\.0\.1"), attached(order):
            pass


def test_every_sentence_of_the_commands_has_a_japanese_text() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in PROGRAM.rglob("*.py"))
    said = set(re.findall(r'said\(\s*"([^"]+)"', code))
    assert len(said) > 30
    assert said <= japanese().keys()
    assert not [text for text in japanese() if f'"{text}"' not in code]
