# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Put the development line of ansible-core into this virtualenv and run tests on it, or say why it cannot be had."""

from __future__ import annotations

import argparse
import subprocess
import sys

PIP = [sys.executable, "-m", "pip", "install", "-q", "--no-compile", "--upgrade", "--pre"]


def line_of(version: str) -> tuple[int, ...]:
    """The line a release belongs to.

    >>> line_of("2.22.0rc1") > line_of("2.21.5")
    True
    """
    return tuple(int(part) for part in version.split(".")[:2])


def installed() -> str:
    """The version of ansible-core, asked of a process of its own, which sees what was just installed."""
    words = [sys.executable, "-c", "from ansible.release import __version__; print(__version__)"]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()


def main() -> int:
    """The exit code of the tests; 0 where there is nothing to run them on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--newest", required=True, help="the newest ansible-core that is tested anyway")
    parser.add_argument("core", help="what pip installs")
    parser.add_argument("tests", nargs="+", help="arguments of pytest")
    given = parser.parse_args()
    done = subprocess.run([*PIP, given.core], capture_output=True, text=True, check=False)
    if done.returncode:
        reason = next((line for line in done.stderr.splitlines() if line.startswith("ERROR: ")), "no reason given")
        print(f"devel: skipped, pip cannot install {given.core}: {reason.removeprefix('ERROR: ')}")
        return 0
    version = installed()
    if line_of(version) <= line_of(given.newest):
        print(f"devel: skipped, there is nothing newer than ansible-core {given.newest}")
        return 0
    print(f"devel: ansible-core {version}", flush=True)
    return subprocess.run([sys.executable, "-m", "pytest", *given.tests], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
