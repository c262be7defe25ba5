# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The KMS client: find a host, ask it, store what it grants.

This models the outcome of the exchange only; no KMS protocol is spoken anywhere in this package.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from .errors import Spp, SppError
from .network import CLOCK_TOLERANCE, KmsHost
from .reports import request_strings, response_strings
from .state import Discovered, Licence, MachineState
from .values import KMS_PORT, KMS_VALIDITY, ActivationType, Binding, LicenseStatus

#: documented: a single answer of a host surfaces directly, everything else hides behind 0xC004F074


@dataclass(frozen=True, slots=True)
class Target:
    """A KMS host to try."""

    name: str
    port: int
    by_dns: bool = False


class KmsRefusal(SppError):
    """A host answered, and its answer is a code: that is what Activate raises too (documented for some codes)."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a host answered."""

    host: KmsHost
    target: Target
    count: int


def configured_target(state: MachineState, licence: Licence) -> Target | None:
    """The configured host: product level wins over service level (inferred precedence)."""
    for settings in (licence.kms, state.service.kms):
        if settings.machine:
            return Target(settings.machine, settings.port or KMS_PORT)
    return None


def discovery_domains(state: MachineState, licence: Licence) -> list[str]:
    """Domains asked for SRV records: a forced lookup domain alone, else suffix, domain and search list."""
    forced = licence.kms.lookup_domain or state.service.kms.lookup_domain
    if forced:
        return [forced]
    spec = state.spec
    return list(dict.fromkeys(item for item in (spec.dns_suffix, spec.domain, *spec.suffix_search) if item))


def targets(state: MachineState, licence: Licence) -> tuple[list[Target], int]:
    """Hosts to try in order; or none and the DNS code that explains it."""
    configured = configured_target(state, licence)
    if configured:
        return [configured], 0
    found: list[Target] = []
    cached = state.service.discovered
    if state.service.host_caching and cached.name:
        found.append(Target(cached.name, cached.port, by_dns=True))
    code: int = Spp.DNS_NAME_MISSING
    for domain in discovery_domains(state, licence):
        records, code = state.world.network.lookup_srv(domain)
        if records:
            found += [Target(record.host, record.port, by_dns=True) for record in records]
            break
    return list(dict.fromkeys(found)), code


def _ask(state: MachineState, licence: Licence, target: Target, moment: datetime) -> Grant:
    unresolved = state.world.network.resolve(target.name)
    host = state.world.network.kms_host(target.name)
    if unresolved or host is None:
        raise SppError(unresolved)
    if not host.is_reachable or host.port != target.port:
        raise SppError(Spp.RPC_UNAVAILABLE)
    if abs(state.clock_offset - host.clock_offset) > CLOCK_TOLERANCE:
        raise SppError(Spp.KMS_CLOCK)
    _require_service(host, licence)
    count = host.count(state.service.client_machine_id, moment - state.clock_offset)
    if count < licence.sku.kms_threshold:
        _log_response(state, Spp.KMS_COUNT_LOW, host, count)
        raise KmsRefusal(Spp.KMS_COUNT_LOW)
    return Grant(host, target, count)


def _require_service(host: KmsHost, licence: Licence) -> None:
    if host.refuses:
        raise KmsRefusal(host.refuses)
    if not host.is_activated:
        raise KmsRefusal(Spp.KMS_NOT_ACTIVATED)
    if not host.covers(licence.sku.generation):
        raise KmsRefusal(Spp.KMS_REFUSED)


def log_request(state: MachineState, licence: Licence, target: Target | None, code: int) -> None:
    """Report a request that was sent (code 0) or failed."""
    place = f"{target.name}:{target.port}" if target else ""
    state.log(12288, *request_strings(state, licence, place, code, state.now))


def _log_response(state: MachineState, code: int, host: KmsHost, count: int) -> None:
    intervals = (host.activation_interval, host.renewal_interval)
    state.log(12289, *response_strings(code, count, intervals, state.now))


def _find_grant(state: MachineState, licence: Licence, moment: datetime) -> Grant:
    candidates, code = targets(state, licence)
    if not candidates:
        log_request(state, licence, None, code)
        raise SppError(code if state.switches.kms_direct_dns_errors else Spp.KMS_UNAVAILABLE)
    failure: int = Spp.KMS_UNAVAILABLE
    for target in candidates:
        try:
            grant = _ask(state, licence, target, moment)
        except SppError as error:
            log_request(state, licence, target, error.code)
            failure = error.code if isinstance(error, KmsRefusal) else failure
        else:
            log_request(state, licence, target, 0)
            _log_response(state, 0, grant.host, grant.count)
            return grant
    raise SppError(failure)


def activate_by_kms(state: MachineState, licence: Licence, moment: datetime | None = None) -> None:
    """Ask for a KMS licence now, or as of an earlier moment for a renewal that fell due."""
    moment = moment or state.now
    grant = _find_grant(state, licence, moment)
    licence.binding = Binding.KMS
    licence.status, licence.reason = LicenseStatus.LICENSED, Spp.USER_RIGHT
    licence.expires_at = moment + timedelta(minutes=KMS_VALIDITY)
    licence.activation_interval = grant.host.activation_interval
    licence.renewal_interval = grant.host.renewal_interval
    licence.next_attempt = moment + timedelta(minutes=grant.host.renewal_interval)
    licence.activated_by = ActivationType.KMS
    licence.bound_hardware = state.hardware
    licence.kms_pid = grant.host.product_key_id
    if grant.target.by_dns:
        licence.discovered = Discovered(grant.host.name, grant.target.port, grant.host.address)
        state.service.discovered = licence.discovered


def activate_by_directory(state: MachineState, licence: Licence, moment: datetime | None = None) -> None:
    """Ask the directory for an activation object (documented: tried before KMS, valid 180 days)."""
    moment = moment or state.now
    domain = state.spec.domain
    directory = state.world.network.directories.get((domain or "").lower())
    if domain is None or directory is None:
        raise SppError(Spp.AD_NO_SUCH_OBJECT)
    if not directory.has_current_schema:
        raise SppError(Spp.AD_SCHEMA_OLD)
    found = directory.object_for(licence.sku.generation)
    if found is None:
        raise SppError(Spp.AD_OBJECT_MISSING)
    licence.binding = Binding.DIRECTORY
    licence.status, licence.reason = LicenseStatus.LICENSED, Spp.USER_RIGHT
    licence.expires_at = moment + timedelta(minutes=KMS_VALIDITY)
    licence.next_attempt = moment + timedelta(minutes=licence.renewal_interval)
    licence.activated_by = ActivationType.DIRECTORY
    licence.bound_hardware = state.hardware
    name = found.distinguished_name(directory.domain)
    licence.directory_object = (found.name, name, found.csvlk_pid, found.csvlk_sku)


def activate_volume_client(state: MachineState, licence: Licence, moment: datetime | None = None) -> None:
    """Activate a GVLK row the way its enabled activation type says."""
    kind = licence.kms.activation_type or state.service.kms.activation_type
    if kind == ActivationType.TOKEN:
        raise SppError(state.switches.token_only_code)
    if kind == ActivationType.DIRECTORY:
        activate_by_directory(state, licence, moment)
    elif kind == ActivationType.KMS:
        activate_by_kms(state, licence, moment)
    else:
        _directory_then_kms(state, licence, moment)


def _directory_then_kms(state: MachineState, licence: Licence, moment: datetime | None) -> None:
    try:
        activate_by_directory(state, licence, moment)
    except SppError:
        activate_by_kms(state, licence, moment)


def try_renewal(state: MachineState, licence: Licence, moment: datetime) -> None:
    """An automatic attempt as of `moment`."""
    activate_volume_client(state, licence, moment)
