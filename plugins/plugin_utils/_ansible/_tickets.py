# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kerberos tickets that stand in the environment of the process, where all threads see the same.

The winrm plugin of Ansible fetches a ticket with kinit for each connection and names its file there (2.18 to 2.21). Two
connections of one process would read each other's. So a ticket is fetched once, for connections that may share it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

from ansible.errors import AnsibleConnectionFailure

from ._connection import fetch_ticket

_FILE = "KRB5CCNAME"

#: What kinit is told beside user and password.
_KINIT_OPTIONS = ("kerberos_command", "kinit_args", "kinit_env_vars")
_DELEGATION = "ansible_winrm_kerberos_delegation"

#: Methods of psrp that may take the ticket of the process where no password is given.
_OF_PROCESS = frozenset({"kerberos", "negotiate", "credssp"})


@dataclass(frozen=True, slots=True)
class Ticket:
    """Whose ticket a connection needs, and how it is fetched; without a user, the one that the process has already."""

    user: str | None = None
    secret: tuple[object, ...] = field(default=(), repr=False)


def ticket_of(connection: Any) -> Ticket | None:
    """The ticket that a configured connection would look for in the environment; None when it needs none."""
    if connection.transport == "winrm":
        return _of_winrm(connection)
    if connection.transport == "psrp":
        needs_own = connection.get_option("auth") in _OF_PROCESS and not connection.get_option("remote_password")
        return Ticket() if needs_own else None
    return None


def _of_winrm(connection: Any) -> Ticket | None:
    user = connection.get_option("remote_user")
    methods = [method for method in connection.get_option("transport") or () if method]
    if "kerberos" not in methods and (methods or "@" not in (user or "")):
        return None
    password, mode = connection.get_option("remote_password"), connection.get_option("kerberos_mode")
    if mode == "manual" or (mode is None and not password):
        return Ticket()
    delegation = connection.get_option("_extras").get(_DELEGATION)
    return Ticket(user, (password, repr([connection.get_option(name) for name in _KINIT_OPTIONS]), str(delegation)))


class TicketHolder:
    """Has one ticket in the environment at most, for as long as its connections are used."""

    def __init__(self) -> None:
        self._before = os.environ.get(_FILE)
        self._ticket: Ticket | None = None
        self._owner: Any = None
        self._refusal: str | None = None

    def may_serve(self, ticket: Ticket | None) -> bool:
        """Whether a connection with such a need can be used now."""
        return ticket is None or self._ticket is None or ticket == self._ticket

    def serve(self, ticket: Ticket | None, connection: Any) -> None:
        """Have the ticket a connection needs, which from now on fetches none itself.

        A refusal is remembered: another attempt with the same password would bring its account nearer to being locked.

        Raises:
            AnsibleConnectionFailure: kinit got none.
        """
        if ticket is None:
            return
        is_new, self._ticket = self._ticket is None, ticket
        if ticket.user is None:
            return
        if is_new:
            self._fetch(connection)
        if self._refusal is not None:
            raise AnsibleConnectionFailure(self._refusal)
        connection.set_option("kerberos_mode", "manual")

    def release(self) -> None:
        """The environment as it was before."""
        if self._before is None:
            os.environ.pop(_FILE, None)
        else:
            os.environ[_FILE] = self._before
        self._owner = None

    def _fetch(self, connection: Any) -> None:
        # The file of the ticket is there for as long as the connection that has fetched it.
        self._owner = connection
        try:
            fetch_ticket(connection)
        except AnsibleConnectionFailure as problem:
            self._refusal = str(problem)
