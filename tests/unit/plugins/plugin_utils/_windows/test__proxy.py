# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The proxy in a registry value of any shape."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._diagnosis._evidence import Proxy
from ansible_collections.licenseops.windows.plugins.plugin_utils._windows._proxy import read_proxy

#: Written by netsh winhttp set proxy (community): version, counter, flags, and two texts behind their lengths.
PROXY = (
    b"\x28\x00\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x17\x00\x00\x00proxy.corp.example:8080\x07\x00\x00\x00<local>"
)
DIRECT = b"\x18\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"


@pytest.mark.parametrize(
    ("blob", "expected"),
    [
        (PROXY, Proxy("proxy.corp.example:8080", "<local>")),
        (DIRECT, Proxy()),
        (PROXY.replace(b"\x03", b"\x01", 1), Proxy()),
        (PROXY.replace(b"\x03", b"\x02", 1), Proxy("proxy.corp.example:8080", "<local>")),
        (PROXY[:10], Proxy()),
        (PROXY[:30], Proxy("proxy.corp.exa", None)),
        (b"\xff" * 40, None),
        (PROXY[:12] + b"\x05\x00\x00\x01" + b"proxy.example", Proxy("proxy.example")),
    ],
)
def test_a_proxy_setting_of_any_shape_is_read(blob: bytes, expected: Proxy | None) -> None:
    proxy = read_proxy(blob)
    assert expected is None or proxy == expected
