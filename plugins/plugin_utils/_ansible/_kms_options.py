# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options that describe KMS client settings, and what they wish."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._language._errors import InputError
from .._language._text import Text
from .._licensing._kms import (
    ACTIVATION_TYPES,
    DEFAULT_PORT,
    KmsSetting,
    KmsValue,
    is_dns_name,
    parse_kms_host,
    parse_port,
    quoted,
)
from .._licensing._model import Service
from .._planner._kms import KmsWish
from .._planner._wish import Observed

#: What ``state: absent`` clears.
ABSENT = KmsWish(tuple((setting, None) for setting in (KmsSetting.LOOKUP_DOMAIN, KmsSetting.HOST, KmsSetting.PORT)))


def parse_kms_wish(args: Mapping[str, Any], prefix: str = "", activation_id: str | None = None) -> KmsWish | None:
    """The wish in the options ``host``, ``port``, ``lookup_domain``, ``host_caching`` and ``activation_type``.

    Args:
        args: Validated options.
        prefix: What the names of all but activation_type begin with.
        activation_id: The product whose own settings are meant.

    Raises:
        InputError: A host, port or domain is none.
    """
    values = dict(_host_and_port(args.get(f"{prefix}host"), args.get(f"{prefix}port")))
    domain = args.get(f"{prefix}lookup_domain")
    if domain is not None:
        values[KmsSetting.LOOKUP_DOMAIN] = _domain(domain)
    if args.get(f"{prefix}host_caching") is not None:
        values[KmsSetting.HOST_CACHING] = args[f"{prefix}host_caching"]
    if args.get("activation_type"):
        values[KmsSetting.ACTIVATION_TYPE] = ACTIVATION_TYPES[args["activation_type"]]
    if not values:
        return None
    return KmsWish(tuple((setting, values[setting]) for setting in KmsSetting if setting in values), activation_id)


def kms_remarks(wish: KmsWish | None, observed: Observed) -> list[Text]:
    """Warnings about settings that stand in each other's way."""
    if wish is None:
        return []
    values = dict(wish.values)
    remarks = []
    service = observed.part(Service)
    host = values.get(KmsSetting.HOST, service.kms.host if service else None)
    domain = values.get(KmsSetting.LOOKUP_DOMAIN, service.kms.lookup_domain if service else None)
    if host and domain:
        remarks.append(
            Text(
                "The lookup domain {domain} has no effect as long as the KMS host {host} is set.",
                domain=domain,
                host=host,
            )
        )
    if KmsSetting.HOST in values and service is not None:
        remarks += [
            Text(
                "{product} has a KMS host of its own, {host}, which wins over that of the service.",
                product=product.title,
                host=product.kms.host,
            )
            for product in observed.products
            if product.kms.host and product.kms.host != values[KmsSetting.HOST]
        ]
    return remarks


def _host_and_port(host: str | None, port: int | None) -> dict[KmsSetting, KmsValue]:
    """A host given without a port means the default port, as with slmgr /skms (documented)."""
    if host is None:
        return {} if port is None else {KmsSetting.PORT: _effective(parse_port(port))}
    name, own_port = parse_kms_host(host)
    if port is not None and own_port is not None and port != own_port:
        raise InputError(
            "The port is given twice, as {own_port} and as {port}.",
            advice="Give it once.",
            own_port=own_port,
            port=port,
        )
    chosen = own_port if port is None else parse_port(port)
    return {KmsSetting.HOST: name, KmsSetting.PORT: _effective(chosen)}


def _effective(port: int | None) -> int | None:
    """The default port is the absence of a setting; hosts show both alike (recorded)."""
    return None if port == DEFAULT_PORT else port


def _domain(text: str) -> str | None:
    stripped = text.strip(" \t\r\n")
    if stripped and not is_dns_name(stripped):
        raise InputError(
            "{text!r} is not a DNS domain.",
            advice="Give one such as corp.example, or nothing to clear it.",
            text=quoted(text),
        )
    return stripped or None
