# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Injected faults around a request: instead of serving it, while serving it, and on its answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..injection import FaultPlan, FaultRule
from ..journal import Entry
from ..model.errors import SppError
from .faults import Place, WsmanFault, fault_of

if TYPE_CHECKING:
    from ..model.machine import Machine
    from .acceptor import Answer

#: status, body, drops the connection, kills the security context, is sent unencrypted, HTTP headers
Parts = tuple[int, bytes, bool, bool, bool, tuple[tuple[str, str], ...]]

_HTML = b"<html><head><title>Error</title></head><body><h2>The request cannot be served.</h2></body></html>"
#: Answers of HTTP alone, before or after the request was processed.
_HTTP = ("busy_503", "empty_400", "redirect", "login_expired")
_BEFORE = ("drop_before", "dead_context")
_FAULTS = ("access_denied", "too_many_operations", "quota", "internal_error", "hresult", "timed_out", "slow")
_AFTER = ("drop_after", "malformed_response")
_DELAY = "arrives_late"
_DENIALS = {"service": "access_denied", "wmi": "wmi_access_denied", "provider": "provider_access_denied"}
_RETURNED_DENIALS = {"StdRegProv": 5, "Win32_Service": 2}


def _take(faults: FaultPlan, names: tuple[str, ...], entry: Entry, processed: bool | None = None) -> FaultRule | None:
    rule = faults.take(names, entry.kind, entry.class_name, entry.method, processed)
    if rule is not None:
        entry.injected = rule.name
    return rule


def is_delaying(faults: FaultPlan) -> bool:
    """Whether any request may be late."""
    return faults.has(_DELAY)


def delay_of(faults: FaultPlan, entry: Entry) -> float:
    """Real seconds until the request reaches the machine."""
    rule = _take(faults, (_DELAY,), entry)
    return 0.0 if rule is None else float(rule.options["seconds"])


def before_effects(faults: FaultPlan, entry: Entry) -> Parts | None:
    """What happens instead of the request, if anything."""
    rule = _take(faults, _BEFORE, entry) or _take(faults, _HTTP, entry, processed=False)
    if rule is None:
        return None
    if rule.name == "drop_before":
        return 0, b"", True, False, True, ()
    if rule.name == "dead_context":
        return 400, b"", False, True, True, ()
    return _of_http(rule)


def _of_http(rule: FaultRule) -> Parts:
    """An answer without SOAP; the listener adds to a 401 what belongs to it."""
    if rule.name == "redirect":
        return rule.options["status"], b"", False, False, True, (("Location", rule.options["location"]),)
    status = {"busy_503": 503, "empty_400": 400, "login_expired": 401}[rule.name]
    return status, _HTML if status == 503 else b"", False, False, True, ()


def execute(
    call: Callable[[], Answer], machine: Machine, faults: FaultPlan, entry: Entry, timeout: float | None
) -> Answer:
    """Serve a request under the fault that waits for it, if any."""
    rule = _take(faults, _FAULTS, entry)
    if rule is None:
        return call()
    if rule.name == "timed_out":
        _timed_out(rule, call, machine)
    if rule.name == "slow":
        return _slow(rule, call, machine, timeout)
    if rule.name == "hresult":
        return _hresult(rule, call, machine, entry)
    if rule.name == "access_denied":
        return _denied(rule, call, machine, entry)
    raise WsmanFault(rule.name)


def _denied(rule: FaultRule, call: Callable[[], Answer], machine: Machine, entry: Entry) -> Answer:
    """A fault, or the return value a provider itself has for it: 5 of StdRegProv, 2 of Win32_Service (documented)."""
    level = rule.options["level"]
    if level != "return_value":
        raise WsmanFault(_DENIALS[level])
    if entry.kind == "invoke":
        machine.answer_next(_RETURNED_DENIALS.get(entry.class_name or "", 5))
    return call()


def _quietly(call: Callable[[], Answer]) -> None:
    try:
        call()
    except WsmanFault:
        return


def _timed_out(rule: FaultRule, call: Callable[[], Answer], machine: Machine) -> None:
    completes = str(rule.options["completes"]).lower()
    if completes == "true":
        _quietly(call)
    elif completes == "later":
        seconds = 2 * machine.state.switches.poll_seconds
        machine.postpone(seconds, lambda: _quietly(call))
    raise WsmanFault("timed_out")


def _slow(rule: FaultRule, call: Callable[[], Answer], machine: Machine, timeout: float | None) -> Answer:
    cap = float(machine.state.switches.max_operation_seconds)
    seconds, allowed = float(rule.options["seconds"]), min(timeout or cap, cap)
    if seconds > allowed:
        machine.postpone(seconds - allowed, lambda: _quietly(call))
        raise WsmanFault("timed_out")
    return call()


def _hresult(rule: FaultRule, call: Callable[[], Answer], machine: Machine, entry: Entry) -> Answer:
    """A method fails inside the machine, so that the switch for return values holds; a query fails at once."""
    code = int(rule.options["code"])
    if entry.kind != "invoke":
        raise fault_of(SppError(code), Place("GetObject", entry.class_name or ""))
    machine.fail_next(code, after=bool(rule.options["processed"]))
    return call()


def after_effects(faults: FaultPlan, entry: Entry, status: int, text: str) -> Parts:
    """The answer as it leaves the host."""
    rule = _take(faults, _AFTER, entry) or _take(faults, _HTTP, entry, processed=True)
    if rule is None:
        return status, text.encode(), False, False, False, ()
    if rule.name == "drop_after":
        return 0, b"", True, False, True, ()
    if rule.name in _HTTP:
        return _of_http(rule)
    return _DAMAGE[rule.options["variant"]](status, text)


def _wrong_relates_to(status: int, text: str) -> Parts:
    head, dummy, rest = text.partition("<a:RelatesTo>")
    other = "uuid:00000000-0000-0000-0000-000000000000"
    return status, f"{head}<a:RelatesTo>{other}</a:RelatesTo>{rest.partition('</a:RelatesTo>')[2]}".encode(), *_SENT


def _unknown_body(status: int, text: str) -> Parts:
    head = text.partition("<s:Body>")[0]
    body = '<u:Unknown xmlns:u="urn:example:unknown"/>'
    return status, f"{head}<s:Body>{body}</s:Body></s:Envelope>".encode(), *_SENT


_SENT = (False, False, False, ())
_DAMAGE: dict[str, Callable[[int, str], Parts]] = {
    "not_xml": lambda status, _text: (status, b"this is no XML", *_SENT),
    "truncated_xml": lambda status, text: (status, text[: len(text) * 2 // 3].encode(), *_SENT),
    "html": lambda _status, _text: (200, _HTML, False, False, True, ()),
    "empty": lambda _status, _text: (200, b"", False, False, True, ()),
    "wrong_relates_to": _wrong_relates_to,
    "unknown_body": _unknown_body,
}
