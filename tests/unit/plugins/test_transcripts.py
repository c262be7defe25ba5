# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole conversations, played back from ``transcripts/*.yml``."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._cim._session import Instance, Query, Session
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._errors import HostRefused
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._model import Edition
from ansible_collections.licenseops.windows.plugins.plugin_utils._windows._host import RemoteHost
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._client import Client
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import ConnectionLost, WSManFault
from ansible_collections.licenseops.windows.tests.unit.plugins.support.products import key, windows
from ansible_collections.licenseops.windows.tests.unit.plugins.support.transcript import TRANSCRIPTS, Replay


@pytest.mark.parametrize("name", sorted(path.stem for path in TRANSCRIPTS.glob("*.yml")))
def test_every_transcript_is_well_formed_and_says_what_it_is_about(name: str) -> None:
    assert Replay(name).about.endswith(".")


def test_the_template_plays() -> None:
    replay = Replay("_template")
    session = Session(Client(replay))
    (row,) = session.query(Query("Win32_Service", ("Name",), "State <> 'Running'"))
    assert row.text("Name") == "WinRM"
    session.invoke(Instance("Win32_Service", (("Name", "WinRM"),)), "StartService")
    replay.assert_finished()


def test_a_replay_notices_a_request_that_differs() -> None:
    with pytest.raises(AssertionError, match=r"lacks 'SELECT Name FROM Win32_Service'"):
        Session(Client(Replay("query_with_paging"))).query(Query("Win32_Process", ("Name",)))


def test_a_replay_notices_a_request_that_never_came() -> None:
    with pytest.raises(AssertionError, match="3 exchanges never came"):
        Replay("query_with_paging").assert_finished()


def test_a_query_is_paged_to_its_end() -> None:
    replay = Replay("query_with_paging")
    found = Session(Client(replay)).query(Query("Win32_Service", ("Name",)))
    assert [row.text("Name") for row in found] == ["AeLookupSvc", "ALG", "AppIDSvc", "WinRM"]
    replay.assert_finished()


def test_a_query_starts_again_after_a_lost_pull() -> None:
    replay = Replay("query_with_a_lost_pull")
    found = Session(Client(replay)).query(Query("Win32_Service", ("Name",)))
    assert [row.text("Name") for row in found] == ["AeLookupSvc", "ALG", "AppIDSvc", "WinRM"]
    replay.assert_finished()


def test_a_key_is_installed_and_the_product_activated() -> None:
    replay = Replay("install_and_activate")
    host = RemoteHost(Session(Client(replay)))
    host.install_key(key())
    host.activate(windows())
    host.refresh()
    replay.assert_finished()


def test_a_failed_activation_is_told_apart_from_one_whose_outcome_nobody_knows() -> None:
    replay = Replay("activation_that_fails")
    host = RemoteHost(Session(Client(replay)))
    with pytest.raises(HostRefused, match="failed with 0xC004F074 SL_E_VL_BINDING_SERVICE_UNAVAILABLE"):
        host.activate(windows())
    with pytest.raises(HostRefused, match="failed with 0xC004F050 SL_E_INVALID_PRODUCT_KEY"):
        host.activate(windows())
    with pytest.raises(WSManFault, match="0x80338029"):
        host.activate(windows())
    with pytest.raises(ConnectionLost):
        host.activate(windows())
    replay.assert_finished()


def test_edition_and_copy_of_the_key_are_read_from_the_registry() -> None:
    replay = Replay("registry")
    host = RemoteHost(Session(Client(replay)))
    assert host.edition() == Edition("ServerStandard", 20348)
    assert host.has_registry_key() is False
    replay.assert_finished()
