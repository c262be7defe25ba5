# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection that the inventory describes for a host, for whoever asks many of them in one task.

It is made as a task on that host would have it: the same plugin, with the same options from the same variables, which
Ansible templates. Nothing is connected. The variables are those of the inventory and the command line; a play that asks
many hosts has none of its own for each.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible import constants
from ansible.errors import AnsibleError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.loader import connection_loader
from ansible.template import Templar

from .._language._errors import InputError
from ._connection import option_values, refuse_become

_CONNECTION, _BECOME = "ansible_connection", "ansible_become"

#: Keywords of the task at work that say how to reach its own host, and not another one.
_OWN = ("connection", "port", "remote_user", "retries")


class InventoryConnections:
    """Makes connections for hosts of the inventory. Not for several threads at once.

    Args:
        task: The task at work.
        play_context: Its context, for what the command line says of connections.
        hostvars: Variables of all hosts, as a task has them.
        loader: Ansible's, which knows the secrets of vaults.
    """

    def __init__(self, task: Any, play_context: Any, hostvars: Any, loader: Any) -> None:
        self._play_context = play_context
        self._hostvars = hostvars
        self._templar = Templar(loader=loader)
        given = {name: value for name, value in task.dump_attrs().items() if name not in _OWN}
        # The timeout of a task is not that of its connection.
        self._keywords = {**given, "timeout": play_context.timeout}
        if play_context.password:
            self._keywords["password"] = play_context.password

    def of(self, host: str) -> Any:
        """The connection plugin of a host, with its options.

        Raises:
            InputError: Its variables cannot be used, or it is of another kind than those that carry WS-Management.
        """
        own = self._hostvars.raw_get(host)
        variables = {**own, "vars": own, "hostvars": self._hostvars}
        self._templar.available_variables = variables
        try:
            return self._configured(variables)
        except AnsibleError as problem:
            raise InputError(
                "The connection variables of {host} cannot be used: {problem}.",
                advice="Correct them in the inventory; ansible-inventory --host shows them.",
                host=host,
                problem=" ".join(str(problem).split()).rstrip(". "),
            ) from None

    def _configured(self, variables: Mapping[str, Any]) -> Any:
        name = str(self._value(variables, _CONNECTION) or constants.config.get_config_value("DEFAULT_TRANSPORT"))
        if boolean(self._value(variables, _BECOME) or False, strict=False):
            refuse_become()
        connection: Any = connection_loader.get(name, self._play_context, None)
        if connection is None:
            raise AnsibleError(f"there is no connection plugin {name}")
        options = option_values(connection, variables, self._templar)
        connection.set_options(task_keys=self._keywords, var_options=options)
        return connection

    def _value(self, variables: Mapping[str, Any], name: str) -> Any:
        return self._templar.template(variables[name]) if name in variables else None
