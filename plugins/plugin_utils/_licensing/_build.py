# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds of Windows, the number that tells one version from another."""

from __future__ import annotations

import re

#: No build has so many digits; the first of all had three.
_BUILD = re.compile(r"[0-9]{1,6}")

#: In ``10.0.22631.4460`` the build is the third of the numbers.
_PLACE = 2


def parse_build(text: str) -> int | None:
    """A build as Windows shows it; None when it is none.

    >>> parse_build("22631")
    22631
    """
    return int(text) if _BUILD.fullmatch(text) else None


def build_in(version: str) -> int | None:
    """The build in a version of Windows; None when there is none.

    >>> build_in("10.0.22631.4460"), build_in("6.3")
    (22631, None)
    """
    numbers = version.split(".")
    return parse_build(numbers[_PLACE]) if len(numbers) > _PLACE else None
