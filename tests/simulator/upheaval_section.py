# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of a host in a scenario that are about its edition, its components and its restarts."""

from __future__ import annotations

from typing import Any

from .catalogue import Profile
from .model.editions import SKU_NUMBERS
from .model.upheaval import Power, ServicingFates
from .validation import Node

_SERVICING_KEYS = ("seconds", "exit_code", "dies_after", "dies_alone", "sticks", "blocks_wmi", "scheduler")
_POWER_KEYS = ("away", "users", "refusals", "loses_answer", "returns", "second_after")
_CLIENT, _SERVER = 1, 3
_GIB = 1 << 30


def read_edition(node: Node, system: Profile) -> dict[str, Any]:
    """What a host is, where it differs from its profile: another edition or build, Server Core, a controller."""
    data = system.data
    edition = node.at("edition").text(data["edition"])
    build = node.at("build").number(default=data["build"])
    kind = node.at("installation_type")
    battery = node.at("batteries")
    targets = node.at("target_editions")
    major = data["version"].rpartition(".")[0]
    is_own = edition == data["edition"]
    return {
        "edition": edition,
        "version": f"{major}.{build}",
        "build": build,
        "revision": node.at("revision").number(default=data["revision"]),
        "operating_system_sku": data["operating_system_sku"] if is_own else SKU_NUMBERS.get(edition, 0),
        "product_type": data["product_type"] if is_own or edition != "ServerRdsh" else _SERVER,
        "is_core": kind.choice(("Client", "Server", "Server Core"), "Server") == "Server Core",
        "is_domain_controller": node.at("domain_controller").flag(False),
        "is_s_mode": node.at("s_mode").flag(False),
        "display_version": node.at("display_version").optional_text(),
        "batteries": tuple(item.number() for item in battery.list()),
        "free_bytes": int(node.at("free_gib").real(60) * _GIB),
        "target_editions": targets.texts() if targets.is_set else None,
        "subscription": _subscription(node.at("subscription")),
    }


def _subscription(node: Node) -> dict[str, int | str] | None:
    """What the service says of a subscription; None where this Windows has no columns for it."""
    if not node.is_set:
        return None
    node.keys(("type", "status", "edition", "expiry"))
    return {
        "Type": node.at("type").number(default=0),
        "Status": node.at("status").number(default=120),
        "Edition": node.at("edition").text(""),
        "Expiry": node.at("expiry").text(""),
    }


def read_servicing(node: Node) -> ServicingFates:
    """How Windows works on its components: how long, and what goes wrong."""
    node.keys(_SERVICING_KEYS)
    code, death = node.at("exit_code"), node.at("dies_after")
    return ServicingFates(
        seconds=node.at("seconds").real(900),
        exit_code=code.code() if code.is_set else None,
        dies_after=death.real() if death.is_set else None,
        dies_alone=node.at("dies_alone").flag(False),
        sticks=node.at("sticks").flag(True),
        blocks_wmi=node.at("blocks_wmi").flag(False),
        scheduler=node.at("scheduler").choice(("works", "missing", "denied", "refuses"), "works"),
    )


def read_power(node: Node) -> Power:
    """How a host restarts, and what keeps it from that."""
    node.keys(_POWER_KEYS)
    second = node.at("second_after")
    return Power(
        away=node.at("away").real(60),
        users=node.at("users").texts(),
        refusals=[item.number() for item in node.at("refusals").list()],
        loses_answer=node.at("loses_answer").flag(False),
        returns=node.at("returns").flag(True),
        second_after=second.real() if second.is_set else None,
    )
