# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which method sets what. The service and each product have the same ones."""

from __future__ import annotations

from .._licensing._kms import KmsSetting, KmsValue

#: Name of the setting inside the methods' names, and the parameter of the setter (documented).
_SETTERS = {
    KmsSetting.HOST: ("KeyManagementServiceMachine", "MachineName"),
    KmsSetting.PORT: ("KeyManagementServicePort", "PortNumber"),
    KmsSetting.LOOKUP_DOMAIN: ("KeyManagementServiceLookupDomain", "LookupDomain"),
    KmsSetting.ACTIVATION_TYPE: ("VLActivationTypeEnabled", "ActivationType"),
}


def setter_of(setting: KmsSetting, value: KmsValue) -> tuple[str, dict[str, str]]:
    """Method and arguments that bring a setting to a value.

    >>> setter_of(KmsSetting.PORT, None)
    ('ClearKeyManagementServicePort', {})
    """
    if setting is KmsSetting.HOST_CACHING:
        return "DisableKeyManagementServiceHostCaching", {"DisableCaching": "false" if value else "true"}
    name, parameter = _SETTERS[setting]
    return (f"Clear{name}", {}) if value is None else (f"Set{name}", {parameter: str(value)})
