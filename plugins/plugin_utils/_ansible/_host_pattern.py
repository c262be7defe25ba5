# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts of the inventory by a pattern, and the groups they are in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from ansible.plugins.loader import lookup_loader

from .._language._errors import InputError

#: Every host is in the first, and those in no other are in the second, so neither tells anything.
_OF_ALL = frozenset({"all", "ungrouped"})


def hosts_named(given: object, option: str, variables: Mapping[str, Any], loader: Any, templar: Any) -> tuple[str, ...]:
    """Hosts in the order of the inventory, each once.

    Args:
        given: A pattern, or a list of patterns and names.
        option: For messages.
        variables: Those of the task.
        loader: Ansible's.
        templar: Ansible's.

    Raises:
        InputError: There is none.
    """
    words = [given] if isinstance(given, str) else [str(word) for word in given] if isinstance(given, list) else []
    known = variables["groups"]["all"]
    everybody = frozenset(known)
    named = {word for word in words if word in everybody}
    patterns = [word for word in words if word not in everybody and word.strip()]
    if patterns:
        lookup = lookup_loader.get("ansible.builtin.inventory_hostnames", loader=loader, templar=templar)
        named.update(str(host) for host in lookup.run([",".join(patterns)], variables=variables))
    if not named:
        raise InputError(
            "The inventory has no host that {pattern!r} names.",
            advice="Correct {option}; ansible-inventory --graph shows what there is.",
            pattern=",".join(words),
            option=option,
        )
    return tuple(str(host) for host in known if host in named)


def groups_by_host(variables: Mapping[str, Any]) -> Mapping[str, Sequence[str]]:
    """The groups of every host that tell something, by name."""
    found = defaultdict[str, list[str]](list)
    for group in sorted(set(variables["groups"]) - _OF_ALL):
        for host in variables["groups"][group]:
            found[str(host)].append(str(group))
    return found
