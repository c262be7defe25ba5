# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action of licenseops.windows.offline_worklist: Installation IDs and Confirmation IDs, kept together."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from ..plugin_utils._ansible._action import LANGUAGE_OPTION, CollectionAction, Spec
from ..plugin_utils._ansible._vault import VaultCipher
from ..plugin_utils._controller._files import require_own, write_own
from ..plugin_utils._controller._list_file import Store, about, read_text
from ..plugin_utils._controller._paths import Use, require_apart, require_plain, same_file
from ..plugin_utils._language._errors import InputError, LicensingError
from ..plugin_utils._language._moment import minute
from ..plugin_utils._language._text import Language, Text
from ..plugin_utils._licensing._guid import GUID_PATTERN
from ..plugin_utils._offline_page._mark import is_page
from ..plugin_utils._result._change import render_lines
from ..plugin_utils._worklist._candidate import Candidate, Licence, ListedHost, candidate_on
from ..plugin_utils._worklist._columns import COLUMNS, WorklistError, texts_of
from ..plugin_utils._worklist._confirm import confirm
from ..plugin_utils._worklist._confirmations import Confirmation, read_confirmations, typed_into
from ..plugin_utils._worklist._merge import Merged, collect
from ..plugin_utils._worklist._row import ListRow, Pen, RowState
from ..plugin_utils._worklist._sheet import Rows

_NEVER_SHOWN = "confirmation_id"

#: Longer than any name of a host or a product.
_LONGEST = 255

#: Windows has counted for thirty years and has not come far.
_NO_BUILD = 1_000_000

#: Control characters, halves of characters, and ends of lines and paragraphs.
_UNSEEN = {"Cc", "Cs", "Zl", "Zp"}

_SHAPES = {
    "activation_id": re.compile(GUID_PATTERN),
    "partial_product_key": re.compile(r"[0-9A-Za-z]{5}|"),
}
_NOT_THERE_YET = Text(
    "The work list is not there yet, or is empty, so check mode cannot tell which Confirmation IDs belong to it."
)
_PRODUCTS = Text("Give products as win_activation_status returns them.")


@dataclass(frozen=True, slots=True)
class _Done:
    """The list before and after, and what there is to say."""

    before: Rows
    merged: Merged


@dataclass(frozen=True, slots=True)
class _Work:
    """What is to go into the list.

    Attributes:
        is_dry: Whether nothing is written, so that the list may lack what the tasks before this one bring into it.
    """

    candidates: tuple[Candidate, ...]
    confirmations: tuple[Confirmation, ...]
    inventory: frozenset[str]
    pen: Pen
    allow_failing: bool
    is_dry: bool

    def __call__(self, rows: Rows) -> tuple[Rows, _Done]:
        """The list with it; when there is nothing, the list is only read.

        Raises:
            WorklistError: There are confirmations and no list they could belong to.
        """
        if not self.candidates and not self.confirmations:
            return rows, _Done(rows, Merged(rows))
        collected = collect(rows, self.candidates, self.pen, inventory=self.inventory)
        if self.confirmations and not collected and self.is_dry:
            return rows, _Done(rows, Merged(rows, warnings=(_NOT_THERE_YET,)))
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
        """Change the list under its lock, then write the page from what came out. All files are looked at before."""
        cipher = VaultCipher(self._loader)
        store = Store(Path(args["path"]), cipher, encrypt=args["encrypt"])
        _require_files(args)
        work = _Work(
            _candidates(args),
            _confirmations(Path(args["confirmations"]), cipher) if args["confirmations"] else (),
            frozenset(variables.get("groups", {}).get("all", ())),
            Pen(minute(datetime.now(timezone.utc)), self.language),
            args["allow_failing_check_digits"],
            self._task.check_mode,
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
        page = _renderer()(rows, language)
        return write_own(path, "page", page.encode(), is_page, is_dry=self._task.check_mode)

    def _result(self, args: Mapping[str, Any], done: _Done, *, is_changed: bool) -> dict[str, Any]:
        rows = done.merged.rows
        uuid = (args["host_uuid"] or "").strip().strip("{}").upper()
        counts = Counter(row.state for row in rows)
        problems = [problem.sentence.said_in(self.language) for problem in done.merged.problems]
        warnings = [warning.said_in(self.language) for warning in done.merged.warnings]
        result: dict[str, Any] = {
            "changed": is_changed,
            "predicted": self._task.check_mode and is_changed,
            "rows": [self._rendered_row(row) for row in rows if uuid in ("", row.host_uuid)],
            "counts": {state.value: counts[state] for state in RowState},
            "problems": problems,
            "warnings": list(dict.fromkeys(warnings)),
        }
        if self._task.diff:
            result["diff"] = self._diff(done.before, rows, str(args["path"]))
        return result | self._failure(_objection(self.language.gap.join(problems), len(problems)))

    def _rendered_row(self, row: ListRow) -> dict[str, Any]:
        """A row without its Confirmation ID, its reason in the language of this run."""
        texts = texts_of(row) | {"reason": row.why.said_in(self.language)}
        shown = {name: texts[name] for name in COLUMNS if name != _NEVER_SHOWN}
        return {**shown, "installation_id": row.installation_id, "has_confirmation_id": row.confirmation_id is not None}

    def _diff(self, before: Rows, after: Rows, path: str) -> dict[str, str]:
        """Which rows change their state, and nothing else of them."""
        kept = {(row.key, row.state) for row in before} & {(row.key, row.state) for row in after}
        old, new = ([self._state(row) for row in rows if (row.key, row.state) not in kept] for rows in (before, after))
        return render_lines(old, new) | {"before_header": path, "after_header": path}

    def _state(self, row: ListRow) -> tuple[str, str]:
        return f"{row.title.said_in(self.language)} {row.installation_id[:7]}", row.state.value


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


def _require_files(args: Mapping[str, Any]) -> None:
    """Nothing that is to be written is anything else, and nothing is missing to write it.

    Confirmations may be the list itself: then what was typed into it is taken.

    Raises:
        InputError: It is, or something is.
    """
    listed = Use("path", Path(args["path"]))
    uses = [listed]
    if args["confirmations"]:
        brought = Use("confirmations", Path(args["confirmations"]), is_written=False)
        require_plain(brought.path, brought.option, is_written=False)
        uses += [] if same_file(brought.path, listed.path) else [brought]
    if args["page"]:
        page = Use("page", Path(args["page"]))
        require_plain(page.path, page.option)
        require_apart([*uses, page])
        require_own(page.path, page.option, is_page)
        _renderer()
    require_apart(uses)


def _confirmations(path: Path, cipher: VaultCipher) -> tuple[Confirmation, ...]:
    with about(path):
        return read_confirmations(read_text(path, cipher, "confirmations"))


def _candidates(args: Mapping[str, Any]) -> tuple[Candidate, ...]:
    """The products of one host that belong on the list.

    Raises:
        InputError: The host is not named, or the products are not those of ``win_activation_status``.
    """
    if args["products"] is None:
        return ()
    if not args["host"]:
        raise InputError("products are given without host.", advice="Give host and host_uuid with products.")
    if not _is_line(args["host"]):
        raise InputError(
            "host is no name: it has control characters in it, or more than {count} characters.",
            advice="Give inventory_hostname.",
            count=_LONGEST,
        )
    if args["build"] is not None and not 0 < args["build"] < _NO_BUILD:
        raise InputError(
            "build is no build of Windows.", advice="Give the number win_activation_status returns, 22631 for instance."
        )
    host = ListedHost.known(args["host"], args["host_uuid"], args["build"])
    licences = (_licence(product) for product in args["products"])
    return tuple(found for licence in licences if (found := candidate_on(host, licence)) is not None)


def _licence(product: Mapping[str, Any]) -> Licence:
    return Licence(
        application=_text(product, "application"),
        activation_id=_text(product, "activation_id"),
        name=_text(product, "name"),
        family=_text(product, "family"),
        channel=_text(product, "channel"),
        partial_product_key=_text(product, "partial_product_key"),
        installation_id=_text(product, "installation_id"),
        is_licensed=_member(product, "licensed", lambda value: isinstance(value, bool)),
    )


def _text(product: Mapping[str, Any], name: str) -> str:
    shape = _SHAPES.get(name)

    def is_text(value: Any) -> bool:
        return isinstance(value, str) and _is_line(value) and (shape is None or shape.fullmatch(value) is not None)

    optional = name in ("partial_product_key", "installation_id")
    text = _member(product, name, lambda value: (optional and value is None) or is_text(value))
    return str(text or "")


def _member(product: Mapping[str, Any], name: str, is_right: Callable[[Any], bool]) -> Any:
    """What a product has under a name.

    Raises:
        InputError: It has nothing there, or something that ``win_activation_status`` never returns.
    """
    if name not in product:
        raise InputError("A product has no {name}.", advice=_PRODUCTS, name=name)
    if not is_right(product[name]):
        raise InputError("The {name} of a product is none.", advice=_PRODUCTS, name=name)
    return product[name]


def _is_line(text: str) -> bool:
    """Whether a text is short, and every character of it can be seen."""
    return len(text) <= _LONGEST and not any(unicodedata.category(char) in _UNSEEN for char in text)


def _renderer() -> Callable[[Rows, Language | None], str]:
    """What makes the page; what that needs is imported only when there is to be one."""
    try:
        from ..plugin_utils._offline_page._page import render
    except ImportError as missing:
        raise InputError(
            "The page cannot be written: {package} is not installed on the controller.",
            advice="Install what requirements-optional.txt of the collection names where Ansible runs: "
            "pip install segno.",
            package=missing.name,
        ) from None
    return render
