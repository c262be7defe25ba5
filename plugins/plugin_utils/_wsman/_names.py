# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of the protocol: namespaces, actions, limits. Data only."""

from __future__ import annotations

#: SOAP 1.2 and the WS-* namespaces used by WS-Management (DSP0226 section 2.4, [MS-WSMV] 2.2.1).
SOAP = "http://www.w3.org/2003/05/soap-envelope"
ADDRESSING = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
ENUMERATION = "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
WSMAN = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
MICROSOFT_WSMAN = "http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd"
#: WS-Management's own Identify (DSP0226 section 11).
IDENTITY = "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

ANONYMOUS = f"{ADDRESSING}/role/anonymous"
ACTION_ENUMERATE = f"{ENUMERATION}/Enumerate"
ACTION_PULL = f"{ENUMERATION}/Pull"

ACTION_DELETE = "http://schemas.xmlsoap.org/ws/2004/09/transfer/Delete"

#: Prefix of the resource URI of a class in the CIM form, which names its namespace in a selector (recorded).
CIM_PREFIX = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2"

#: The filter dialect of a WQL query ([MS-WSMV] 3.1.4.1.13).
WQL_DIALECT = "http://schemas.microsoft.com/wbem/wsman/1/WQL"

#: Prefix of the resource URI of a WMI class; namespace and class follow ([MS-WSMV] 2.2.4.36).
WMI_PREFIX = "http://schemas.microsoft.com/wbem/wsman/1/wmi"

#: The service lowers anything above MaxTimeoutms, 60 s by default ([MS-WSMV] 2.2.4.10), so asking for more is idle.
OPERATION_TIMEOUT_SECONDS = 60

#: Bytes; the default MaxEnvelopeSizekb of current Windows is 500 ([MS-WSMV] 2.2.4.10).
MAX_ENVELOPE_SIZE = 512000

#: Items in one Pull; the default MaxBatchItems ([MS-WSMV] 2.2.4.10).
MAX_ELEMENTS = 32000

#: ERROR_WSMAN_... "operation timed out": the method may go on at the host (recorded).
FAULT_TIMED_OUT = 2150858793
