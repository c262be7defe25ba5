# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole conversations with a host, read from ``transcripts/*.yml`` and played back; see ``_template.yml`` there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import ConnectionLost, Delivery

from .wire import Sent, answer_file, answer_to

TRANSCRIPTS = Path(__file__).resolve().parents[1] / "transcripts"

_LOST = {"not processed": Delivery.NOT_PROCESSED, "unknown": Delivery.UNKNOWN}
_REQUEST_KEYS = {"action", "resource", "selectors", "arguments", "contains", "lacks"}
_EXCHANGE_KEYS = {"request", "response", "file", "lost"}


class Replay:
    """A transport that insists on the requests of a transcript, in their order."""

    is_confidential = True

    def __init__(self, name: str) -> None:
        content = yaml.safe_load(TRANSCRIPTS.joinpath(f"{name}.yml").read_text(encoding="utf-8"))
        self.name = name
        self.about: str = content["about"]
        self.sent: list[Sent] = []
        self._open: list[dict[str, Any]] = list(content["exchanges"])
        for exchange in self._open:
            unknown = exchange.keys() - _EXCHANGE_KEYS | exchange["request"].keys() - _REQUEST_KEYS
            assert not unknown, f"{name}: unknown keys {unknown}"
            assert len(exchange.keys() & {"response", "file", "lost"}) == 1, f"{name}: one of response, file, lost"

    def send(self, envelope: bytes) -> bytes:
        sent = Sent.read(envelope)
        self.sent.append(sent)
        assert self._open, f"{self.name}: nothing was expected after the end, but {sent.action} came"
        exchange = self._open.pop(0)
        self._check(exchange["request"], sent)
        if "lost" in exchange:
            raise ConnectionLost("the transcript says so", _LOST[exchange["lost"]])
        return answer_to(
            sent.message_id, exchange["response"] if "response" in exchange else answer_file(exchange["file"])
        )

    def reset(self) -> None:
        """A replay has no connection to forget."""

    def assert_finished(self) -> None:
        """Every exchange of the transcript took place."""
        assert not self._open, f"{self.name}: {len(self._open)} exchanges never came, first {self._open[0]['request']}"

    def _check(self, expected: dict[str, Any], sent: Sent) -> None:
        assert sent.verb == expected["action"], f"{self.name}: request {len(self.sent)}"
        assert sent.resource.endswith(f"/wmi/{expected['resource']}"), f"{self.name}: {sent.resource}"
        assert sent.selectors == expected.get("selectors", {}), f"{self.name}: request {len(self.sent)}"
        if "arguments" in expected:
            assert sent.arguments == expected["arguments"], f"{self.name}: request {len(self.sent)}"
        for text in expected.get("contains", ()):
            assert text in sent.envelope, f"{self.name}: request {len(self.sent)} lacks {text!r}"
        for text in expected.get("lacks", ()):
            assert text not in sent.envelope, f"{self.name}: request {len(self.sent)} contains {text!r}"
