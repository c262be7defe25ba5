# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results of ``win_activation_diagnosis``, made up, as Ansible registers them."""

from __future__ import annotations

from typing import Any

from ansible_collections.licenseops.windows.plugins.plugin_utils._result._finding import FindingResult, Health
from ansible_collections.licenseops.windows.plugins.plugin_utils._result._read import Excuses

Result = dict[str, Any]

EXCUSES = Excuses(
    FindingResult(id="host_unreachable", severity=Health.UNREACHABLE, title="not reached", next_steps=("look",)),
    FindingResult(id="host_not_diagnosed", severity=Health.UNDIAGNOSED, title="failed", next_steps=("read it",)),
    FindingResult(id="host_not_diagnosed", severity=Health.UNDIAGNOSED, title="never tried", next_steps=("run again",)),
)

CLEAR_HOST = {"module": "win_kms_client", "options": {"state": "absent"}, "safe": True}
ENABLE_SERVICE = {"module": "win_software_protection", "options": {"enabled": True}, "safe": True}
OBSERVED = {
    "build": 20348,
    "domain": "corp.example",
    "dns_suffix": None,
    "proxy": {"server": None, "bypass": None},
    "clock_offset_seconds": 2,
    "spp_service": {"start_mode": "Auto", "state": "Stopped"},
    "events": [{"id": 12288}],
}


VIEW = {
    "records": [
        {"name": "_vlmcs._tcp.corp.example", "hosts": [{"host": "kms1.corp.example", "port": 1688}], "problem": None},
        {"name": "_vlmcs._tcp.lab.example", "hosts": [], "problem": "the name does not exist"},
    ],
    "ports": [{"host": "kms1.corp.example", "port": 1688, "reachable": True, "problem": None}],
}


def finding(cause_id: str, severity: str = "critical", title: str | None = None, **more: Any) -> dict[str, Any]:
    """A finding; more replaces what it says."""
    return {
        "id": cause_id,
        "severity": severity,
        "confidence": "certain",
        "product": {"name": "Windows, Pro", "partial_product_key": "PKX99"},
        "code": {"code": "0xC004F074", "symbol": "SL_E_VL_KEY_MANAGEMENT_SERVICE_ID_MISMATCH", "text": "..."},
        "title": title or cause_id,
        "cause": f"why {cause_id}",
        "next_steps": [f"do {cause_id}", "then that"],
        "fallbacks": ["else that"],
        "evidence": ["seen here"],
        "retry_helps": False,
        "fix": None,
    } | more


def product(**more: Any) -> dict[str, Any]:
    """A product, licensed by KMS; more replaces what it says."""
    return {
        "activation_id": "00000000-0000-4000-8000-000000000001",
        "name": "Windows, Pro",
        "application": "windows",
        "channel": "gvlk",
        "partial_product_key": "PKX99",
        "license_status": "licensed",
        "licensed": True,
        "activated_by": "kms",
        "reason": {"code": "0x00000000", "symbol": None, "text": None},
        "grace_minutes": 259200,
        "expires_at": "2027-05-01T08:00Z",
    } | more


def diagnosed(*findings: dict[str, Any], **more: Any) -> Result:
    """The result of a host that could be diagnosed; healthy without findings."""
    return {
        "changed": False,
        "findings": list(findings),
        "products": [product()],
        "observed": OBSERVED,
        "not_read": [],
    } | more


def unreachable(message: str = "Cannot reach it.") -> Result:
    """A host that does not answer."""
    return {"changed": False, "unreachable": True, "msg": message}


def failed(message: str, advice: str = "") -> Result:
    """A host whose diagnosis failed, with the failure overruled as the role does it."""
    error = {"message": message, "advice": advice, "retryable": True}
    return {"changed": False, "failed": False, "msg": f"{message} {advice}", "error": error}


def pinned(name: str = "kms-old.corp.example") -> dict[str, Any]:
    """The finding that can be fixed safely."""
    return finding("kms_host_name_unknown", title=f"KMS host {name} cannot be resolved", fix=CLEAR_HOST)
