# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A PostgreSQL of a test: in a directory of its own, reached by a socket there, gone with the process of the test."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

_SECONDS = 60

#: Nothing of it has to outlive a power failure.
_SETTINGS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "listen_addresses=", "shared_buffers=16MB")


@dataclass(frozen=True, slots=True)
class Server:
    """One that runs."""

    directory: Path
    numbers: Iterator[int]

    def place(self) -> str:
        """The address of an empty schema."""
        import psycopg

        name = f"store{next(self.numbers)}"
        with psycopg.connect(
            host=str(self.directory), user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(f"CREATE SCHEMA {name}")
        return f"postgresql://postgres@/postgres?host={self.directory}&options=-csearch_path%3D{name}"


def missing() -> str | None:
    """Why there can be none; None where there can."""
    if _programs() is None:
        return "PostgreSQL is not installed: apt-get install postgresql"
    if shutil.which("setpriv") is None:
        return "setpriv of util-linux is not installed"
    try:
        import psycopg  # noqa: F401 - only whether it is there
    except ImportError:
        return "psycopg is not installed"
    return None if _user() else "PostgreSQL does not run as root, and there is no user postgres"


@contextlib.contextmanager
def postgresql() -> Iterator[Server]:
    """A server that runs; see ``missing`` before."""
    programs, user = _programs(), _user()
    if programs is None or user is None:
        raise RuntimeError("no PostgreSQL")
    directory = Path(tempfile.mkdtemp(prefix="licenseops-pg-"))
    os.chown(directory, user.pw_uid, user.pw_gid)
    data = str(directory / "data")
    make = [str(programs / "initdb"), "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "-N"]
    settings = [part for setting in (*_SETTINGS, f"unix_socket_directories={directory}") for part in ("-c", setting)]
    try:
        subprocess.run(_as(user, make), check=True, timeout=_SECONDS, cwd=directory, capture_output=True)
        with subprocess.Popen(
            _as(user, [str(programs / "postgres"), "-D", data, *settings]),
            cwd=directory,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as server:
            try:
                _wait(directory, server)
                yield Server(directory, count(1))
            finally:
                server.terminate()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    server.wait(_SECONDS)
                server.kill()
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _as(user: pwd.struct_passwd, command: Sequence[str]) -> list[str]:
    """A command as another user, which gets SIGQUIT when this process dies."""
    change = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"] if os.geteuid() == 0 else []
    return ["setpriv", *change, "--pdeathsig=QUIT", *command]


def _user() -> pwd.struct_passwd | None:
    if os.geteuid():
        return pwd.getpwuid(os.geteuid())
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return None


def _programs() -> Path | None:
    """Where its programs are, the newest of several; Debian keeps them out of the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    own = [Path(path).resolve() for path in filter(None, [shutil.which("initdb")])]
    usable = [path.parent for path in (*own, *found) if (path.parent / "postgres").exists()]
    return usable[-1] if usable else None


def _wait(directory: Path, server: subprocess.Popen[bytes]) -> None:
    import psycopg

    for _attempt in range(_SECONDS * 20):
        if server.poll() is not None:
            break
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(host=str(directory), user="postgres", dbname="postgres").close()
            return
        time.sleep(0.05)
    raise RuntimeError("PostgreSQL did not start")
