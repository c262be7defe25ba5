# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state file of the simulator: nobody vouches for it, so it is read strictly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._simulator_state import (
    MAX_BYTES,
    load_fleet,
    read_fleet,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import InputError

PATH = Path("simulator.json")
HOST = {
    "address": "127.77.0.1", "port": 5985, "tls_port": None, "kind": "client", "generation": "windows-11",
    "locale": "en-US",
}  # fmt: skip


def state(name: str = "desk-01", host: Any = None, **more: Any) -> bytes:
    """A state file."""
    content = {"hosts": {name: HOST | (host or {})}, "user": "administrator", "password": "Fake", "certificate": None}
    return json.dumps(content | more).encode()


def test_a_good_one_is_read() -> None:
    fleet = read_fleet(state(certificate="/tmp/x.pem"), PATH)
    assert (fleet.user, fleet.certificate) == ("administrator", Path("/tmp/x.pem"))
    assert (fleet.hosts[0].name, fleet.hosts[0].port, fleet.hosts[0].tls_port) == ("desk-01", 5985, None)
    assert "Fake" not in repr(fleet)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is not JSON"),
        (b"[" * 100_000, "it is not JSON"),
        (b" " * (MAX_BYTES + 1), "it is not JSON"),
        (b"[]", "it names no hosts"),
        (state(hosts={}), "it names no hosts"),
        (state(hosts={"a": 1}), "a name that cannot be used"),
        (state(name="a b"), "a name that cannot be used"),
        (state(name="{{ x }}"), "a name that cannot be used"),
        (state(name="-x"), "a name that cannot be used"),
        (state(host={"address": "192.0.2.7"}), "not on this machine"),
        (state(host={"address": "desk.example"}), "the address of desk-01 is none"),
        (state(host={"address": 2130706433}), "the address of desk-01 is none"),
        (state(host={"port": "5985"}), "a port of desk-01 is none"),
        (state(host={"tls_port": True}), "a port of desk-01 is none"),
        (state(host={"port": 65_536}), "a port of desk-01 is none"),
        (state(host={"kind": "toaster"}), "neither client nor server"),
        (state(host={"generation": "{{ x }}"}), "what it says of desk-01"),
        (state(host={"locale": None}), "what it says of desk-01"),
        (state(user="{{ lookup('pipe', 'id') }}"), "user is no plain text"),
        (state(password="{% raw %}"), "password is no plain text"),
        (state(password=None), "password is no plain text"),
        (state(certificate="a\nb"), "certificate is no plain text"),
    ],
)
def test_anything_else_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=f"simulator.json is no state file of the simulator: .*{reason}"):
        read_fleet(content, PATH)


def test_no_file_means_no_simulator(tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"No simulator runs: there is no state file .* Start one with: ansible-playbook"
    ):
        load_fleet(tmp_path / "none.json")
    with pytest.raises(InputError, match="cannot be read: Is a directory"):
        load_fleet(tmp_path)
