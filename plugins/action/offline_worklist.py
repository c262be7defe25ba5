# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action of licenseops.windows.offline_worklist: Installation IDs and Confirmation IDs, kept together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from ..plugin_utils._base_action import LANGUAGE_OPTION, CollectionAction, Spec
from ..plugin_utils._errors import InputError, LicensingError
from ..plugin_utils._language import Language
from ..plugin_utils._vault import VaultCipher
from ..plugin_utils._worklist._columns import COLUMNS, WorklistError, texts_of
from ..plugin_utils._worklist._confirm import confirm
from ..plugin_utils._worklist._confirmations import Confirmation, read_confirmations, typed_into
from ..plugin_utils._worklist._found import Found, Licence, Machine, found_on
from ..plugin_utils._worklist._merge import Merged, collect
from ..plugin_utils._worklist._row import Pen, Row, State, stamp
from ..plugin_utils._worklist._store import Rows, Store, about, read_text, write_text

_NEVER_SHOWN = "confirmation_id"


@dataclass(frozen=True, slots=True)
class _Done:
    """The list before and after, and what there is to say."""

    before: Rows
    merged: Merged


@dataclass(frozen=True, slots=True)
class _Work:
    """What is to go into the list."""

    found: tuple[Found, ...]
    confirmations: tuple[Confirmation, ...]
    inventory: frozenset[str]
    pen: Pen
    allow_failing: bool

    def __call__(self, rows: Rows) -> tuple[Rows, _Done]:
        """The list with it; when there is nothing, the list is only read.

        Raises:
            WorklistError: There are confirmations and no list they could belong to.
        """
        if not self.found and not self.confirmations:
            return rows, _Done(rows, Merged(rows))
        collected = collect(rows, self.found, self.pen, inventory=self.inventory)
        if self.confirmations and not collected:
            raise WorklistError(
                "The work list is not there yet, or is empty.", advice="Correct path, or collect first."
            )
        given = (*self.confirmations, *self._typed(collected))
        merged = confirm(collected, given, self.pen.now, allow_failing=self.allow_failing)
        return merged.rows, _Done(rows, merged)

    def _typed(self, rows: Rows) -> tuple[Confirmation, ...]:
        """What was typed into the list itself; a file of confirmations wins over it."""
        named = {(item.host_uuid, item.activation_id, item.partial_product_key) for item in self.confirmations}
        return tuple(
            item
            for item in typed_into(rows)
            if (item.host_uuid, item.activation_id, item.partial_product_key) not in named
        )


class ActionModule(CollectionAction):
    """Collects, confirms, and writes the page."""

    spec = Spec(
        options={
            "path": {"type": "path", "required": True},
            "products": {"type": "list", "elements": "dict"},
            "host": {"type": "str"},
            "host_uuid": {"type": "str"},
            "build": {"type": "int"},
            "confirmations": {"type": "path"},
            "page": {"type": "path"},
            "encrypt": {"type": "bool", "default": False},
            "allow_failing_check_digits": {"type": "bool", "default": False},
            "language": LANGUAGE_OPTION,
        },
    )

    def perform(self, args: Mapping[str, Any], variables: Mapping[str, Any]) -> dict[str, Any]:
        """Change the list under its lock, then write the page from what came out."""
        cipher = VaultCipher(self._loader)
        store = Store(Path(args["path"]), cipher, encrypt=args["encrypt"])
        work = _Work(
            _found(args),
            _confirmations(Path(args["confirmations"]), cipher) if args["confirmations"] else (),
            frozenset(variables.get("groups", {}).get("all", ())),
            Pen(stamp(datetime.now(timezone.utc)), self.language),
            args["allow_failing_check_digits"],
        )
        done, is_changed = self._carried_out(store, work)
        language = self.language if args["language"] else None  # the reader's browser chooses
        is_changed |= bool(args["page"]) and self._write_page(Path(args["page"]), done.merged.rows, language)
        return self._result(args, done, is_changed=is_changed)

    def _carried_out(self, store: Store, work: _Work) -> tuple[_Done, bool]:
        if not self._task.check_mode:
            return store.update(work)
        rows, done = work(store.read())
        return done, rows != done.before

    def _write_page(self, path: Path, rows: Rows, language: Language | None) -> bool:
        """The page, unless it is there with the same content; whether it was, or is to be, written."""
        page = _rendered(rows, language)
        return write_text(path, page, is_dry=self._task.check_mode)

    def _result(self, args: Mapping[str, Any], done: _Done, *, is_changed: bool) -> dict[str, Any]:
        rows = done.merged.rows
        uuid = (args["host_uuid"] or "").strip().strip("{}").upper()
        counts = Counter(row.state for row in rows)
        problems = [problem.sentence.said_in(self.language) for problem in done.merged.problems]
        warnings = [warning.said_in(self.language) for warning in done.merged.warnings]
        result: dict[str, Any] = {
            "changed": is_changed,
            "rows": [_rendered_row(row) for row in rows if uuid in ("", row.host_uuid)],
            "counts": {state.value: counts[state] for state in State},
            "problems": problems,
            "warnings": list(dict.fromkeys(warnings)),
        }
        if self._task.diff:
            result["diff"] = {"before": self._states(done.before), "after": self._states(rows)}
        return result | self._failure(_objection(self.language.gap.join(problems), len(problems)))

    def _states(self, rows: Rows) -> dict[str, str]:
        """What a diff shows: the states, and nothing that is copied."""
        return {f"{row.title.said_in(self.language)} {row.installation_id[:7]}": row.state.value for row in rows}


def _objection(problems: str, count: int) -> LicensingError | None:
    if not count:
        return None
    return InputError(
        "One Confirmation ID was left out. {problems}"
        if count == 1
        else "{count} Confirmation IDs were left out. {problems}",
        advice="Everything else is in the list.",
        count=count,
        problems=problems,
    )


def _confirmations(path: Path, cipher: VaultCipher) -> tuple[Confirmation, ...]:
    with about(path):
        return read_confirmations(read_text(path, cipher))


def _found(args: Mapping[str, Any]) -> tuple[Found, ...]:
    """The products of one host that belong on the list.

    Raises:
        InputError: The host is not named, or the products are not those of ``win_activation_status``.
    """
    if args["products"] is None:
        return ()
    if not args["host"]:
        raise InputError("products are given without host.", advice="Give host and host_uuid with products.")
    machine = Machine.known(args["host"], args["host_uuid"], args["build"])
    licences = (_licence(product) for product in args["products"])
    return tuple(found for licence in licences if (found := found_on(machine, licence)) is not None)


def _licence(product: Mapping[str, Any]) -> Licence:
    try:
        return Licence(
            application=str(product["application"]),
            activation_id=str(product["activation_id"]),
            name=str(product["name"]),
            family=str(product["family"]),
            channel=str(product["channel"]),
            partial_product_key=str(product["partial_product_key"] or ""),
            installation_id=str(product["installation_id"] or ""),
            is_licensed=product["licensed"] is True,
        )
    except KeyError as missing:
        raise InputError(
            "A product has no {name}.",
            advice="Give products as win_activation_status returns them.",
            name=missing.args[0],
        ) from None


def _rendered(rows: Rows, language: Language | None) -> str:
    """The page; what it needs is imported only when there is to be one."""
    try:
        from ..plugin_utils._offline_page._page import render
    except ImportError as missing:
        raise InputError(
            "The page cannot be written: {package} is not installed on the controller.",
            advice="Install what requirements-optional.txt of the collection names where Ansible runs: "
            "pip install segno.",
            package=missing.name,
        ) from None
    return render(rows, language)


def _rendered_row(row: Row) -> dict[str, Any]:
    """A row without its Confirmation ID."""
    texts = texts_of(row)
    shown = {name: texts[name] for name in COLUMNS if name != _NEVER_SHOWN}
    return {**shown, "installation_id": row.installation_id, "has_confirmation_id": row.confirmation_id is not None}
