# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows and IDs for the page: random digits with check digits, which no real system would take."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._offline_id import ConfirmationId
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._row import ListRow, RowState
from tests.simulator.model.digits import blocks, check_digit


def digits(seed: str, count: int, size: int) -> str:
    """Blocks that end in their check digits."""
    source = random.Random(seed)
    bodies = ("".join(source.choices("0123456789", k=size - 1)) for dummy in range(count))
    return "".join(body + check_digit(body) for body in bodies)


def cid(seed: str) -> str:
    """A Confirmation ID that begins with zeros and is none."""
    return "000000" + digits(f"confirmation {seed}", 7, 6)


def damaged(confirmation_id: str, block: int) -> str:
    """The same with the check digit of a block, counted from 0, off by one."""
    found = blocks(confirmation_id, 6)
    found[block] = found[block][:-1] + str((int(found[block][-1]) + 1) % 7)
    return "".join(found)


def row(number: int, **values: Any) -> ListRow:
    """A row of a host that needs a Confirmation ID."""
    fields: dict[str, Any] = {
        "host": f"press-{number:03d}",
        "host_uuid": f"4C4C4544-0000-4000-8000-{number:012X}",
        "application": "windows",
        "product_name": "Windows(R), Enterprise edition",
        "portal_product": "Windows 11",
        "activation_id": "a0000000-0000-4000-8000-000000000001",
        "channel": "Volume:MAK",
        "partial_product_key": "3V66T",
        "installation_id": digits(f"installation {number}", 9, 7),
        "collected_at": "2026-03-02 08:00 UTC",
    }
    return ListRow(**{**fields, **values})


def rows(numbers: Iterable[int]) -> list[ListRow]:
    """Rows of several hosts with one product."""
    return [row(number) for number in numbers]


#: Office on a machine that has Windows too.
OFFICE: dict[str, Any] = {
    "application": "office",
    "product_name": "Office 24, Office24ProPlus2024VL_MAK_AE edition",
    "portal_product": "Office LTSC 2024",
    "activation_id": "0ff1ce",
    "partial_product_key": "VWM72",
}
VISIO: dict[str, Any] = {
    **OFFICE,
    "product_name": "Office 24, Office24VisioPro2024VL_MAK_AE edition",
    "activation_id": "0ff1ce2",
    "partial_product_key": "KRT37",
}


def known(digits_of_it: str) -> ConfirmationId:
    """A Confirmation ID that is in the list."""
    return ConfirmationId.parse(digits_of_it, allow_failing_check_digits=True)


def machines() -> list[ListRow]:
    """Five rows of three machines: Windows on each, on the first Office too, and Visio, which is confirmed."""
    return [
        *rows([1, 2, 3]),
        row(1, **OFFICE, installation_id=digits("office 1", 9, 7)),
        row(
            1,
            **VISIO,
            installation_id=digits("visio 1", 9, 7),
            state=RowState.CONFIRMED,
            confirmation_id=known(cid("visio")),
        ),
    ]
