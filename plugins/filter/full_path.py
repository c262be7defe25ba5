# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filter licenseops.windows.full_path: a path as the person meant it who typed it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError

from ..plugin_utils._controller._paths import full_path as completed

DOCUMENTATION = r"""
name: full_path
short_description: A path on the controller, complete
version_added: 0.1.0
author:
  - licenseops.windows contributors (@licenseops)
description:
  - Makes a path complete. One that is relative is taken from the directory in which ansible-playbook was started, as
    the modules of this collection take it. M(ansible.builtin.template) and M(ansible.builtin.file) take it from the
    directory of the playbook, which for a playbook of a collection is where that is installed.
  - C(~) and environment variables are filled in.
  - In Automation controller and AWX that directory is the project. It goes with the container of the job, so give a
    complete path to a directory that stays.
positional: _input
options:
  _input:
    description: The path. An empty one stays empty.
    type: str
    required: true
"""

EXAMPLES = r"""
---
- name: Say where the reports go
  ansible.builtin.debug:
    msg: "{{ 'reports' | licenseops.windows.full_path }}"
"""

RETURN = r"""
---
_value:
  description: The path, complete.
  type: str
"""


def full_path(path: str) -> str:
    """A path, complete; an empty one stays empty.

    Raises:
        AnsibleFilterError: It is no text, or the current directory is gone.
    """
    if not isinstance(path, str):
        raise AnsibleFilterError("full_path takes a path.")
    try:
        return str(completed(str(path))) if path else ""
    except OSError as problem:
        raise AnsibleFilterError(f"full_path: the current directory cannot be used: {problem.strerror}.") from None


class FilterModule:
    """What Ansible asks for."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """The filter by its name."""
        return {"full_path": full_path}
