# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is made once, ahead of the processes that need it.

Ansible forks a process for each host of a task. What exists before is there in all of them; the rest is made in each
anew. It knows nothing of forks or of Ansible: who does says when.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

_Make = TypeVar("_Make", bound=Callable[..., object])

_makers: list[tuple[Callable[..., object], tuple[object, ...]]] = []


def ahead(*choices: object) -> Callable[[_Make], _Make]:
    """Stands above ``cache``: the function is called ahead, with each of the choices where it takes one."""

    def remembered(make: _Make) -> _Make:
        calls: list[tuple[object, ...]] = [(choice,) for choice in choices]
        _makers.extend((make, arguments) for arguments in calls or [()])
        return make

    return remembered


def make_ahead() -> None:
    """Call all such functions of the files imported so far; once made, a thing costs nothing."""
    for make, arguments in _makers:
        make(*arguments)
