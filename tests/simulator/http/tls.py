# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate made for one run of the simulator, and the channel binding that belongs to it."""

from __future__ import annotations

import hashlib
import ipaddress
import os
import ssl
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from spnego.channel_bindings import GssChannelBindings

_LIFETIME = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Identity:
    """A TLS context with its certificate."""

    context: ssl.SSLContext
    certificate_pem: bytes
    bindings: GssChannelBindings


def make_identity(names: Iterable[str], addresses: Iterable[str]) -> Identity:
    """Create key and certificate for all hosts; the key touches the disk only while OpenSSL reads it."""
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(key, names, addresses)
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    handle, name = tempfile.mkstemp(prefix="simulator-", suffix=".pem")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secret + pem)
        context.load_cert_chain(name)
    finally:
        Path(name).unlink()
    # RFC 5929 tls-server-end-point: the certificate is signed with SHA-256
    digest = hashlib.sha256(certificate.public_bytes(serialization.Encoding.DER)).digest()
    return Identity(context, pem, GssChannelBindings(application_data=b"tls-server-end-point:" + digest))


def _certificate(key: ec.EllipticCurvePrivateKey, names: Iterable[str], addresses: Iterable[str]) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "licenseops.windows simulator")])
    now = datetime.now(timezone.utc)
    alternatives: list[x509.GeneralName] = [x509.DNSName(name) for name in dict.fromkeys(["localhost", *names])]
    alternatives += [x509.IPAddress(ipaddress.ip_address(item)) for item in dict.fromkeys(addresses)]
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + _LIFETIME)
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True, content_commitment=False, key_encipherment=False, data_encipherment=False,
                key_agreement=False, key_cert_sign=True, crl_sign=False, encipher_only=False, decipher_only=False,
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )  # fmt: skip
