"""What a reader's program sees in a PDF: text, places of characters, faces, outline."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

HEIGHT = 297 * 72 / 25.4


@dataclass(frozen=True)
class Sign:
    """A character on a page: its origin from the left and the top edge, its size, its ink's edges, its face."""

    page: int
    text: str
    x: float
    y: float
    size: float
    left: float
    right: float
    face: str


class Reading:
    """A PDF opened to be read; close it when done."""

    def __init__(self, data: bytes) -> None:
        self.document = pdfium.PdfDocument(data)

    def __enter__(self) -> "Reading":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.document.close()

    def __len__(self) -> int:
        return len(self.document)

    def text(self, page: int | None = None) -> str:
        """The text of a page, or of all pages."""
        numbers = range(len(self.document)) if page is None else [page]
        parts = []
        for number in numbers:
            opened = self.document[number]
            reader = opened.get_textpage()
            parts.append(reader.get_text_bounded().replace("\r\n", "\n"))
            reader.close()
            opened.close()
        return "\n".join(parts)

    def squeezed(self, page: int | None = None) -> str:
        """The text without spaces and line ends."""
        return "".join(self.text(page).split())

    def signs(self, page: int) -> Iterator[Sign]:
        """Every character of a page that was drawn, spaces not."""
        opened = self.document[page]
        reader = opened.get_textpage()
        x, y = ctypes.c_double(), ctypes.c_double()
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        flags = ctypes.c_int()
        name = ctypes.create_string_buffer(100)
        for index in range(raw.FPDFText_CountChars(reader)):
            code = raw.FPDFText_GetUnicode(reader, index)
            if code <= 0x20 or raw.FPDFText_IsGenerated(reader, index) == 1:
                continue
            raw.FPDFText_GetCharOrigin(reader, index, x, y)
            raw.FPDFText_GetCharBox(reader, index, left, right, bottom, top)
            raw.FPDFText_GetFontInfo(reader, index, name, 100, flags)
            size = raw.FPDFText_GetFontSize(reader, index)
            face = name.value.decode().partition("+")[2]
            yield Sign(page, chr(code), x.value, HEIGHT - y.value, size, left.value, right.value, face)
        reader.close()
        opened.close()

    def faces(self) -> set[str]:
        """The names of all faces used, without the subset's prefix."""
        return {sign.face for page in range(len(self)) for sign in self.signs(page)}

    def kinds(self) -> set[int]:
        """The kinds of objects on all pages, as pdfium numbers them."""
        found = set()
        for page in self.document:
            found |= {thing.type for thing in page.get_objects()}
            page.close()
        return found

    def annotations(self) -> int:
        """Links, forms, notes: how many."""
        count = 0
        for page in self.document:
            count += raw.FPDFPage_GetAnnotCount(page)
            page.close()
        return count

    def outline(self) -> list[tuple[int, str]]:
        """Depth and title of each bookmark."""
        return [(mark.level, mark.get_title()) for mark in self.document.get_toc()]

    def metadata(self) -> dict[str, str]:
        """What the file says of itself."""
        found: dict[str, str] = self.document.get_metadata_dict()
        return found

    def grey(self, page: int, scale: float) -> tuple[int, int, bytes]:
        """Width, height and grey values of a rendered page, row by row."""
        opened = self.document[page]
        bitmap = opened.render(scale=scale, grayscale=True)
        rows = bytes(bitmap.buffer)
        width, height, stride = bitmap.width, bitmap.height, bitmap.stride
        data = b"".join(rows[row * stride : row * stride + width] for row in range(height))
        bitmap.close()
        opened.close()
        return width, height, data
