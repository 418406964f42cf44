"""A photo is kept as a picture: where, when and with what it was taken goes, which side is up stays."""

import io
from uuid import uuid4

import pytest
from PIL import Image, ImageOps, PngImagePlugin

from officer_app.core.database import Database
from officer_app.core.photo_traces import without_traces
from officer_app.directory.attachments import PaperDraft, add_paper, open_paper
from officer_app.people.access import Role
from tests.factories import bureau

CAMERA, PLACE, TURNED = "Canary 417", "N31.40 E121.48", 6
MARK = b"Canary"


def photo(kind: str) -> bytes:
    """A picture with a camera, a place and a turn in it."""
    picture = Image.effect_mandelbrot((64, 48), (-3, -2.5, 2, 2.5), 50).convert("RGB")
    exif = picture.getexif()
    exif[0x010F] = CAMERA
    exif[0x0112] = TURNED
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[29] = "N", (31.0, 24.0, 0.0), "2026:09:17"
    written = io.BytesIO()
    more = {}
    if kind == "PNG":
        more["pnginfo"] = PngImagePlugin.PngInfo()
        more["pnginfo"].add_itxt("Author", CAMERA)
    if kind == "JPEG":
        more = {"comment": CAMERA, "xmp": f"<x>{CAMERA}</x>".encode(), "progressive": True}
    if kind == "WEBP":
        more = {"xmp": f"<x>{CAMERA}</x>".encode(), "lossless": True}
    picture.save(written, kind, exif=exif, **more)
    return written.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_photo_loses_its_traces_and_nothing_of_its_picture(kind: str) -> None:
    taken = photo(kind)
    assert MARK in taken
    kept = without_traces(taken)
    assert MARK not in kept
    assert b"2026:09:17" not in kept
    before, after = Image.open(io.BytesIO(taken)), Image.open(io.BytesIO(kept))
    assert after.tobytes() == before.tobytes()
    assert not after.getexif().get_ifd(0x8825)
    if kind == "JPEG":
        assert ImageOps.exif_transpose(after).size == (48, 64)
    # What has none is kept byte for byte.
    assert without_traces(kept) == kept


def test_what_is_no_photo_or_a_broken_one_is_kept_as_it_came() -> None:
    taken = photo("JPEG")
    for content in (
        b"",
        b"%PDF-1.7",
        taken[:200],
        b"\xff\xd8\xff\xe1\x00",
        b"\x89PNG\r\n\x1a\n\x00",
        b"RIFF1234WEBPVP8X",
    ):
        assert without_traces(content) == content


def test_a_photo_in_an_enterprises_file_says_nothing_of_who_took_it_where(database: Database) -> None:
    here = bureau(database)
    staff, enterprise = here.person(Role.STAFF), here.enterprise()
    taken = here.office.perform(add_paper, staff, PaperDraft(str(uuid4()), enterprise, "现场.jpg", photo("JPEG"))).value
    assert MARK not in here.office.perform(open_paper, staff, taken.id).value.content
