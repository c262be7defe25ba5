# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Surveys of fleets of any size, with hosts of every kind and fate, made from results of win_activation_status.

The same size gives the same survey. A small one has each kind of host once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

from ansible_collections.licenseops.windows.plugins.plugin_utils._fleet._survey import FORMAT, Survey, SurveyRow
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._moment import iso_minute, iso_second

NOON = datetime(2026, 3, 2, 12, 0, 0, tzinfo=timezone.utc)

#: A name of which every character that matters in HTML, in a spreadsheet, in a label and in an address is part.
ODD = '=1+<b id="x">&\'"\\ #%+名'

_SITES = ("berlin", "osaka", "tokyo", "vienna")

Result = dict[str, Any]


def licence(**changes: Any) -> Result:
    """A product as a module returns it: Windows, licensed by KMS and renewed yesterday."""
    return {
        "activation_id": "2de67392-b7a7-462a-b1ca-108dd189f588",
        "application": "windows",
        "name": "Windows(R), Professional edition",
        "family": "Professional",
        "channel": "gvlk",
        "is_addon": False,
        "license_status": "licensed",
        "license_status_code": 1,
        "licensed": True,
        "reason": {"code": "0x00000000", "symbol": None, "text": None},
        "partial_product_key": "3V66T",
        "grace_minutes": 257_000,
        "expires_at": iso_minute(NOON + timedelta(days=178)),
        "activated_by": "kms",
        "kms": {"host": None, "discovered_host": "kms-1.corp.example", "discovered_port": 1688},
    } | changes


def unlicensed(code: str, **changes: Any) -> Result:
    """The same, in notification mode for a reason."""
    state = {"license_status": "notification", "license_status_code": 5, "licensed": False, "activated_by": "none"}
    reason = {"code": code, "symbol": None, "text": None}
    return licence(**state, reason=reason, grace_minutes=0, expires_at=None, **changes)


def office(**changes: Any) -> Result:
    """A product of Office by MAK."""
    return (
        licence(
            application="office",
            activation_id="0ce2d3d1-7a3c-4c1c-b0d5-3f9dcd9d6d4a",
            name="Office 24, Office24ProPlus2024VL_MAK_AE edition",
            family="Office24ProPlus2024VL_MAK_AE",
            channel="mak",
            partial_product_key="VWM72",
            expires_at=None,
            activated_by="mak",
            kms=None,
        )
        | changes
    )


def read(number: int, *products: Result, **changes: Any) -> Result:
    """What a host answers with all that a survey asks for."""
    return {
        "products": list(products),
        "licensed": bool(products) and all(product["licensed"] for product in products),
        "service": {"client_machine_id": f"{number:08x}-0000-4000-8000-000000000000", "version": "10.0.26100.1"},
        "host": {"uuid": f"{number:08X}-0000-4000-8000-4C4F43414C00", "name": f"PC{number}", "build": 26100},
        "support": {"state": "supported", "name": "Windows 11, version 24H2", "ends": "2027-10-12", "days": 589},
    } | changes


def _server(**changes: Any) -> Result:
    mak = {"channel": "mak", "activated_by": "mak", "expires_at": None, "partial_product_key": "PKX99", "kms": None}
    return licence(family="ServerStandard", name="Windows(R), ServerStandard edition") | mak | changes


def kinds(number: int) -> Iterator[tuple[str, tuple[str, ...], Result]]:
    """One host of each kind, numbered: name, groups and result. The commonest kinds are there several times."""
    ended = {"state": "ended", "name": "Windows 10, version 22H2", "ends": "2025-10-14", "days": -139}
    soon = {
        "state": "supported",
        "name": "Windows Server 2016",
        "ends": "2026-04-14",
        "days": 43 + 7 * (number // 4 % 7),
    }
    pinned = {"kms": {"host": "KMS-Old.corp.example.", "port": 1689, "discovered_host": None}}
    site = _SITES[number % len(_SITES)]
    for part in range(7):
        yield f"desk-{number}-{part}", (site, "desks"), read(number * 100 + part, licence(), office())
    for part in range(3):
        result = read(number * 100 + 10 + part, _server(), support=soon)
        yield f"srv-{number}-{part}", (site, "servers"), result
    oem = licence(
        channel="oem", activated_by="oem", expires_at=None, family="Core", kms=None, partial_product_key="8HVX7"
    )
    yield f"home-{number}", ("desks",), read(number * 100 + 20, oem, support=ended)
    for part in range(2):
        yield (
            f"lost-{number}-{part}",
            (site, "desks"),
            read(number * 100 + 30 + part, unlicensed("0xC004F074", **pinned)),
        )
    late = licence(expires_at=iso_minute(NOON + timedelta(days=12 + 16 * (number // 4 % 5))), **pinned)
    yield f"late-{number}", (site, "servers"), read(number * 100 + 40, late)
    trial = licence(
        channel="eval",
        activated_by="none",
        expires_at=iso_minute(NOON + timedelta(days=51 - 8 * (number // 4 % 6))),
        kms=None,
    )
    yield f"trial-{number}", ("lab",), read(number * 100 + 50, trial | {"family": "ServerDatacenterEval"})
    spent = unlicensed("0xC004C020", channel="mak", kms=None, partial_product_key="PKX99")
    yield f"spent-{number}", (site, "servers"), read(number * 100 + 60, spent, office())
    clone = {"client_machine_id": "c10e0000-0000-4000-8000-000000000000"}
    yield f"clone-{number}", ("lab",), read(number * 100 + 70, licence(), service=clone)
    yield f"bare-{number}", (), read(number * 100 + 80)
    address = f"10.1.{number % 250}.7"
    gone = f"ntlm: HTTPConnectionPool(host='{address}', port=5985): Max retries exceeded"
    yield f"gone-{number}", (site, "desks"), {"unreachable": True, "msg": gone}
    refusal = {"message": "Access is denied.", "advice": "Ask.", "code": "0x80070005", "symbol": "E_ACCESSDENIED"}
    yield f"shut-{number}", (site, "servers"), {"failed": True, "msg": "Access is denied. Ask.", "error": refusal}
    yield f"later-{number}", ("lab",), {}


def survey_of(size: int) -> Survey:
    """A survey of so many hosts; the first of all has an odd name and the second two names."""
    rows = [
        SurveyRow.of_task(ODD, [ODD], read(0, unlicensed("0xC004F074")), NOON),
        SurveyRow.of_task("two-names", ["lab"], read(100, licence(), office()), NOON),
    ]
    number = 0
    while len(rows) < size:
        number += 1
        rows += [SurveyRow.of_task(name, groups, result, NOON) for name, groups, result in kinds(number)]
    ended = iso_second(NOON + timedelta(seconds=7))
    return Survey(FORMAT, iso_second(NOON), ended, "all", complete=False, rows=tuple(rows[:size]))
