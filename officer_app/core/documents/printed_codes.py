"""Reading the code printed on a paper back: from the PDF, a scan or a photograph.

Files come from outside: their size, pages and pixels are limited before anything is unpacked.
"""

import io
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from officer_app.core.apart import apart
from officer_app.core.errors import AppError, reason_of
from officer_app.i18n import N_

if TYPE_CHECKING:
    from PIL.Image import Image

# pdfium is not safe for threads: whoever uses it holds this.
PDFIUM: Final = threading.Lock()

MOST_BYTES: Final = 30 * 1024 * 1024
MOST_PAGES: Final = 20
# A photograph of a large camera, or a page scanned with 600 points an inch.
MOST_PIXELS: Final = 60_000_000
_DPI: Final = 200
_POINTS: Final = 72
_LONGEST_SIDE: Final = 6_000
_PDF, _PNG, _JPEG = b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"


class NotReadable(AppError):
    """A file that is no paper, or too large to be one."""


class NoCode(AppError):
    """A paper without a code that can be read."""

    message = N_("No code can be read in {name}.")
    remedy = N_("Photograph the code from above and without glare, or type what is printed beside the signature.")


def read_codes(path: Path) -> list[str]:
    """The texts of the QR codes in a PDF, PNG or JPEG file, page by page, read in a process of its own.

    Raises NotReadable, NoCode, TooMuch.
    """
    with apart(codes_in, str(path)) as found:
        return list(found)


def codes_in(place: str) -> "Iterator[str]":
    """The same, here and now: for that process."""
    path = Path(place)
    name = path.name
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise NotReadable(N_("{name} cannot be read: {reason}."), name=name, reason=reason_of(error)) from error
    if len(data) > MOST_BYTES:
        raise NotReadable(
            N_("{name} is larger than {most} MB."),
            remedy=N_("Save the page with the code alone, or type the code."),
            name=name,
            most=MOST_BYTES // 1024 // 1024,
        )
    if data.startswith(_PDF):
        pictures = _pages(data, name)
    elif data.startswith((_PNG, _JPEG)):
        pictures = _picture(data, name)
    else:
        raise NotReadable(
            N_("{name} is neither PDF nor PNG nor JPEG."), remedy=N_("Scan or photograph the paper."), name=name
        )
    codes = list(dict.fromkeys(code for picture in pictures for code in _codes(picture)))
    if not codes:
        raise NoCode(name=name)
    yield from codes


def _codes(picture: "Image") -> list[str]:
    import zxingcpp

    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return [barcode.text for barcode in found if barcode.valid]


def _pages(data: bytes, name: str) -> "Iterator[Image]":
    import pypdfium2

    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise NotReadable(
                N_("{name} is damaged or closed by a password."), remedy=N_("Print it and scan it."), name=name
            ) from error
        try:
            for number in range(min(len(document), MOST_PAGES)):
                page = document[number]
                longest = max(page.get_size())
                scale = min(_DPI / _POINTS, _LONGEST_SIDE / max(longest, 1))
                bitmap = page.render(scale=scale, grayscale=True)
                picture = bitmap.to_pil().copy()
                bitmap.close()
                page.close()
                yield picture
        except pypdfium2.PdfiumError as error:
            raise NotReadable(N_("{name} is damaged."), name=name) from error
        finally:
            document.close()


def _picture(data: bytes, name: str) -> "Iterator[Image]":
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            # What is too large is refused below, with words.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise NotReadable(
                        N_("{name} has more than {most} million pixels."),
                        remedy=N_("Save it smaller, or photograph the code alone."),
                        name=name,
                        most=MOST_PIXELS // 1_000_000,
                    )
                yield picture.convert("L")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise NotReadable(N_("{name} is damaged."), name=name) from error
