# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The licences of a host in a scenario: which row begins in which situation, with which key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .catalogue import Profile, key_ring
from .host_section import read_product_kms
from .model.keys import KeyRecord
from .model.situations import DEFAULT_KEY_SITUATIONS, SITUATIONS
from .model.sku import Sku
from .model.spec import MachineSpec
from .model.state import KmsSettings
from .model.values import Channel
from .validation import Node

_ROW_KEYS = ("situation", "key", "minutes_left", "kms", "reason")


@dataclass(frozen=True, slots=True)
class RowPlan:
    """How one licence row begins."""

    row: str
    situation: str
    key: KeyRecord | str | None
    minutes: int | None = None
    reason: int | None = None
    kms: KmsSettings | None = None


def read_rows(node: Node, spec: MachineSpec, system: Profile) -> Iterator[RowPlan]:
    """The rows of a host that do not begin empty."""
    windows = node.at("windows")
    is_own = spec.edition == system.data["edition"]
    first = system.data["situation"] if is_own else "evaluation" if spec.edition.endswith("Eval") else "no_key"
    value = windows.value if windows.is_set else first
    yield from _windows_row(Node(value, windows.path), spec, system)
    skus = {sku.row: sku for sku in spec.skus if not sku.is_windows_base}
    for row, item in node.at("licences").items(skus):
        yield _row(item, skus[row], system)


def _windows_row(node: Node, spec: MachineSpec, system: Profile) -> Iterator[RowPlan]:
    """The row of the Windows licence follows from situation and key."""
    situation = _situation(node)
    if situation == "no_key":
        return
    key_node = node.at("key") if isinstance(node.value, dict) else Node(None)
    channel = SITUATIONS[situation].channel
    if channel is None:
        if not key_node.is_set:
            raise node.fail(f"the situation {situation} needs a key: {{situation: ..., key: ...}}")
        channel = read_key(key_node).channel
    sku = next((sku for sku in spec.skus if sku.row == f"{spec.edition}/{Channel(channel)}"), None)
    if sku is None:
        raise node.fail(f"{spec.edition} has no licence of the kind {channel}")
    yield _row(node, sku, system)


def _situation(node: Node) -> str:
    holder = node.at("situation") if isinstance(node.value, dict) else node
    return holder.choice(SITUATIONS)


def _row(node: Node, sku: Sku, system: Profile) -> RowPlan:
    situation = _situation(node)
    extra = node if isinstance(node.value, dict) else Node({}, node.path)
    extra.keys(_ROW_KEYS)
    minutes = extra.at("minutes_left")
    if SITUATIONS[situation].channel not in (None, sku.channel):
        raise node.fail(f"the row {sku.row} cannot be {situation}")
    return RowPlan(
        row=sku.row,
        situation=situation,
        key=_row_key(extra, sku, situation, system),
        minutes=minutes.number() if minutes.is_set else None,
        reason=extra.at("reason").code() if extra.at("reason").is_set else None,
        kms=read_product_kms(extra.at("kms")),
    )


def _row_key(node: Node, sku: Sku, situation: str, system: Profile) -> KeyRecord | str | None:
    given = node.at("key")
    if situation == "no_key":
        return None
    if given.is_set:
        record = read_key(given)
        if not record.covers(sku.family, sku.generation, sku.channel):
            raise given.fail(f"a key for {sku.row} is expected")
        return record
    if situation in DEFAULT_KEY_SITUATIONS:
        return _default_key(node, sku, system)
    record_or_none = key_ring().first_for(sku.family, sku.generation, sku.channel)
    if record_or_none is None and SITUATIONS[situation].needs_key:
        raise node.fail(f"profiles/keys.yml has no key for {sku.row}")
    return record_or_none or "XXXXX"


def _default_key(node: Node, sku: Sku, system: Profile) -> str:
    last5 = system.default_keys.get(sku.family)
    if last5 is None:
        raise node.fail(f"no default key of {sku.family} is known, use another situation")
    return last5


def read_key(node: Node) -> KeyRecord:
    """A key by its name in profiles/keys.yml."""
    record = key_ring().named(node.choice(key_ring().names()))
    assert record is not None
    return record
