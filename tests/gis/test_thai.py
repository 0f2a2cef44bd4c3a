"""Thai ways of writing are read as what they mean."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis import thai

TODAY = datetime.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2023-05-14", datetime.date(2023, 5, 14)),
        ("14/05/2566", datetime.date(2023, 5, 14)),
        ("๑๔/๕/๒๕๖๖", datetime.date(2023, 5, 14)),
        ("2566-05-14", datetime.date(2023, 5, 14)),
        ("25660514", datetime.date(2023, 5, 14)),
        ("14 พ.ค. 2566", datetime.date(2023, 5, 14)),
        ("14 พฤษภาคม พ.ศ. 2566", datetime.date(2023, 5, 14)),
        ("วันที่ 14 พฤษภาคม 2566", datetime.date(2023, 5, 14)),
        ("14 May 2023", datetime.date(2023, 5, 14)),
        ("29/02/2567", datetime.date(2024, 2, 29)),
        ("15/02/2482", datetime.date(1940, 2, 15)),
        ("15/04/2482", datetime.date(1939, 4, 15)),
        ("15/02/2484", datetime.date(1941, 2, 15)),
    ],
)
def test_a_date_is_read_in_every_usual_writing(written: str, day: datetime.date) -> None:
    assert thai.parse_date(written, today=TODAY) == day


@pytest.mark.parametrize(("written", "year"), [("14/05/66", 2023), ("14 พ.ค. 66", 2023), ("1/2/99", 1956)])
def test_a_year_of_two_digits_is_the_latest_buddhist_one_and_said_to_be_a_guess(written: str, year: int) -> None:
    found = thai.parse_datetime(written, today=TODAY)
    assert found.value.year == year
    assert found.guess is not None


@pytest.mark.parametrize("nonsense", ["", "-", "31/02/2566", "29/02/2566", "พรุ่งนี้", "2566", "99/99/2566", "1/1/1/1"])
def test_what_is_no_date_is_refused(nonsense: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        thai.parse_date(nonsense)


def test_a_time_without_a_zone_is_bangkok_time() -> None:
    found = thai.parse_datetime("14/05/2566 09:30 น.").value
    assert found == datetime.datetime(2023, 5, 14, 2, 30, tzinfo=datetime.UTC)
    assert thai.parse_datetime("2023-05-14 09:17:33.560852+00").value.astimezone(datetime.UTC).hour == 9


@given(st.dates(datetime.date(1941, 1, 1), datetime.date(2156, 12, 31)))
def test_a_date_written_the_thai_way_is_read_back(day: datetime.date) -> None:
    assert thai.parse_date(thai.format_date(day)) == day
    assert thai.parse_date(thai.format_date(day, long=True)) == day


def test_rai_ngan_and_wah_are_square_metres() -> None:
    assert thai.parse_area("2-1-35.5") == pytest.approx((2 * 400 + 100 + 35.5) * 4)
    assert thai.parse_area("๒ ไร่ ๑ งาน ๓๕.๕ ตร.ว.") == pytest.approx((2 * 400 + 100 + 35.5) * 4)
    assert thai.parse_area("50 ตารางวา") == 200
    assert thai.format_area(3742) == "2 ไร่ 1 งาน 35.5 ตร.ว."
    with pytest.raises(ValueError, match="no area"):
        thai.parse_area("2-5-10")


@given(st.integers(0, 10_000_000))
def test_an_area_written_in_rai_is_read_back(tenths_of_a_wah: int) -> None:
    square_metres = tenths_of_a_wah * 0.4
    assert thai.parse_area(thai.format_area(square_metres)) == pytest.approx(square_metres)


def test_a_citizen_number_needs_its_check_digit() -> None:
    assert thai.is_citizen_number("1-1234-56789-01-4")
    assert thai.is_citizen_number("๑๑๒๓๔๕๖๗๘๙๐๑๔")
    assert not thai.is_citizen_number("1123456789010")
    assert not thai.is_citizen_number("112345678901")


def test_two_spellings_that_look_alike_are_the_same() -> None:
    assert thai.normalise(" น\u0e49\u0e4d\u0e32 ".replace("\u0e49\u0e4d\u0e32", "\u0e4d\u0e32")) == "น\u0e33"
    assert thai.search_key("บ้าน ใหม่") == thai.search_key("บานใหม")
    assert thai.search_key("หมู่ ๗") == thai.search_key("หมู่ 7")
