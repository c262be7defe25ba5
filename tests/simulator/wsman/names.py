# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Namespaces, actions and resource URIs of the protocol. Data only."""

from __future__ import annotations

#: [MS-WSMV] 2.2.1, DSP0226, DSP0230
SOAP = "http://www.w3.org/2003/05/soap-envelope"
ADDRESSING = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
ENUMERATION = "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
TRANSFER = "http://schemas.xmlsoap.org/ws/2004/09/transfer"
WSMAN = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
IDENTITY = "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"
MS_WSMAN = "http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd"
CIM_BINDING = "http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd"
CIM_COMMON = "http://schemas.dmtf.org/wbem/wscim/1/common"
FAULT = "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XML = "http://www.w3.org/XML/1998/namespace"
ANONYMOUS = f"{ADDRESSING}/role/anonymous"

ACTION_ENUMERATE = f"{ENUMERATION}/Enumerate"
ACTION_PULL = f"{ENUMERATION}/Pull"
ACTION_RELEASE = f"{ENUMERATION}/Release"
ACTION_GET = f"{TRANSFER}/Get"
#: actions of the shell and configuration plug-ins; known, but not on a WMI resource
ACTION_DELETE = f"{TRANSFER}/Delete"
OTHER_TRANSFER_ACTIONS = tuple(f"{TRANSFER}/{verb}" for verb in ("Put", "Create"))

FAULT_ACTIONS = {
    "wsman": "http://schemas.dmtf.org/wbem/wsman/1/wsman/fault",
    "addressing": f"{ADDRESSING}/fault",
    "enumeration": f"{ENUMERATION}/fault",
    "transfer": f"{TRANSFER}/fault",
}
FAULT_DETAIL = "http://schemas.dmtf.org/wbem/wsman/1/wsman/faultDetail/"

WMI_PREFIX = "http://schemas.microsoft.com/wbem/wsman/1/wmi/"
CIM_PREFIX = "http://schemas.dmtf.org/wbem/wscim/1/"
CIM_CLASS_PREFIX = f"{CIM_PREFIX}cim-schema/2/"
SHELL_PREFIXES = (
    "http://schemas.microsoft.com/wbem/wsman/1/windows/shell",
    "http://schemas.microsoft.com/powershell/",
)
WQL_DIALECTS = (
    "http://schemas.microsoft.com/wbem/wsman/1/wql",
    "http://schemas.dmtf.org/wbem/cql/1/dsp0202.pdf",
)
NAMESPACE_SELECTOR = "__cimnamespace"


def qualified(namespace: str, name: str) -> str:
    """A name in ElementTree's `{namespace}local` form."""
    return f"{{{namespace}}}{name}"
