# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The method behind each setting of a KMS client."""

from __future__ import annotations

import pytest

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._kms import KmsSetting, KmsValue
from ansible_collections.licenseops.windows.plugins.plugin_utils._windows._setters import setter_of


@pytest.mark.parametrize(
    ("setting", "value", "method", "arguments"),
    [
        (KmsSetting.HOST, "kms.example", "SetKeyManagementServiceMachine", {"MachineName": "kms.example"}),
        (KmsSetting.HOST, None, "ClearKeyManagementServiceMachine", {}),
        (KmsSetting.PORT, 1689, "SetKeyManagementServicePort", {"PortNumber": "1689"}),
        (KmsSetting.PORT, None, "ClearKeyManagementServicePort", {}),
        (KmsSetting.LOOKUP_DOMAIN, "a.example", "SetKeyManagementServiceLookupDomain", {"LookupDomain": "a.example"}),
        (KmsSetting.LOOKUP_DOMAIN, None, "ClearKeyManagementServiceLookupDomain", {}),
        (KmsSetting.ACTIVATION_TYPE, 2, "SetVLActivationTypeEnabled", {"ActivationType": "2"}),
        (KmsSetting.ACTIVATION_TYPE, None, "ClearVLActivationTypeEnabled", {}),
        (KmsSetting.HOST_CACHING, True, "DisableKeyManagementServiceHostCaching", {"DisableCaching": "false"}),
        (KmsSetting.HOST_CACHING, False, "DisableKeyManagementServiceHostCaching", {"DisableCaching": "true"}),
    ],
)
def test_a_setting_has_a_method(setting: KmsSetting, value: KmsValue, method: str, arguments: dict[str, str]) -> None:
    assert setter_of(setting, value) == (method, arguments)


def test_every_setting_can_be_set_and_cleared() -> None:
    assert all(setter_of(setting, value)[0] for setting in KmsSetting for value in (None, 1))
