# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Command line: `python -m tests.simulator` from a checkout, `python PATH/tests/simulator` from anywhere."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

#: what the simulator imports besides the standard library, by the distribution that brings it
_LIBRARIES = {"yaml": "ansible-core", "spnego": "pywinrm", "cryptography": "pywinrm"}


def main() -> int:
    """Find the package and run its commands."""
    package = __package__
    if not package:  # started by its path: what lies beside this file must not hide modules of Python such as http
        here = Path(__file__).resolve().parent
        sys.path[0] = str(here.parent)
        package = here.name
    try:
        result: int = import_module(f"{package}.command").main()
    except ModuleNotFoundError as error:
        library = (error.name or "").partition(".")[0]
        if library not in _LIBRARIES:
            raise
        print(
            f"simulator: {sys.executable} has no module {library}: use the Python of ansible-playbook, "
            f"with {_LIBRARIES[library]} installed",
            file=sys.stderr,
        )
        return 2
    return result


if __name__ == "__main__":
    sys.exit(main())
