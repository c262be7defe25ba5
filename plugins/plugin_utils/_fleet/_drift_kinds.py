# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kinds of changes between two surveys. Pure."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Kind(enum.Enum):
    """What has changed, the worst first; the values are stable names.

    Attributes:
        ACTIVATED_BY: Licensed by another way than before.
        KMS_HOST: Another KMS host is set, or one was found that served nobody before.
        HARDWARE: The name leads to other hardware, and what it led to before has not just got another name.
        RENAMED: The same hardware under another name.
        TWO_NAMES: The inventory has one machine under several names.
        SAME_UUID: Several machines show one hardware UUID, so that they cannot be told apart by it.
        CLONES: Several machines have one client machine ID; a KMS host counts them once.
        UNREAD: It was read before, and cannot be read now.
        READ_AGAIN: The other way round.
    """

    UNLICENSED = "unlicensed"
    CLONES = "clones"
    SAME_UUID = "same_uuid"
    SUPPORT = "support"
    ESU = "esu"
    ACTIVATED_BY = "activated_by"
    KEY = "key"
    EDITION = "edition"
    KMS_HOST = "kms_host"
    HARDWARE = "hardware"
    RENAMED = "renamed"
    TWO_NAMES = "two_names"
    VANISHED = "vanished"
    UNREAD = "unread"
    NEW = "new"
    READ_AGAIN = "read_again"
    LICENSED = "licensed"


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a machine.

    Attributes:
        host: Its name in the inventory, the newer one.
        product: What it is about, where it is one product.
        before: What it was, by stable names, or names and ends of keys; None for nothing.
        after: What it is.
        others: Other names, for what several hosts have in common.
    """

    kind: Kind
    host: str
    product: str | None = None
    before: str | None = None
    after: str | None = None
    others: tuple[str, ...] = ()
