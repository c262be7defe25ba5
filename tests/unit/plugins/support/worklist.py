# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of a work list for tests; the IDs are patterns with the check digits they need."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from ansible_collections.licenseops.windows.plugins.plugin_utils._controller._list_file import Seal
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Text
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._offline_id import (
    ConfirmationId,
    check_digit,
)
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._candidate import Candidate
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._columns import COLUMNS, texts_of
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._confirmations import Confirmation
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._csv import read_csv, write_csv
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._row import ListRow, RowState
from ansible_collections.licenseops.windows.plugins.plugin_utils._worklist._sheet import Sheet

NOW = "2026-03-02 08:00 UTC"
LATER = "2026-03-05 10:30 UTC"

#: What the first form of a list had only in its reasons.
FACTS = ("reason_code", "refused_block", "sent_at")

GUID = "aaaaaaaa-0000-0000-0000-000000000001"


def uuid(number: int) -> str:
    """The hardware of a host."""
    return f"{number:08X}-1111-2222-3333-444455556666"


def installation_id(number: int) -> str:
    """Nine blocks of seven; the first begins with zeros."""
    return "".join(body + str(check_digit(body)) for body in (f"{number * 10 + block:06}" for block in range(9)))


def confirmation_digits(number: int) -> str:
    """Eight blocks of six."""
    return "".join(body + str(check_digit(body)) for body in (f"{number * 10 + block:05}" for block in range(8)))


def confirmation_id(number: int) -> ConfirmationId:
    """A Confirmation ID."""
    return ConfirmationId.parse(confirmation_digits(number))


def row(number: int = 1, **changes: Any) -> ListRow:
    """Windows on the host of that number, needed unless changed."""
    plain = ListRow(
        host=f"PC-{number:03}",
        host_uuid=uuid(number),
        application="windows",
        product_name="Windows(R), Professional edition",
        portal_product="Windows 11",
        activation_id=GUID,
        channel="mak",
        partial_product_key="PKX99",
        installation_id=installation_id(number),
        collected_at=NOW,
    )
    return replace(plain, **changes)


def confirmed(number: int = 1, **changes: Any) -> ListRow:
    """The same with its Confirmation ID."""
    facts = {"state": RowState.CONFIRMED, "confirmation_id": confirmation_id(number), "confirmed_at": NOW}
    return row(number, **(facts | changes))


def applied(number: int = 1, **changes: Any) -> ListRow:
    """The same, licensed."""
    return confirmed(number, **({"state": RowState.APPLIED, "applied_at": NOW} | changes))


def candidate(of: ListRow, *, is_licensed: bool = False) -> Candidate:
    """What the host of a row shows."""
    fresh = replace(of, state=RowState.NEEDED, confirmation_id=None, reason="", refused_block="", typed="", extra=())
    return Candidate(replace(fresh, collected_at="", confirmed_at="", sent_at="", applied_at=""), is_licensed)


class Unencrypted:
    """A cipher for lists that are not encrypted."""

    def is_encrypted(self, text: str) -> bool:
        """None is."""
        return False

    def opened(self, text: str) -> tuple[str, Seal]:
        """Never asked."""
        raise AssertionError

    def seal(self) -> Seal:
        """Never asked."""
        raise AssertionError


def csv_of(*rows: ListRow) -> str:
    """The text of a list as CSV."""
    return write_csv(Sheet(rows))


def csv_of_first_form(*rows: ListRow, without: Collection[str] = FACTS, added: str = "") -> str:
    """A list as the version before wrote it, with one more column of a person's."""
    columns = [name for name in COLUMNS if name not in without]
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow([*columns, "Floor"])
    writer.writerows([*(texts_of(item)[name] for name in columns), added] for item in rows)
    return "\ufeff" + target.getvalue()


def rows_of(text: str) -> tuple[ListRow, ...]:
    """The rows in the text of a list as CSV."""
    return read_csv(text).rows


_places = itertools.count(1)


def brought(of: ListRow, text: str | None = None, **changes: Any) -> Confirmation:
    """What a person brings for a row; its right Confirmation ID when no text is given."""
    number = int(of.host_uuid[:8], 16)
    plain = Confirmation(
        place=Text("Entry {number}", number=next(_places)),
        host=of.host,
        host_uuid=of.host_uuid,
        activation_id=of.activation_id,
        partial_product_key=of.partial_product_key,
        installation_id=of.installation_id,
        confirmation_id=confirmation_digits(number) if text is None else text,
    )
    return replace(plain, **changes)
