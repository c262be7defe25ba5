# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trying a mutant: a copy of the checkout with the mistake in it, and the tests that can notice it until one does."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from ._changes import Mutant, mutated, unchanged

#: Seconds, and how many times as long as without a mistake; what takes longer has noticed it by never ending.
_ALLOWANCE, _SLOWNESS = 40.0, 6.0

#: Bytes; a mutant that collects things for ever must not take the memory of the machine.
_MOST_MEMORY = 4 * 1024**3

_NOTHING_RAN = 5


class Broken(Exception):
    """The tests fail, or there are none, without a mistake."""


class Copy:
    """A copy of the checkout that mistakes are made in."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self._running: subprocess.Popen[bytes] | None = None

    @classmethod
    def of(cls, root: Path, place: Path) -> Copy:
        """A new one, of what git knows or would take."""
        command = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
        listed = subprocess.run(command, cwd=root, check=True, capture_output=True).stdout.decode()
        for name in filter(None, listed.split("\0")):
            if (root / name).is_file():
                (place / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(root / name, place / name)
        return cls(place)

    def twin(self, place: Path) -> Copy:
        """Another one, with what Python has compiled of the tests; links in it are relative."""
        shutil.copytree(self.place, place, symlinks=True)
        return Copy(place)

    def seconds_of(self, tests: Sequence[str], files: Sequence[str]) -> Mapping[str, float]:
        """How long each file of tests takes without a mistake, the files written like mutants.

        Raises:
            Broken: A test fails.
        """
        report = self.place.parent / f"{self.place.name}.xml"
        with ExitStack() as written:
            for path in files:
                written.enter_context(self._written(path, unchanged))
            code = self._run(["-x", f"--junitxml={report}", "-o", "junit_family=xunit1", *tests], None, is_shown=True)
        if code:
            raise Broken("a test fails without a mistake")
        return _seconds(report)

    def is_caught(self, mutant: Mutant, stages: Sequence[Sequence[str]], seconds: Mapping[str, float]) -> bool:
        """Whether a test of one of the stages notices."""
        with self._written(mutant.path, lambda source: mutated(source, mutant.number)):
            return any(self._fails(tests, seconds) for tests in stages if tests)

    def stop(self) -> None:
        """End what runs."""
        if self._running is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._running.pid, signal.SIGKILL)

    @contextmanager
    def _written(self, path: str, change: Callable[[str], str]) -> Iterator[None]:
        """A file that is another one for a while; Ansible's importer keeps nothing compiled to be taken for it."""
        target = self.place / path
        source = target.read_text(encoding="utf-8")
        target.write_text(change(source), encoding="utf-8")
        try:
            yield
        finally:
            target.write_text(source, encoding="utf-8")

    def _fails(self, tests: Sequence[str], seconds: Mapping[str, float]) -> bool:
        limit = _ALLOWANCE + _SLOWNESS * sum(seconds.get(test, 1.0) for test in tests)
        code = self._run(["-x", *tests], limit)
        if code == _NOTHING_RAN:
            raise Broken(f"no test in {tests}")
        return code != 0

    def _run(self, arguments: Sequence[str], limit: float | None, *, is_shown: bool = False) -> int:
        """The exit code of pytest, in a session of its own so that all it started ends with it."""
        command = [sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider", *arguments]
        self._running = subprocess.Popen(
            command,
            cwd=self.place,
            env={**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(self.place / ".build")},
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr if is_shown else subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
        )
        resource.prlimit(self._running.pid, resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
        try:
            return self._running.wait(limit)
        except subprocess.TimeoutExpired:
            return -signal.SIGKILL
        finally:
            self.stop()
            self._running.wait()


def _seconds(report: Path) -> dict[str, float]:
    found: dict[str, float] = {}
    for case in ET.parse(report).iter("testcase"):
        path = case.get("file", "")
        found[path] = found.get(path, 0.0) + float(case.get("time", "0"))
    return found
