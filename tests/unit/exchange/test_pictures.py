"""Pictures from phones: small, upright, and with nothing told but the image."""

from __future__ import annotations

import io
from datetime import datetime, timedelta, timezone

import pytest
from PIL import Image
from sample_pictures import SECRET, heic_picture, phone_picture, png_picture

from poverty_desktop.errors import RuleError, StorageError
from poverty_desktop.exchange import phone_pictures, pictures
from poverty_desktop.exchange.phone_pictures import Match, Span

CHINA = timezone(timedelta(hours=8))
SPAN = Span(start=datetime(2026, 11, 23, 9, 30, tzinfo=CHINA), end=datetime(2026, 11, 23, 10, 15, tzinfo=CHINA))


def _segments(jpeg: bytes) -> list[int]:
    """Return the markers of a JPEG up to its image data."""
    found, at = [], 2
    while jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        found.append(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return found


@pytest.mark.parametrize("source", [phone_picture(), png_picture(), phone_picture(size=(3000, 200))])
def test_that_a_photo_carries_nothing_but_its_pixels(source):
    assert SECRET in source
    photo = pictures.to_photo(source)
    assert SECRET not in photo
    for told in (b"Exif", b"http://ns.adobe.com", b"ICC_PROFILE", b"xmpmeta", b"2026:11"):
        assert told not in photo
    applications = [marker for marker in _segments(photo) if 0xE1 <= marker <= 0xEF or marker == 0xFE]
    assert applications == []  # APP1 to APP15 and comments; APP0 is the bare JFIF header
    assert pictures.facts_of(photo) == pictures.PictureFacts()
    with Image.open(io.BytesIO(photo)) as image:
        assert "jfif" in image.info
        assert not {"exif", "icc_profile", "comment", "xmp", "photoshop"} & set(image.info)


def test_that_a_photo_is_at_most_1280_pixels_and_300_kilobytes_even_where_nothing_is_smooth():
    photo = pictures.to_photo(phone_picture(size=(3000, 2000), noise=True))
    assert len(photo) <= pictures.MAX_JPEG_BYTES
    with Image.open(io.BytesIO(photo)) as image:
        assert max(image.size) <= pictures.LONGEST_SIDE


def test_that_a_small_picture_is_not_blown_up():
    with Image.open(io.BytesIO(pictures.to_photo(png_picture()))) as image:
        assert image.size == (40, 30)


@pytest.mark.parametrize(
    ("orientation", "corner"), [(1, (0, 0)), (3, (1, 1)), (6, (1, 0)), (8, (0, 1)), (2, (1, 0)), (5, (0, 0))]
)
def test_that_the_camera_was_turned_is_seen_before_it_is_forgotten(orientation, corner):
    photo = pictures.to_photo(phone_picture(size=(800, 600), orientation=orientation))
    with Image.open(io.BytesIO(photo)) as image:
        width, height = image.size
        assert (width > height) == (orientation < 5)
        red, green, _blue = image.getpixel((10 + corner[0] * (width - 20), 10 + corner[1] * (height - 20)))
        assert red > 180
        assert green < 90


def test_that_what_was_transparent_becomes_white():
    with Image.open(io.BytesIO(pictures.to_photo(png_picture(transparent=True)))) as image:
        assert min(image.getpixel((5, 5))) > 245


def test_that_time_and_place_are_read_only_when_asked_for():
    facts = pictures.facts_of(phone_picture())
    assert facts.taken_at == datetime(2026, 11, 23, 9, 40, tzinfo=CHINA)
    latitude, longitude, altitude, accuracy = facts.place.split()
    assert (float(latitude), float(longitude), float(altitude), accuracy) == (30.39, 111.45, 120.0, "0")
    assert pictures.facts_of(phone_picture(taken=None, place=False)) == pictures.PictureFacts()


def test_that_a_picture_without_a_zone_was_taken_in_the_zone_of_this_computer():
    found = pictures.facts_of(phone_picture(offset=None)).taken_at
    assert found == datetime(2026, 11, 23, 9, 40).astimezone()


def test_that_heic_gets_a_sentence_of_its_own():
    with pytest.raises(RuleError, match="HEIC"):
        pictures.to_photo(heic_picture())


@pytest.mark.parametrize("data", [b"", b"hello", phone_picture()[:2000], b"\x89PNG\r\n\x1a\n" + b"\x00" * 50])
def test_that_what_is_no_picture_is_refused_in_words(data):
    with pytest.raises(RuleError, match="not a picture"):
        pictures.to_photo(data)


def test_that_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(pictures, "MAX_PIXELS", 1000)
    with pytest.raises(RuleError, match="too large"):
        pictures.to_photo(png_picture())


def test_that_a_file_that_is_too_large_or_gone_is_said_before_it_is_read(tmp_path):
    path = tmp_path / "large.jpg"
    path.write_bytes(bytes(2000))
    with pytest.raises(RuleError, match="too large"):
        pictures.read_source(path, most=1999)
    with pytest.raises(StorageError, match="cannot be read"):
        pictures.read_source(tmp_path / "none.jpg")


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (0, Match.DURING),
        (45, Match.DURING),
        (-20, Match.NEAR),
        (74, Match.NEAR),
        (300, Match.SAME_DAY),
        (24 * 60, Match.OTHER_DAY),
    ],
)
def test_that_a_time_tells_how_sure_a_match_is(minutes, expected):
    assert phone_pictures.match(SPAN, SPAN.start + timedelta(minutes=minutes)) is expected


def test_that_a_folder_of_phone_pictures_comes_best_first_and_nothing_is_passed_over_silently(tmp_path):
    for name, taken in {
        "c.jpg": datetime(2026, 11, 23, 9, 40),  # noqa: DTZ001
        "b.jpg": datetime(2026, 11, 23, 18, 0),  # noqa: DTZ001
        "a.jpg": datetime(2026, 10, 1, 8, 0),  # noqa: DTZ001
        "d.jpg": None,
    }.items():
        (tmp_path / name).write_bytes(phone_picture(size=(200, 150), taken=taken))
    (tmp_path / "e.heic").write_bytes(heic_picture())
    (tmp_path / "notes.txt").write_text("no picture")
    found = phone_pictures.find(tmp_path, SPAN)
    assert [(item.path.name, item.match) for item in found.shown] == [
        ("c.jpg", Match.DURING),
        ("b.jpg", Match.SAME_DAY),
        ("a.jpg", Match.OTHER_DAY),
        ("d.jpg", Match.NO_TIME),
    ]
    assert (found.further, found.unreadable) == (0, 1)
    assert all(SECRET not in item.thumbnail for item in found.shown)
    assert sorted(item.name for item in tmp_path.iterdir()) == [
        "a.jpg",
        "b.jpg",
        "c.jpg",
        "d.jpg",
        "e.heic",
        "notes.txt",
    ]


def test_that_a_folder_that_cannot_be_read_or_holds_too_much_is_said(tmp_path, monkeypatch):
    with pytest.raises(StorageError, match="folder cannot be read"):
        phone_pictures.find(tmp_path / "none", SPAN)
    monkeypatch.setattr(phone_pictures, "MOST_FILES", 1)
    for name in "ab":
        (tmp_path / f"{name}.png").write_bytes(png_picture())
    with pytest.raises(RuleError, match="more than 1"):
        phone_pictures.find(tmp_path, SPAN)
