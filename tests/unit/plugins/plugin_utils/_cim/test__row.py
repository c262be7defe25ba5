# Copyright (c) 2026 licenseops.windows contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows: values by type, as Windows writes them, and one clear error for values that are not of the type."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from contextlib import suppress
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.licenseops.windows.plugins.plugin_utils._cim._row import Row
from ansible_collections.licenseops.windows.plugins.plugin_utils._language._errors import LicensingError
from ansible_collections.licenseops.windows.plugins.plugin_utils._wsman._errors import MalformedAnswer

XSI = "http://www.w3.org/2001/XMLSchema-instance"
CIM = "http://schemas.dmtf.org/wbem/wscim/1/common"


def row(inside: str) -> Row:
    return Row.from_element(ET.fromstring(f'<r xmlns:xsi="{XSI}" xmlns:cim="{CIM}" xmlns:p="urn:p">{inside}</r>'))


def of(value: str | None) -> Row:
    return Row([("A", value)])


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        pytest.param("<A>x</A>", "x", id="projected"),
        pytest.param("<p:A>x</p:A>", "x", id="typed"),
        pytest.param("<A></A>", "", id="empty"),
        pytest.param("<A/>", "", id="self-closing"),
        pytest.param("<A> x </A>", " x ", id="blanks are kept"),
        pytest.param('<A xsi:nil="true"/>', None, id="nil"),
        pytest.param('<A xsi:nil="1"/>', None, id="nil as a number"),
        pytest.param('<A xsi:nil="false">x</A>', "x", id="not nil"),
        pytest.param("<B>x</B>", None, id="absent"),
        pytest.param("<A>x</A><A>y</A>", "x", id="first of an array"),
        pytest.param("<A><Datetime>d</Datetime></A>", "d", id="projected date"),
        pytest.param("<p:A><cim:Datetime>d</cim:Datetime></p:A>", "d", id="typed date"),
        pytest.param("<A><Interval>P0DT0H1M40S</Interval></A>", "P0DT0H1M40S", id="interval"),
        pytest.param("<p:A><cim:Interval>P1D</cim:Interval></p:A>", "P1D", id="typed interval"),
    ],
)
def test_a_text_is_read_from_every_shape(inside: str, text: str | None) -> None:
    assert row(inside).text("A") == text


@pytest.mark.parametrize(
    ("inside", "texts"),
    [
        pytest.param("", (), id="null array, left out"),
        pytest.param('<A xsi:nil="true"/>', (), id="null array, nil"),
        pytest.param("<A>x</A>", ("x",), id="array of one"),
        pytest.param("<A>x</A><B>-</B><A>y</A>", ("x", "y"), id="array of two"),
        pytest.param("<A></A>", ("",), id="array of an empty string"),
        pytest.param('<A>x</A><A xsi:nil="true"/><A>y</A>', ("x", "y"), id="with a null inside"),
    ],
)
def test_an_array_is_read_from_every_shape(inside: str, texts: tuple[str, ...]) -> None:
    assert row(inside).texts("A") == texts


@pytest.mark.parametrize("name", ["LicenseStatus", "licensestatus", "LICENSESTATUS"])
def test_names_are_matched_without_regard_to_case(name: str) -> None:
    assert row("<p:LicenseStatus>1</p:LicenseStatus>").number(name) == 1


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("0", 0),
        ("-1", -1),
        ("4294967295", 4294967295),
        ("840649814016", 840649814016),
        ("18446744073709551615", 2**64 - 1),
        ("007", 7),
        pytest.param(" 5 ", 5, id="blanks"),
        pytest.param("", None, id="empty"),
        pytest.param("  ", None, id="blank"),
        pytest.param(None, None, id="null"),
    ],
)
def test_a_number_is_read(value: str | None, number: int | None) -> None:
    assert of(value).number("A") == number


@pytest.mark.parametrize("value", ["x", "1.5", "0x10", "+1", "1 2", "--1", "1_000", "١٢", "１２", "true"])
def test_what_is_no_number_is_one_clear_error(value: str) -> None:
    with pytest.raises(MalformedAnswer, match="Count is not a number"):
        Row([("Count", value)]).number("Count")


def test_a_number_of_absurd_length_is_the_same_error() -> None:
    with pytest.raises(MalformedAnswer):
        of("9" * 5000).number("A")


@pytest.mark.parametrize(
    ("value", "flag"),
    [
        ("true", True),
        ("false", False),
        ("TRUE", True),
        ("False", False),
        pytest.param(" true ", True, id="blanks"),
        pytest.param("", None, id="empty"),
        pytest.param(None, None, id="null"),
    ],
)
def test_a_flag_is_read(value: str | None, flag: bool | None) -> None:
    assert of(value).flag("A") is flag


@pytest.mark.parametrize("value", ["yes", "2", "truefalse", "t"])
def test_what_is_no_flag_is_one_clear_error(value: str) -> None:
    with pytest.raises(MalformedAnswer, match="LicenseIsAddon is not a boolean"):
        Row([("LicenseIsAddon", value)]).flag("LicenseIsAddon")


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2013-03-09T02:57:32Z", utc(2013, 3, 9, 2, 57, 32)),
        ("2013-04-15T16:28:43.488171Z", utc(2013, 4, 15, 16, 28, 43, 488171)),
        ("2023-01-16T00:40:47.484411-05:00", utc(2023, 1, 16, 5, 40, 47, 484411)),
        ("2019-03-07T18:49:07-05:00", utc(2019, 3, 7, 23, 49, 7)),
        ("2014-04-03T14:45:50.46875+08:00", utc(2014, 4, 3, 6, 45, 50, 468750)),
        ("2014-04-03T14:45:50.5+05:30", utc(2014, 4, 3, 9, 15, 50, 500000)),
        ("2014-04-03T14:45:50.123456789Z", utc(2014, 4, 3, 14, 45, 50, 123456)),
        ("2014-04-03T14:45:50", utc(2014, 4, 3, 14, 45, 50)),
        ("1601-01-01T00:00:00Z", utc(1601, 1, 1)),
        ("0001-01-01T00:00:00+05:00", utc(1, 1, 1)),
        ("0002-01-01T05:00:00+05:00", utc(2, 1, 1)),
        ("20240131235959.123456+060", utc(2024, 1, 31, 22, 59, 59, 123456)),
        ("20240131235959.000000-300", utc(2024, 2, 1, 4, 59, 59)),
        ("16010101000000.000000-000", utc(1601, 1, 1)),
        pytest.param(" 2013-03-09T02:57:32Z ", utc(2013, 3, 9, 2, 57, 32), id="blanks"),
        pytest.param("", None, id="empty"),
        pytest.param(None, None, id="null"),
    ],
)
def test_a_moment_is_read_and_given_in_utc(value: str | None, moment: datetime | None) -> None:
    found = of(value).moment("A")
    assert found == moment
    assert found is None or found.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "value",
    [
        "today",
        "2013-03-09",
        "2013-13-09T02:57:32Z",
        "2013-02-30T02:57:32Z",
        "2013-03-09T25:57:32Z",
        "2013-03-09T02:57:32+99:99",
        "2013-03-09T02:57:32.Z",
        "0000-01-01T00:00:00Z",
        "20241301000000.000000+000",
        "2024013123595*.123456+060",
        "P0DT0H1M40S",
    ],
)
def test_what_is_no_moment_is_one_clear_error(value: str) -> None:
    with pytest.raises(MalformedAnswer, match="EvaluationEndDate is not a date"):
        Row([("EvaluationEndDate", value)]).moment("EvaluationEndDate")


@pytest.mark.parametrize(
    "value", ["9999-12-31T23:59:59-05:00", "99991231235959.999999-060", "00010101000000.000000+060"]
)
def test_a_moment_beyond_the_calendar_is_no_crash(value: str) -> None:
    with suppress(LicensingError):
        of(value).moment("A")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")))
def test_any_text_comes_back_as_it_was_written(text: str) -> None:
    element = ET.Element("r")
    ET.SubElement(element, "A").text = text
    assert Row.from_element(ET.fromstring(ET.tostring(element))).text("a") == text


@given(st.integers(-(2**63), 2**64 - 1))
def test_any_cim_integer_comes_back(number: int) -> None:
    assert of(str(number)).number("A") == number


FIRST, LAST = datetime.fromisoformat("1601-01-02"), datetime.fromisoformat("9998-12-31")
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(FIRST, LAST, timezones=OFFSETS))
def test_any_iso_moment_comes_back(moment: datetime) -> None:
    assert of(moment.isoformat()).moment("A") == moment


@given(st.datetimes(FIRST, LAST), st.integers(-720, 720))
def test_any_cim_moment_comes_back(moment: datetime, offset: int) -> None:
    written = f"{moment.strftime('%Y%m%d%H%M%S.%f')}{offset:+04d}"
    assert of(written).moment("A") == moment.replace(tzinfo=timezone(timedelta(minutes=offset)))


@given(st.text(max_size=30))
def test_no_value_makes_a_reader_fail_in_another_way(value: str) -> None:
    for read in (of(value).number, of(value).flag, of(value).moment):
        with suppress(MalformedAnswer):
            read("A")


def test_a_row_shows_its_names_and_no_value() -> None:
    assert repr(Row([("ProductKey", "TNTTT"), ("A", "x")])) == "Row(a, productkey)"
