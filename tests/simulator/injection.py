# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults by name: what can go wrong on purpose, when, and how often."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from .validation import Node

IDENTIFY = "identify"
#: kinds of requests a fault may be limited to
KINDS = ("authentication", "enumerate", "pull", "get", "invoke", "release", IDENTIFY, "other")
MALFORMED = ("not_xml", "truncated_xml", "html", "empty", "wrong_relates_to", "unknown_body")
ALWAYS = "always"
#: Answers that something is done to while they are sent.
TRANSMISSION = ("oversized", "broken_coding", "many_headers", "drip", "idle_drop")
CODINGS = ("gzip", "deflate", "identity", "br")
#: Real seconds a request may be late, or a byte; the only time in the simulator that really passes.
_LATEST = 5


@dataclass(frozen=True, slots=True)
class FaultType:
    """A named fault: its options and what it does."""

    about: str
    options: tuple[str, ...] = ()


FAULT_TYPES: Mapping[str, FaultType] = {
    "access_denied": FaultType("A fault: access denied by the service, by WMI or by the provider.", ("level",)),
    "timed_out": FaultType("A TimedOut fault; the method runs, does not run, or finishes later.", ("completes",)),
    "drop_before": FaultType("The TCP connection is closed before the request is processed."),
    "drop_after": FaultType("The request is processed, then the TCP connection is closed without an answer."),
    "dead_context": FaultType("HTTP 400 with an empty body; the security context is dead until a new log-in."),
    "busy_503": FaultType("HTTP 503 from http.sys, or from a proxy after the request was processed.", ("processed",)),
    "empty_400": FaultType("HTTP 400 with an empty body; the login lives on.", ("processed",)),
    "login_expired": FaultType("HTTP 401; the login of the connection is gone.", ("processed",)),
    "redirect": FaultType("A redirect, to anywhere.", ("status", "location", "processed")),
    "oversized": FaultType(
        "An answer of so many MB, plain or compressed into next to nothing.", ("megabytes", "coding")
    ),
    "broken_coding": FaultType("An answer that says it is compressed and cannot be decompressed.", ("coding",)),
    "many_headers": FaultType("An answer with so many header lines, each so long.", ("count", "length")),
    "drip": FaultType("An answer comes byte by byte, with real seconds between them.", ("seconds", "start")),
    "idle_drop": FaultType("The answer is sent, then the TCP connection is closed."),
    "too_many_operations": FaultType("A fault: too many concurrent operations of this user."),
    "quota": FaultType("A fault: the user's quota is used up."),
    "internal_error": FaultType("A fault: Receiver / InternalError without more."),
    "hresult": FaultType("A method (or query) fails with a given HRESULT.", ("code", "processed")),
    "malformed_response": FaultType("The answer is damaged in one of several ways.", ("variant",)),
    "late_status": FaultType("Changes show only after N reads or N simulated seconds.", ("reads", "seconds")),
    "service_disabled": FaultType("Software Protection is disabled: its classes fail with 0x80070422."),
    "slow": FaultType("A request takes N simulated seconds; beyond the limit it answers TimedOut.", ("seconds",)),
    "arrives_late": FaultType("A request reaches the machine N real seconds later, sender gone or not.", ("seconds",)),
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
    node.keys(("name", "on", "times", "skip", *FAULT_TYPES[name].options))
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
        options=_options(node, name),
    )


def _options(node: Node, name: str) -> dict[str, Any]:
    readers = {
        "level": lambda item: item.choice(("service", "wmi", "provider", "return_value"), "wmi"),
        "completes": lambda item: (
            item.choice(("true", "false", "later"), "true") if _is_word(item) else item.flag(True)
        ),
        "code": lambda item: item.code(0x80041001),
        "processed": lambda item: item.flag(name in _PROCESSED),
        "status": lambda item: item.number(default=307, least=300),
        "location": lambda item: item.text("http://127.0.0.1:9/wsman"),
        "megabytes": lambda item: item.number(default=100, least=1),
        "coding": lambda item: item.choice(CODINGS, "gzip"),
        "count": lambda item: item.number(default=200),
        "length": lambda item: item.number(default=20),
        "start": lambda item: item.choice(("head", "body"), "head"),
        "variant": lambda item: item.choice(MALFORMED, "not_xml"),
        "reads": lambda item: item.number(default=0),
        "seconds": _late_seconds
        if name in ("arrives_late", "drip")
        else lambda item: item.real(90 if name == "slow" else 0),
    }
    return {option: readers[option](node.at(option)) for option in FAULT_TYPES[name].options}


#: What is processed first unless told otherwise.
_PROCESSED = ("empty_400", "login_expired")


def _late_seconds(node: Node) -> float:
    if isinstance(node.value, int | float) and not 0 <= node.value <= _LATEST:
        raise node.fail(f"a number from 0 to {_LATEST} is expected")
    return node.real(1)


def _is_word(node: Node) -> bool:
    return isinstance(node.value, str)


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
