# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody who has installed the artefact and nothing else of ours: an empty virtualenv, an empty home, no checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ansible.release import __version__ as CORE

ROOT = Path(__file__).resolve().parents[2]

#: Seconds; a check of a playbook takes about six.
_LIMIT = 180

#: How people install the collection; a test has the artefact of this checkout instead of the registry's.
REGISTRY = "ansible-galaxy collection install licenseops.windows"


@dataclass(frozen=True, slots=True)
class Done:
    """A command that has ended."""

    command: str
    returncode: int
    output: str

    def succeeded(self) -> Done:
        """It did, or what it said is shown."""
        assert self.returncode == 0, f"{self.command}\n{self.output}"
        return self


@dataclass(frozen=True, slots=True)
class Stranger:
    """Types commands in a directory of their own.

    Attributes:
        base: Holds virtualenv, home and artefact.
        artefact: What the registry would have.
    """

    base: Path
    artefact: Path

    @property
    def home(self) -> Path:
        """The home directory; what Ansible installs goes there."""
        return self.base / "home"

    @property
    def collection(self) -> Path:
        """Where the collection is installed."""
        return self.home / ".ansible" / "collections" / "ansible_collections" / "licenseops" / "windows"

    @property
    def files(self) -> list[str]:
        """Paths of all files of the artefact."""
        with tarfile.open(self.artefact) as tar:
            return [item.name for item in tar.getmembers() if item.isfile()]

    def run(self, command: str, directory: Path, **environ: str) -> Done:
        """What a command says, standard error included; the registry's artefact is that of this checkout."""
        command = command.replace(REGISTRY, f"ansible-galaxy collection install --offline {self.artefact}")
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", command],
            cwd=directory,
            env={**self._environment(), **environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_LIMIT,
            check=False,
        )
        return Done(command, done.returncode, done.stdout)

    def _environment(self) -> Mapping[str, str]:
        """Nothing of whoever runs the tests; programs of the system come last."""
        path = [str(self.base / "venv" / "bin"), str(self.base / "tools"), "/usr/local/bin", "/usr/bin", "/bin"]
        return {"HOME": str(self.home), "PATH": ":".join(path), "LANG": "C.UTF-8", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}

    @classmethod
    def settled(cls, base: Path) -> Stranger:
        """Build the artefact, make the virtualenv, and install the one into the other's Ansible."""
        for name in ("home", "dist", "tools"):
            (base / name).mkdir(parents=True)
        _run(
            sys.executable,
            "-m",
            "ansible",
            "galaxy",
            "collection",
            "build",
            str(ROOT),
            "--output-path",
            str(base / "dist"),
        )
        _run(sys.executable, "-m", "venv", str(base / "venv"))
        _run(
            *(str(base / "venv" / "bin" / "python"), "-m", "pip", "install", "-q", "--no-compile"),
            *(f"ansible-core=={CORE}", "-r", str(ROOT / "requirements.txt")),
        )
        stranger = cls(base, next((base / "dist").glob("*.tar.gz")))
        stranger.run(REGISTRY, base).succeeded()
        return stranger

    def lend(self, program: str) -> None:
        """A program of the tests' own virtualenv that the guide has people install, such as molecule."""
        (self.base / "tools" / program).symlink_to(Path(sys.executable).parent / program)


def _run(*command: str) -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
    done = subprocess.run(command, env=environ, check=False, capture_output=True, text=True, timeout=_LIMIT)
    assert done.returncode == 0, done.stdout + done.stderr
