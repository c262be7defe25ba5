# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is a KMS host, and what only looks like one."""

from __future__ import annotations

import ipaddress
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.licenseops.windows.plugins.plugin_utils._ansible._kms_options import parse_kms_wish
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import InputError
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._text import Language
from ansible_collections.licenseops.windows.plugins.plugin_utils._licensing._kms import is_dns_name, parse_kms_host

LONGEST_LABEL = "a" * 63
LONGEST_NAME = ".".join([LONGEST_LABEL, LONGEST_LABEL, LONGEST_LABEL, "a" * 61])


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        pytest.param("kms1", "kms1", None, id="short name"),
        pytest.param("kms1.corp.example", "kms1.corp.example", None, id="full name"),
        pytest.param("kms1.corp.example.", "kms1.corp.example.", None, id="name with its root"),
        pytest.param("KMS_1.corp.example:1689", "KMS_1.corp.example", 1689, id="name and port"),
        pytest.param("  kms1\n", "kms1", None, id="blanks around it"),
        pytest.param("xn--kms-9g4b.example", "xn--kms-9g4b.example", None, id="name in Punycode"),
        pytest.param(LONGEST_NAME, LONGEST_NAME, None, id="253 characters"),
        pytest.param(f"{LONGEST_NAME}.", f"{LONGEST_NAME}.", None, id="253 characters and the root"),
        pytest.param("192.0.2.1", "192.0.2.1", None, id="IPv4"),
        pytest.param("192.0.2.1:1", "192.0.2.1", 1, id="IPv4 and port"),
        pytest.param("2001:db8::1", "[2001:db8::1]", None, id="IPv6"),
        pytest.param("[2001:db8::1]", "[2001:db8::1]", None, id="IPv6 in brackets"),
        pytest.param("[2001:DB8::1]:65535", "[2001:DB8::1]", 65535, id="IPv6 and port"),
        pytest.param("::ffff:192.0.2.1", "[::ffff:192.0.2.1]", None, id="IPv4 in IPv6"),
    ],
)
def test_a_kms_host_is_a_name_or_an_address_with_a_port_or_without(text: str, host: str, port: int | None) -> None:
    assert parse_kms_host(text) == (host, port)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param(" ", id="a blank"),
        pytest.param("kms one", id="blank inside"),
        pytest.param("kms\tone", id="tab inside"),
        pytest.param("kms\none", id="line break inside"),
        pytest.param("kms\x00", id="NUL"),
        pytest.param("kms\x1f", id="control character that Python strips"),
        pytest.param("kms\u3000", id="ideographic space"),
        pytest.param("kms．example", id="full-width dot"),
        pytest.param("kms。example", id="ideographic dot"),
        pytest.param("ｋｍｓ", id="full-width letters"),
        pytest.param("kms.例え", id="letters outside ASCII"),
        pytest.param("kms\u200b", id="invisible mark"),
        pytest.param(".kms", id="empty label"),
        pytest.param("kms..example", id="empty label inside"),
        pytest.param(".", id="root alone"),
        pytest.param("-kms", id="dash first"),
        pytest.param("kms-.example", id="dash last"),
        pytest.param(f"{LONGEST_LABEL}a.example", id="label of 64"),
        pytest.param(f"{LONGEST_NAME}a", id="name of 254"),
        pytest.param("a." * 5_000 + "a", id="very long"),
        pytest.param("192.0.2", id="three numbers"),
        pytest.param("192.0.2.256", id="256"),
        pytest.param("192.0.2.1.5", id="five numbers"),
        pytest.param("192.0.02.1", id="leading zero"),
        pytest.param("192.0.2.1.", id="IPv4 with a root"),
        pytest.param("3221225985", id="one number"),
        pytest.param("0xC0000201", id="hexadecimal number"),
        pytest.param("１９２.0.2.1", id="full-width digits"),
        pytest.param("kms:", id="no port"),
        pytest.param("kms:0", id="port 0"),
        pytest.param("kms:65536", id="port 65536"),
        pytest.param("kms:１６８８", id="full-width port"),
        pytest.param("kms:1688:1688", id="two ports"),
        pytest.param("kms:-1", id="negative port"),
        pytest.param("[::1%e th\n]", id="anything for a zone"),
        pytest.param("fe80::1%12", id="zone"),
        pytest.param("[fe80::1%eth0]:1688", id="zone in brackets"),
        pytest.param("[fe80::1%25eth0]", id="zone as in a URL"),
        pytest.param("[kms1.corp.example]", id="name in brackets"),
        pytest.param("[192.0.2.1]", id="IPv4 in brackets"),
        pytest.param("[2001:db8::1", id="half a bracket"),
        pytest.param("[2001:db8::1]1688", id="port without a colon"),
        pytest.param("[ 2001:db8::1 ]", id="blanks in brackets"),
        pytest.param("2001:db8::1::2", id="no IPv6"),
        pytest.param("http://kms1", id="URL"),
        pytest.param("user@kms1", id="user"),
        pytest.param("kms1/x", id="path"),
    ],
)
def test_anything_else_is_refused_in_one_short_sentence(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_kms_host(text)
    for language in Language:
        message, advice = caught.value.told(language)
        assert message and advice
        assert len(message) < 160
        assert message.isprintable()


def test_a_zone_is_refused_by_its_name() -> None:
    with pytest.raises(InputError, match="zone"):
        parse_kms_host("[::1%e th\n]")


def parsed(text: str) -> tuple[str, int | None] | None:
    """The host, None where it is refused."""
    try:
        return parse_kms_host(text)
    except InputError:
        return None


def stays(host: str, port: int | None) -> None:
    """A host is one, and the same, when it is written down and read again."""
    assert parse_kms_host(host if port is None else f"{host}:{port}") == (host, port)
    assert host.isascii() and host.isprintable() and " " not in host
    assert len(host) <= 254


@given(
    st.text(max_size=300)
    | st.text(f"{string.hexdigits}:[]%.- \n0０．", max_size=60)
    | st.from_regex(r"\A\[?[0-9a-f:.]{0,40}(%[^\]]{0,5})?\]?(:[0-9]{0,6})?\Z")
)
def test_any_text_is_a_host_that_stays_the_same_or_an_input_error(text: str) -> None:
    found = parsed(text)
    if found is not None:
        stays(*found)


@given(st.ip_addresses(), st.none() | st.integers(1, 65535))
def test_every_address_without_a_zone_is_a_host(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address, port: int | None
) -> None:
    host = f"[{address}]" if address.version == 6 else str(address)
    stays(host, port)


LABEL = st.from_regex(r"\A[a-z]([a-z0-9_-]{0,20}[a-z0-9])?\Z")


@given(st.lists(LABEL, min_size=1, max_size=6))
def test_every_dns_name_is_a_host(labels: list[str]) -> None:
    stays(".".join(labels), None)


@pytest.mark.parametrize(
    ("name", "is_name"),
    [
        ("corp.example", True),
        ("corp.example.", True),
        ("192.0.2.1", False),
        ("", False),
        ("a b", False),
        ("1.2", False),
    ],
)
def test_a_domain_is_a_name_and_no_address(name: str, is_name: bool) -> None:
    assert is_dns_name(name) is is_name


def test_a_lookup_domain_that_is_none_is_refused_in_a_short_sentence() -> None:
    with pytest.raises(InputError, match="is not a DNS domain") as caught:
        parse_kms_wish({"lookup_domain": "a\n" * 5_000})
    assert len(caught.value.message) < 160
