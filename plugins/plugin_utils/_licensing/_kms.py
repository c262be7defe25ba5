# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""KMS client settings: what can be set, at which level, and how people write a host."""

from __future__ import annotations

import enum
import ipaddress
import re
from collections.abc import Mapping
from typing import Final

from .._language._errors import InputError
from ._model import Channel, Product, Service

#: TCP port a KMS client uses when none is set (documented).
DEFAULT_PORT = 1688
_LARGEST_PORT = 65535

#: Windows allows the underscore in names of computers. A last label that is a number makes an address of the whole.
_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"[0-9]+|0[xX][0-9A-Fa-f]*")
_LONGEST_NAME = 253

#: Other blanks and control characters at the ends are a mistake that nobody sees.
_BLANKS = " \t\r\n"
_LONGEST_QUOTE = 60


class KmsSetting(enum.Enum):
    """One setting of a KMS client."""

    LOOKUP_DOMAIN = "lookup domain"
    HOST = "KMS host"
    PORT = "KMS port"
    HOST_CACHING = "KMS host caching"
    ACTIVATION_TYPE = "activation type"


class KmsSource(enum.Enum):
    """Where a KMS client knows its KMS host from; the first of these that names one wins (documented)."""

    PRODUCT = "product"
    SERVICE = "service"
    DNS = "dns"


#: Values as the planner handles them; None is the absence of a setting.
KmsValue = str | int | bool | None

#: VLActivationTypeEnabled (documented). None is "any": AD first, then KMS.
ACTIVATION_TYPES: Final[Mapping[str, int | None]] = {"any": None, "ad": 1, "kms": 2, "token": 3}


def parse_kms_host(text: str) -> tuple[str, int | None]:
    """Host and port of ``name``, ``name:port``, an IPv4 or IPv6 address, or ``[IPv6]:port``.

    An IPv6 address is kept in brackets, as slmgr.vbs stores it (inferred from the script). One with a zone is none: a
    zone names a network interface of one machine, and means another one, or nothing, on the next.

    >>> parse_kms_host("kms.example:1689")
    ('kms.example', 1689)
    >>> parse_kms_host("2001:db8::1")
    ('[2001:db8::1]', None)

    Raises:
        InputError: It is none of these.
    """
    stripped = text.strip(_BLANKS)
    if _is_ipv6(stripped):
        return f"[{stripped}]", None
    bracketed = re.fullmatch(r"\[([^\]]*)\](?::(.*))?", stripped)
    if bracketed and _is_ipv6(bracketed.group(1)):
        return f"[{bracketed.group(1)}]", _port_or_none(bracketed.group(2))
    if "%" in stripped:
        raise InputError(
            "{text!r} is not a KMS host: an address with a zone, the part behind %, names a network interface.",
            advice="Give the address without its zone, or a host name.",
            text=quoted(text),
        )
    name, colon, port = stripped.partition(":")
    if not is_dns_name(name) and not _is_ipv4(name):
        raise InputError(
            "{text!r} is not a KMS host.",
            advice="Give a host name, host:port, an IPv4 address, or [IPv6 address]:port.",
            text=quoted(text),
        )
    return name, _port_or_none(port if colon else None)


def parse_port(number: int) -> int:
    """A TCP port.

    Raises:
        InputError: It is outside 1 to 65535.
    """
    if not 0 < number <= _LARGEST_PORT:
        raise InputError(
            "{number} is not a TCP port.", advice="Give a number from 1 to 65535; KMS uses 1688.", number=number
        )
    return number


def is_dns_name(name: str) -> bool:
    """True for a DNS name, relative or with its root, and not for an address."""
    relative = name.removesuffix(".")
    labels = relative.split(".")
    return (
        len(relative) <= _LONGEST_NAME
        and all(_LABEL.fullmatch(label) for label in labels)
        and not _NUMBER.fullmatch(labels[-1])
    )


def quoted(text: str) -> str:
    """As much of a text as a sentence can bear."""
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}..."


def current_value(setting: KmsSetting, service: Service | None, product: Product | None) -> KmsValue:
    """What is set now, at the level of a product when one is given, else of the service.

    The activation type is no member of the service; the products show what is in force.
    """
    if setting is KmsSetting.ACTIVATION_TYPE:
        return product.enabled_type if product is not None else None
    if setting is KmsSetting.HOST_CACHING:
        return service.host_caching if service is not None else None
    if product is not None:
        kms = product.kms
    elif service is not None:
        kms = service.kms
    else:
        return None
    return {KmsSetting.HOST: kms.host, KmsSetting.PORT: kms.port, KmsSetting.LOOKUP_DOMAIN: kms.lookup_domain}[setting]


def kms_source(product: Product, service: Service | None) -> KmsSource | None:
    """Where a product knows its KMS host from; None when it is no KMS client, or when only the service could tell."""
    if product.channel is not Channel.GVLK:
        return None
    if product.kms.host:
        return KmsSource.PRODUCT
    if service is None:
        return None
    return KmsSource.SERVICE if service.kms.host else KmsSource.DNS


def _port_or_none(text: str | None) -> int | None:
    if text is None:
        return None
    if not re.fullmatch(r"[0-9]{1,5}", text):
        raise InputError(
            "{text!r} is not a TCP port.", advice="Give a number from 1 to 65535; KMS uses 1688.", text=quoted(text)
        )
    return parse_port(int(text))


def _is_ipv4(text: str) -> bool:
    return _is_address(text, ipaddress.IPv4Address)


def _is_ipv6(text: str) -> bool:
    """A zone may be any text at all to Python (documented), so it is none here."""
    return "%" not in text and _is_address(text, ipaddress.IPv6Address)


def _is_address(text: str, kind: type[ipaddress.IPv4Address | ipaddress.IPv6Address]) -> bool:
    try:
        kind(text)
    except ValueError:
        return False
    return True
