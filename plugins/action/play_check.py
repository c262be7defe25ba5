# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action of licenseops.windows.play_check: what a play was asked for, looked at before any host is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from ansible.errors import AnsibleError
from ansible.plugins.loader import lookup_loader

from ..plugin_utils._ansible._action import LANGUAGE_OPTION, CollectionAction, Spec
from ..plugin_utils._ansible._variables import objection_to, objection_to_missing, objection_to_unset
from ..plugin_utils._language._errors import InputError
from ..plugin_utils._language._text import Text

_ROLES = Path(__file__).resolve().parents[2] / "roles"


class ActionModule(CollectionAction):
    """Looks at the pattern, and at the variables."""

    spec = Spec(
        options={
            "hosts": {"type": "raw"},
            "hosts_from": {"type": "str"},
            "role": {"type": "str"},
            "variables": {"type": "dict", "default": {}},
            "language": LANGUAGE_OPTION,
        },
        free_texts=("variables",),
    )

    def perform(self, args: Mapping[str, Any], variables: Mapping[str, Any]) -> dict[str, Any]:
        """Nothing is asked and nothing changes."""
        if args["hosts"] is not None:
            self._require_hosts(args, variables)
        specification = {**(_of_role(args["role"]) if args["role"] else {}), **args["variables"]}
        problems = [
            problem for name, option in specification.items() for problem in self._problems(name, option, variables)
        ]
        if problems:
            words = self.language.gap.join(problem.said_in(self.language) for problem in problems)
            raise InputError("{problems}", advice="No host was asked.", problems=words)
        return {"changed": False}

    def _problems(self, name: str, option: Mapping[str, Any], variables: Mapping[str, Any]) -> Iterator[Text]:
        if name not in variables:
            if option.get("required"):
                yield objection_to_missing(name, option)
            return
        try:
            value = self._templar.template(variables[name])
        except AnsibleError:
            yield objection_to_unset(name)
            return
        problem = objection_to(name, option, value)
        if problem is not None:
            yield problem

    def _require_hosts(self, args: Mapping[str, Any], variables: Mapping[str, Any]) -> None:
        """Some host is meant, and not left out by ``--limit``.

        Raises:
            InputError: There is none; Ansible alone would warn, do nothing and end well.
        """
        given = args["hosts"]
        pattern = given if isinstance(given, str) else ",".join(map(str, given or ()))
        named = self._named(pattern, variables) if pattern.strip() else set()
        if named & set(variables["ansible_play_hosts_all"]):
            return
        if named:
            raise InputError(
                "--limit leaves out every host of {pattern}.",
                advice="Give a --limit that names some of them.",
                pattern=pattern,
            )
        raise InputError(
            "The inventory has no host that {pattern!r} names.",
            advice="Name hosts or a group with -e {option}=...; ansible-inventory --graph shows what there is.",
            pattern=pattern,
            option=args["hosts_from"] or "hosts",
        )

    def _named(self, pattern: str, variables: Mapping[str, Any]) -> set[str]:
        lookup = lookup_loader.get("ansible.builtin.inventory_hostnames", loader=self._loader, templar=self._templar)
        return {str(host) for host in lookup.run([pattern], variables=variables)}


def _of_role(name: str) -> Mapping[str, Any]:
    """The variables of a role of this collection, as its argument specification has them.

    Raises:
        InputError: There is no such role.
    """
    path = _ROLES / Path(name).name / "meta" / "argument_specs.yml"
    if not path.is_file():
        raise InputError("This collection has no role {role!r}.", advice="Correct role.", role=name)
    with path.open(encoding="utf-8") as stream:
        content = yaml.load(stream, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    options: Mapping[str, Any] = content["argument_specs"]["main"]["options"]
    return options
