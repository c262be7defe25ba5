# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the licensing client writes into the Application log: insertion strings by event."""

from __future__ import annotations

from datetime import datetime

from .state import Licence, MachineState
from .values import Channel, minutes_until

#: recorded: rules of the AutoActivate action, one for volume clients and one for all others
_VOLUME_RULE = "eeba1977-569e-4571-b639-7623d8bfecc0"
_ONLINE_RULE = "31e71c49-8da7-4a2f-ad92-45d98a1c79ba"
#: documented bit: the count of the KMS host is not reached
_COUNT_FLAG = 0x04000000


def request_strings(state: MachineState, licence: Licence, place: str, code: int, moment: datetime) -> tuple[str, ...]:
    """12288, one comma-separated string (documented fields, recorded shape)."""
    left = minutes_until(licence.expires_at, moment)
    head = f"0x{code:08X}, 0x00000000, {place}, {state.service.client_machine_id}, {moment:%Y/%m/%d %H:%M}, 1"
    return (f"{head}, {int(licence.status)}, {left}, {licence.sku.activation_id}, {licence.sku.kms_threshold}",)


def response_strings(code: int, count: int, intervals: tuple[int, int], moment: datetime) -> tuple[str, ...]:
    """12289, one comma-separated string; activated unless there is a code."""
    flags = _COUNT_FLAG if code else 0
    activation, renewal = intervals
    return (
        f"0x{code:08X}, 0x{flags:08X}, {int(not code)}, 0, {count}, {activation}, {renewal}, {moment:%Y/%m/%d %H:%M}",
    )


def attempt_strings(licence: Licence, code: int, trigger: str = "TimerEvent") -> tuple[str, ...]:
    """8198: the result and the command line of the failed attempt, two strings (recorded)."""
    rule = _VOLUME_RULE if licence.sku.channel is Channel.GVLK else _ONLINE_RULE
    product = f"AppId={licence.sku.application};SkuId={licence.sku.activation_id}"
    return (
        f"hr=0x{code:08X}",
        f"RuleId={rule};Action=AutoActivate;{product};NotificationInterval=1440;Trigger={trigger}",
    )


def acquisition_strings(code: int) -> tuple[str, ...]:
    """8200 and its kin: the result alone, at the end of the message (documented by the inbox script's reading)."""
    return (f"hr=0x{code:08X}",)


def report_failure(state: MachineState, licence: Licence, code: int) -> None:
    """What a failed activation over the internet leaves behind; a KMS attempt has told 12288 already."""
    if licence.sku.channel is not Channel.GVLK:
        state.log(8200, *acquisition_strings(code))
        if state.switches.online_failure_logs_8198:
            state.log(8198, *attempt_strings(licence, code))
    note_reason(state, licence, code)


def report_automatic_failure(state: MachineState, licence: Licence, code: int) -> None:
    """What a failed attempt of the service's own timer leaves behind (recorded on volume clients)."""
    state.log(8198, *attempt_strings(licence, code))
    note_reason(state, licence, code)


def note_reason(state: MachineState, licence: Licence, code: int) -> None:
    """Show the code as LicenseStatusReason of a row that is not licensed, if the switch says so."""
    if state.switches.failed_activation_sets_reason and licence.key is not None and not licence.is_licensed:
        licence.reason = code
