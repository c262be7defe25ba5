# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults by name: what can go wrong on purpose, when, and how often."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from .validation import Node

IDENTIFY = "identify"
#: kinds of requests a fault may be limited to
KINDS = ("authentication", "enumerate", "pull", "get", "invoke", "release", "delete", IDENTIFY, "other")
MALFORMED = ("not_xml", "truncated_xml", "html", "empty", "wrong_relates_to", "unknown_body")
ALWAYS = "always"
#: Answers that something is done to while they are sent.
TRANSMISSION = ("oversized", "broken_coding", "many_headers", "drip", "idle_drop")
CODINGS = ("gzip", "deflate", "identity", "br")
#: Real seconds a request may be late, or a byte; the only time in the simulator that really passes.
_LATEST = 5


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a fault, and how it is read."""

    name: str
    read: Callable[[Node], Any]


def _completes(node: Node) -> str:
    """Yes, no or later; YAML has booleans for the first two."""
    words = {True: "true", False: "false"}
    given = Node(words[node.value], node.path) if isinstance(node.value, bool) else node
    return given.choice(("true", "false", "later"), "true")


def _real_seconds(node: Node) -> float:
    if isinstance(node.value, int | float) and not 0 <= node.value <= _LATEST:
        raise node.fail(f"a number from 0 to {_LATEST} is expected")
    return node.real(1)


_LEVEL = Option("level", lambda node: node.choice(("service", "wmi", "provider", "return_value"), "wmi"))
_COMPLETES = Option("completes", _completes)
_CODE = Option("code", lambda node: node.code(0x80041001))
_NOT_PROCESSED = Option("processed", lambda node: node.flag(False))
_PROCESSED = Option("processed", lambda node: node.flag(True))
_STATUS = Option("status", lambda node: node.number(default=307, least=300))
_LOCATION = Option("location", lambda node: node.text("http://127.0.0.1:9/wsman"))
_MEGABYTES = Option("megabytes", lambda node: node.number(default=100, least=1))
_CODING = Option("coding", lambda node: node.choice(CODINGS, "gzip"))
_SID = Option("sid", lambda node: node.optional_text())
_COUNT = Option("count", lambda node: node.number(default=200))
_LENGTH = Option("length", lambda node: node.number(default=20))
_START = Option("start", lambda node: node.choice(("head", "body"), "head"))
_VARIANT = Option("variant", lambda node: node.choice(MALFORMED, "not_xml"))
_READS = Option("reads", lambda node: node.number(default=0))
_SECONDS = Option("seconds", lambda node: node.real(0))
_LONG = Option("seconds", lambda node: node.real(90))
_REAL_SECONDS = Option("seconds", _real_seconds)


@dataclass(frozen=True, slots=True)
class FaultType:
    """A named fault: its options and what it does."""

    about: str
    options: tuple[Option, ...] = ()


FAULT_TYPES: Mapping[str, FaultType] = {
    "access_denied": FaultType("A fault: access denied by the service, by WMI or by the provider.", (_LEVEL,)),
    "timed_out": FaultType("A TimedOut fault; the method runs, does not run, or finishes later.", (_COMPLETES,)),
    "drop_before": FaultType("The TCP connection is closed before the request is processed."),
    "drop_after": FaultType("The request is processed, then the TCP connection is closed without an answer."),
    "dead_context": FaultType("HTTP 400 with an empty body; the security context is dead until a new log-in."),
    "busy_503": FaultType(
        "HTTP 503 from http.sys, or from a proxy after the request was processed.", (_NOT_PROCESSED,)
    ),
    "empty_400": FaultType("HTTP 400 with an empty body; the login lives on.", (_PROCESSED,)),
    "login_expired": FaultType("HTTP 401; the login of the connection is gone.", (_PROCESSED,)),
    "redirect": FaultType("A redirect, to anywhere.", (_STATUS, _LOCATION, _NOT_PROCESSED)),
    "oversized": FaultType("An answer of so many MB, plain or compressed into next to nothing.", (_MEGABYTES, _CODING)),
    "broken_coding": FaultType("An answer that says it is compressed and cannot be decompressed.", (_CODING,)),
    "many_headers": FaultType("An answer with so many header lines, each so long.", (_COUNT, _LENGTH)),
    "drip": FaultType("An answer comes byte by byte, with real seconds between them.", (_REAL_SECONDS, _START)),
    "idle_drop": FaultType("The answer is sent, then the TCP connection is closed."),
    "too_many_operations": FaultType("A fault: too many concurrent operations of this user."),
    "quota": FaultType("A fault: the user's quota is used up."),
    "internal_error": FaultType("A fault: Receiver / InternalError without more."),
    "hresult": FaultType("A method (or query) fails with a given HRESULT.", (_CODE, _NOT_PROCESSED)),
    "malformed_response": FaultType("The answer is damaged in one of several ways.", (_VARIANT,)),
    "late_status": FaultType("Changes show only after N reads or N simulated seconds.", (_READS, _SECONDS)),
    "service_disabled": FaultType("Software Protection is disabled: its classes fail with 0x80070422."),
    "hive_unloads": FaultType("A user logs off just before a request, or all do.", (_SID,)),
    "slow": FaultType("A request takes N simulated seconds; beyond the limit it answers TimedOut.", (_LONG,)),
    "arrives_late": FaultType(
        "A request reaches the machine N real seconds later, sender gone or not.", (_REAL_SECONDS,)
    ),
}


@dataclass(frozen=True, slots=True)
class FaultRule:
    """A fault with its filter. `times` is None for "always"."""

    name: str
    kind: str | None = None
    class_name: str | None = None
    method: str | None = None
    times: int | None = 1
    skip: int = 0
    options: Mapping[str, Any] = field(default_factory=dict)

    def fits(self, kind: str, class_name: str | None, method: str | None) -> bool:
        """Whether a request is one this fault waits for; log-ins only when asked for by kind."""
        if self.kind is None and kind == "authentication":
            return False
        pairs = ((self.kind, kind), (self.class_name, class_name), (self.method, method))
        return all(want is None or (have or "").lower() == want.lower() for want, have in pairs)


def read_rule(node: Node) -> FaultRule:
    """Read a fault from a scenario or an admin request."""
    name = node.at("name").choice(FAULT_TYPES)
    options = FAULT_TYPES[name].options
    node.keys(("name", "on", "times", "skip", *(option.name for option in options)))
    on = node.at("on")
    on.keys(("kind", "class", "method"))
    times = node.at("times")
    return FaultRule(
        name=name,
        kind=on.at("kind").choice(KINDS) if on.at("kind").is_set else None,
        class_name=on.at("class").optional_text(),
        method=on.at("method").optional_text(),
        times=None if times.value == ALWAYS else times.number(default=1, least=1),
        skip=node.at("skip").number(default=0),
        options={option.name: option.read(node.at(option.name)) for option in options},
    )


@dataclass(slots=True)
class _Armed:
    rule: FaultRule
    left: int | None
    skip: int


class FaultPlan:
    """The armed faults of one host."""

    def __init__(self) -> None:
        self._armed: list[_Armed] = []

    def add(self, rule: FaultRule) -> None:
        """Arm a fault."""
        self._armed.append(_Armed(rule, rule.times, rule.skip))

    def clear(self) -> None:
        """Disarm everything."""
        self._armed.clear()

    def has(self, name: str) -> bool:
        """Whether a fault of that name is armed."""
        return any(item.rule.name == name for item in self._armed)

    def take(
        self,
        names: Collection[str],
        kind: str,
        class_name: str | None = None,
        method: str | None = None,
        processed: bool | None = None,
    ) -> FaultRule | None:
        """The first armed fault of some names that fits, used up once; only of those before or after processing."""
        for item in list(self._armed):
            if item.rule.name not in names or not item.rule.fits(kind, class_name, method):
                continue
            if processed is not None and item.rule.options.get("processed") is not processed:
                continue
            if item.skip > 0:
                item.skip -= 1
                continue
            self._use(item)
            return item.rule
        return None

    def _use(self, item: _Armed) -> None:
        if item.left is not None:
            item.left -= 1
            if item.left <= 0:
                self._armed.remove(item)

    def as_data(self) -> list[dict[str, object]]:
        """Armed faults for JSON."""
        return [
            {"name": item.rule.name, "kind": item.rule.kind, "class": item.rule.class_name,
             "method": item.rule.method, "left": ALWAYS if item.left is None else item.left}
            for item in self._armed
        ]  # fmt: skip
