# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prepare a private home directory for ansible-test that also works on a network which reaches nothing but PyPI.

ansible-test creates its virtualenvs without pip and fetches a bootstrap script for it from one fixed host. Where that
host cannot be reached, its own error message asks for the script to be put into its cache by hand: this does it, with a
stand-in that uses the pip of the virtualenv. ansible-test also drops PIP_* variables, so the user's pip configuration
is linked into the private home.

Usage: seed_pip.py HOME
"""

from __future__ import annotations

import re
import sys
import urllib.request
from importlib.util import find_spec
from pathlib import Path

BOOTSTRAP_URL = "https://ci-files.testing.ansible.com/ansible-test/get-pip-{version}.py"
REACH_TIMEOUT = 5
PIP_CONFIGURATION = (".pip", ".config/pip")

STAND_IN = f'''\
"""Stand-in for get-pip.py: the pip of the virtualenv that runs ansible-test installs what was asked for."""
import subprocess
import sys

arguments = [item for item in sys.argv[1:] if item not in ("--no-setuptools", "--no-wheel")]
pip = [{sys.executable!r}, "-m", "pip", "--python", sys.executable]
subprocess.check_call([*pip, "install", "--no-compile", *arguments])
'''


def link_pip_configuration(home: Path) -> None:
    """Let pip find the user's configuration although HOME points elsewhere."""
    for name in PIP_CONFIGURATION:
        source, target = Path.home() / name, home / name
        if source.exists() and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(source.resolve())


def pip_versions() -> list[str]:
    """The pip releases the installed ansible-test bootstraps; none if it does so in a way unknown here."""
    spec = find_spec("ansible_test")
    if spec is None or spec.origin is None:
        raise SystemExit("seed_pip.py: there is no ansible-core in this environment")
    source = Path(spec.origin).parent / "_internal" / "python_requirements.py"
    return re.findall(r"pip='([0-9.]+)'", source.read_text(encoding="utf-8"))


def is_reachable(url: str) -> bool:
    """Whether ansible-test could fetch the script itself."""
    try:
        with urllib.request.urlopen(url, timeout=REACH_TIMEOUT):
            return True
    except OSError:
        return False


def main() -> None:
    """Create the home, link pip's configuration, and seed the cache where that is needed."""
    home = Path(sys.argv[1]).absolute()
    cache = home / ".ansible" / "test" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    link_pip_configuration(home)
    for version in pip_versions():
        script = cache / f"get_pip_{version.replace('.', '_')}.py"
        if not script.exists() and not is_reachable(BOOTSTRAP_URL.format(version=version)):
            script.write_text(STAND_IN, encoding="utf-8")
            print(f"pip {version} for ansible-test: download host out of reach, using the pip of this virtualenv")


if __name__ == "__main__":
    main()
