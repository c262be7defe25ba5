# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kerberos tickets of many connections: one in the environment at a time, fetched once, and nobody sees another's."""

from __future__ import annotations

import os
from types import SimpleNamespace
from typing import Any

import pytest
from ansible.errors import AnsibleConnectionFailure

from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible import _tickets
from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible._tickets import (
    Ticket,
    TicketHolder,
    ticket_of,
)

DEFAULTS: dict[str, Any] = {
    "remote_user": "anna@CORP.EXAMPLE",
    "remote_password": "secret",
    "transport": None,
    "kerberos_mode": None,
    "kerberos_command": "kinit",
    "kinit_args": None,
    "kinit_env_vars": [],
    "_extras": {},
    "auth": "negotiate",
}


def connection(kind: str = "winrm", **options: Any) -> Any:
    """A connection plugin with its options set."""
    known = {**DEFAULTS, **options}
    return SimpleNamespace(transport=kind, options=known, get_option=known.get, set_option=known.__setitem__)


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        ({}, "own"),
        ({"remote_user": "administrator"}, None),
        ({"transport": ["ntlm"]}, None),
        ({"transport": ["kerberos"], "remote_user": "anna"}, "own"),
        ({"transport": ["kerberos", "ntlm"]}, "own"),
        ({"transport": ["kerberos"], "remote_password": None}, "process"),
        ({"transport": ["kerberos"], "remote_password": None, "kerberos_mode": "managed"}, "own"),
        ({"kerberos_mode": "manual"}, "process"),
        ({"remote_user": None}, None),
    ],
)
def test_whether_the_winrm_plugin_looks_for_a_ticket(options: dict[str, Any], kind: str | None) -> None:
    """As the plugin decides it: by its transport, else by the form of the user name; with a password it fetches one."""
    ticket = ticket_of(connection(**options))
    assert (None if ticket is None else "process" if ticket.user is None else "own") == kind


@pytest.mark.parametrize(
    ("options", "needs"),
    [({}, False), ({"remote_password": None}, True), ({"remote_password": None, "auth": "ntlm"}, False)],
)
def test_psrp_takes_that_of_the_process_where_it_has_no_password(options: dict[str, Any], needs: bool) -> None:
    assert ticket_of(connection("psrp", **options)) == (Ticket() if needs else None)


def test_tickets_differ_by_user_password_and_how_they_are_fetched() -> None:
    """No password shows where one is printed."""
    ticket = ticket_of(connection())
    assert ticket == ticket_of(connection())
    for other in (
        {"remote_user": "bob@CORP.EXAMPLE"},
        {"remote_password": "else"},
        {"kinit_args": "-f"},
        {"_extras": {"ansible_winrm_kerberos_delegation": True}},
    ):
        assert ticket != ticket_of(connection(**other))
    assert "secret" not in repr(ticket)


def serve(holder: TicketHolder, link: Any) -> None:
    """As a survey does for a connection that may be used now."""
    ticket = ticket_of(link)
    assert holder.may_serve(ticket)
    holder.serve(ticket, link)


def test_one_fetch_serves_all_connections_that_may_share_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """They fetch none themselves, and afterwards the environment is as it was."""
    monkeypatch.setenv("KRB5CCNAME", "FILE:/before")
    fetched: list[Any] = []

    def fetch(link: Any) -> None:
        fetched.append(link)
        os.environ["KRB5CCNAME"] = "FILE:/fetched"

    monkeypatch.setattr(_tickets, "fetch_ticket", fetch)
    holder, links = TicketHolder(), [connection() for _ in range(3)]
    for link in links:
        serve(holder, link)
        assert os.environ["KRB5CCNAME"] == "FILE:/fetched"
    assert fetched == links[:1]
    assert [link.options["kerberos_mode"] for link in links] == ["manual"] * 3
    serve(holder, connection(transport=["ntlm"]))
    assert not holder.may_serve(ticket_of(connection(remote_user="bob@CORP.EXAMPLE")))
    assert not holder.may_serve(Ticket())
    holder.release()
    assert os.environ["KRB5CCNAME"] == "FILE:/before"


def test_a_ticket_that_is_refused_is_not_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a wrong password in an inventory locks no account."""
    fetched: list[Any] = []

    def fetch(link: Any) -> None:
        fetched.append(link)
        raise AnsibleConnectionFailure("Kerberos auth failure")

    monkeypatch.setattr(_tickets, "fetch_ticket", fetch)
    monkeypatch.delenv("KRB5CCNAME", raising=False)
    holder = TicketHolder()
    for _ in range(3):
        with pytest.raises(AnsibleConnectionFailure, match="auth failure"):
            serve(holder, connection())
    assert len(fetched) == 1
    holder.release()
    assert "KRB5CCNAME" not in os.environ


def test_that_of_the_process_is_never_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_tickets, "fetch_ticket", lambda _link: pytest.fail("fetched"))
    holder = TicketHolder()
    link = connection(kerberos_mode="manual")
    serve(holder, link)
    assert not holder.may_serve(ticket_of(connection()))
    holder.release()
