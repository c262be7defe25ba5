# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the methods of Win32_Service return, as codes that say something."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Text
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._protection import service_refused


@pytest.mark.parametrize(
    ("returned", "code"),
    [
        (2, 0x80070005),
        (7, 0x8007041D),
        (10, 0x80070420),
        (12, 0x80070433),
        (13, 0x8007042C),
        (14, 0x80070422),
        (15, 0x8007042D),
        (16, 0x80070430),
    ],
)
def test_a_number_of_win32_service_is_told_as_the_error_of_windows_it_stands_for(returned: int, code: int) -> None:
    assert service_refused(Text("Starting the service {service}", service="sppsvc"), returned).code == code
