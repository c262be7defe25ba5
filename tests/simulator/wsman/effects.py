# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Armed faults around a request: a delay, a reply instead of serving it, another course of it, a damaged reply."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from ..injection import FaultPlan, FaultRule
from ..journal import Entry
from ..model.errors import SppError
from ..served import ForcedAnswer, ForcedFailure, ServedMachine
from .faults import Place, WsmanFault, fault_of
from .reply import DROPPED, Answer, Reply

_HTML = b"<html><head><title>Error</title></head><body><h2>The request cannot be served.</h2></body></html>"
#: Answers of HTTP alone, before or after the request was processed.
_HTTP = ("busy_503", "empty_400", "redirect", "login_expired")
_BEFORE = ("drop_before", "dead_context")
_COURSES = (
    "access_denied",
    "too_many_operations",
    "quota",
    "internal_error",
    "hresult",
    "timed_out",
    "slow",
    "hive_unloads",
)
_AFTER = ("drop_after", "malformed_response")
_DELAY = "arrives_late"
_DENIALS = {"service": "access_denied", "wmi": "wmi_access_denied", "provider": "provider_access_denied"}
#: The return value a provider itself has for it (documented).
_RETURNED_DENIALS = {"StdRegProv": 5, "Win32_Service": 2}
_NOWHERE = "uuid:00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class Serving:
    """A request that is about to be served.

    Attributes:
        handler: What serves it.
        machine: What it is for.
        entry: Its entry in the journal.
        timeout: Seconds its sender allows.
    """

    handler: Callable[[], Answer]
    machine: ServedMachine
    entry: Entry
    timeout: float | None

    def quietly(self) -> None:
        """Serve it; nobody hears of a fault."""
        try:
            self.handler()
        except WsmanFault:
            return


class Course(Protocol):
    """How a request is served."""

    def serve(self, serving: Serving) -> Answer:
        """Serve the request, or raise the fault it ends in."""


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """No fault waits for the request."""

    def serve(self, serving: Serving) -> Answer:
        """Just serve it."""
        return serving.handler()


@dataclass(frozen=True, slots=True)
class Refused:
    """The request ends in a fault of the table, and nothing is processed."""

    fault: str

    def serve(self, _serving: Serving) -> Answer:
        """Raise it."""
        raise WsmanFault(self.fault)


@dataclass(frozen=True, slots=True)
class DeniedByProvider:
    """The provider denies access with a return value of its own."""

    def serve(self, serving: Serving) -> Answer:
        """Methods change nothing; queries are not concerned."""
        if serving.entry.kind != "invoke":
            return serving.handler()
        value = _RETURNED_DENIALS.get(serving.entry.class_name or "", 5)
        with serving.machine.forcing(ForcedAnswer(value)):
            return serving.handler()


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The answer is TimedOut; the request was served, is not, or takes effect two requests later."""

    completes: str

    def serve(self, serving: Serving) -> Answer:
        """Raise the fault, whatever becomes of the request."""
        if self.completes == "true":
            serving.quietly()
        elif self.completes == "later":
            seconds = 2 * serving.machine.machine.state.switches.poll_seconds
            serving.machine.postpone(seconds, serving.quietly)
        raise WsmanFault("timed_out")


@dataclass(frozen=True, slots=True)
class Slow:
    """The request takes so many simulated seconds."""

    seconds: float

    def serve(self, serving: Serving) -> Answer:
        """Beyond the limit the answer is TimedOut, and the request takes effect later."""
        cap = float(serving.machine.machine.state.switches.max_operation_seconds)
        allowed = min(serving.timeout or cap, cap)
        if self.seconds > allowed:
            serving.machine.postpone(self.seconds - allowed, serving.quietly)
            raise WsmanFault("timed_out")
        return serving.handler()


@dataclass(frozen=True, slots=True)
class Failing:
    """A method fails inside the machine, so that the switch for return values holds; a query fails at once."""

    code: int
    is_processed: bool

    def serve(self, serving: Serving) -> Answer:
        """Serve the request up to its failure."""
        if serving.entry.kind != "invoke":
            raise fault_of(SppError(self.code), Place("GetObject", serving.entry.class_name or ""))
        with serving.machine.forcing(ForcedFailure(self.code, self.is_processed)):
            return serving.handler()


@dataclass(frozen=True, slots=True)
class HiveUnloads:
    """A user logs off before the request is served, or all users do."""

    sid: str | None

    def serve(self, serving: Serving) -> Answer:
        """Serve it, without the hive."""
        hives = serving.machine.machine.state.hives
        for sid in [*hives.users()] if self.sid is None else [self.sid]:
            hives.log_off(sid)
        return serving.handler()


def course_of(rule: FaultRule | None) -> Course:
    """How a request is served for which a fault waits, or none."""
    if rule is None:
        return Undisturbed()
    options = rule.options
    if rule.name == "access_denied":
        level = options["level"]
        return DeniedByProvider() if level == "return_value" else Refused(_DENIALS[level])
    if rule.name == "timed_out":
        return TimedOut(str(options["completes"]))
    if rule.name == "hive_unloads":
        return HiveUnloads(options["sid"])
    if rule.name == "slow":
        return Slow(float(options["seconds"]))
    if rule.name == "hresult":
        return Failing(int(options["code"]), bool(options["processed"]))
    return Refused(rule.name)


@dataclass(frozen=True, slots=True)
class Effects:
    """The armed faults of a host, as one request meets them; what it meets stands in its journal entry."""

    faults: FaultPlan
    entry: Entry

    def delay(self) -> float:
        """Real seconds until the request reaches the machine."""
        rule = self._take((_DELAY,))
        return 0.0 if rule is None else float(rule.options["seconds"])

    def instead(self) -> Reply | None:
        """What is replied before the request is served, if anything."""
        rule = self._take(_BEFORE) or self._take(_HTTP, processed=False)
        if rule is None:
            return None
        if rule.name == "drop_before":
            return DROPPED
        if rule.name == "dead_context":
            return Reply(400, b"", kills_context=True, is_plain=True)
        return _of_http(rule)

    def course(self) -> Course:
        """How the request is served."""
        return course_of(self._take(_COURSES))

    def finish(self, reply: Reply) -> Reply:
        """The reply as it leaves the host."""
        rule = self._take(_AFTER) or self._take(_HTTP, processed=True)
        if rule is None:
            return reply
        if rule.name == "drop_after":
            return DROPPED
        if rule.name in _HTTP:
            return _of_http(rule)
        return _DAMAGE[rule.options["variant"]](reply)

    def _take(self, names: Collection[str], processed: bool | None = None) -> FaultRule | None:
        entry = self.entry
        rule = self.faults.take(names, entry.kind, entry.class_name, entry.method, processed)
        if rule is not None:
            entry.injected = rule.name
        return rule


def is_delaying(faults: FaultPlan) -> bool:
    """Whether any request may be late."""
    return faults.has(_DELAY)


def _of_http(rule: FaultRule) -> Reply:
    """An answer without SOAP; the listener adds to a 401 what belongs to it."""
    if rule.name == "redirect":
        return Reply(rule.options["status"], b"", is_plain=True, headers=(("Location", rule.options["location"]),))
    status = {"busy_503": 503, "empty_400": 400, "login_expired": 401}[rule.name]
    return Reply(status, _HTML if status == 503 else b"", is_plain=True)


def _not_xml(reply: Reply) -> Reply:
    return replace(reply, body=b"this is no XML")


def _truncated(reply: Reply) -> Reply:
    return replace(reply, body=reply.text[: len(reply.text) * 2 // 3].encode())


def _wrong_relates_to(reply: Reply) -> Reply:
    head, dummy, rest = reply.text.partition("<a:RelatesTo>")
    text = f"{head}<a:RelatesTo>{_NOWHERE}</a:RelatesTo>{rest.partition('</a:RelatesTo>')[2]}"
    return replace(reply, body=text.encode())


def _unknown_body(reply: Reply) -> Reply:
    head = reply.text.partition("<s:Body>")[0]
    text = f'{head}<s:Body><u:Unknown xmlns:u="urn:example:unknown"/></s:Body></s:Envelope>'
    return replace(reply, body=text.encode())


def _of_proxy(body: bytes, _reply: Reply) -> Reply:
    """Something between answers, and says that all is well."""
    return Reply(200, body, is_plain=True)


_DAMAGE: dict[str, Callable[[Reply], Reply]] = {
    "not_xml": _not_xml,
    "truncated_xml": _truncated,
    "html": partial(_of_proxy, _HTML),
    "empty": partial(_of_proxy, b""),
    "wrong_relates_to": _wrong_relates_to,
    "unknown_body": _unknown_body,
}
