# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults: two dialects, one result. Matches by local name because Windows varies the namespaces (recorded).

WSManFault dialect: ``<f:WSManFault Code="..."><f:Message>text | ProviderFault | nested WSManFault``.
MSFT_WmiError dialect: ``<p:MSFT_WmiError>`` with ``error_Code``, ``MessageID`` and ``Message`` children, empty Reason.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from ._errors import WSManFault
from ._names import SOAP

_HRESULT_IN_TEXT = re.compile(r"0x([0-9A-Fa-f]{8})\b")
_UINT32 = 0x1_0000_0000


def parse_fault(fault: ET.Element) -> WSManFault:
    """The error a SOAP fault stands for; never fails, whatever the fault looks like."""
    detail = fault.find(f"{{{SOAP}}}Detail")
    text = _specific_text(fault, detail)
    codes = tuple(dict.fromkeys(_codes(detail, text)))
    return WSManFault(codes, _subcode(fault), text)


def _local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _subcode(fault: ET.Element) -> str:
    value = fault.findtext(f"{{{SOAP}}}Code/{{{SOAP}}}Subcode/{{{SOAP}}}Value") or ""
    return value.strip().rpartition(":")[2]


def _codes(detail: ET.Element | None, text: str) -> Iterator[int]:
    """Codes, most specific first: of the provider, of WMI, then of WinRM, then any the text names."""
    if detail is not None:
        for element in detail.iter():
            if _local(element) in ("error_Code", "MessageID"):
                yield from _number(element.text)
        nested = [element for element in detail.iter() if _local(element) == "WSManFault"]
        for element in reversed(nested):
            yield from _number(element.get("Code"))
    for match in _HRESULT_IN_TEXT.finditer(text):
        yield int(match.group(1), 16)


def _number(value: str | None) -> Iterator[int]:
    """An unsigned 32-bit code written as decimal (signed or not) or as ``HRESULT 0x...``; 0 is no code."""
    text = (value or "").strip()
    hexadecimal = _HRESULT_IN_TEXT.search(text)
    if hexadecimal:
        code = int(hexadecimal.group(1), 16)
    else:
        code = int(text) % _UINT32 if re.fullmatch(r"-?[0-9]{1,10}", text) else 0
    if code:
        yield code


def _specific_text(fault: ET.Element, detail: ET.Element | None) -> str:
    """The innermost message; the SOAP Reason is generic, often empty."""
    found = ""
    if detail is not None:
        for element in detail.iter():
            if _local(element) in ("Message", "ProviderFault", "error_WindowsErrorMessage"):
                found = " ".join((element.text or "").split()) or found
    if found:
        return found
    return " ".join((fault.findtext(f"{{{SOAP}}}Reason/{{{SOAP}}}Text") or "").split())
