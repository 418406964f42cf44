"""How a face goes into a PDF: one composite font of the characters used, each with its Unicode value.

Two bytes stand for a character, numbered in the order of use, so that a line of text is one string and equal papers
are equal files. The Unicode map is written as UTF-16BE in blocks of at most 100, as the format demands: characters
beyond the basic plane copy out whole.
"""

import zlib
from typing import TYPE_CHECKING, Final

from officer_app.core.documents.faces import Face, reading
from officer_app.core.documents.outlines import cut

if TYPE_CHECKING:
    from reportlab.pdfbase.pdfdoc import PDFDocument

# The format's own limit for one bfchar block.
_BLOCK: Final = 100
_SYMBOLIC: Final = 4


class _Packed:
    """Compression of outlines: they hardly shrink further, and the last percent takes half of a paper's time."""

    pdfname = "FlateDecode"

    def encode(self, content: bytes) -> bytes:
        return zlib.compress(content, 4)


class Embedded(dict[str, str]):
    """The hexadecimal code of each character of one face in one document; unknown characters get the next code."""

    def __init__(self, face: Face, resource: str) -> None:
        super().__init__()
        self.face = face
        self.resource = resource

    def __missing__(self, character: str) -> str:
        code = self[character] = f"{len(self) + 1:04X}"
        return code

    def addObjects(self, document: "PDFDocument") -> None:
        """Write the font into the document; called by reportlab when the document is closed."""
        from reportlab.pdfbase import pdfdoc

        ttf = self.face.ttf
        codes = [ord(character) for character in self]
        prefix = "".join(chr(65 + (len(self) * 7 + place * 11) % 26) for place in range(6))
        name = f"{prefix}+{ttf.name.decode('ascii')}"

        def stream(content: str | bytes, **entries: object) -> object:
            data = pdfdoc.PDFStream(
                content=content.encode("latin-1") if isinstance(content, str) else content,
                filters=[_Packed()],
            )
            for key, value in entries.items():
                data.dictionary[key] = value
            return data

        with reading:
            outlines = cut(ttf, codes)
        widths = f"[1 [{' '.join(f'{self.face.widths[code]:g}' for code in codes)}]]"
        descriptor = pdfdoc.PDFDictionary(
            {
                "Type": "/FontDescriptor",
                "FontName": pdfdoc.PDFName(name),
                "Flags": _SYMBOLIC,
                "FontBBox": pdfdoc.PDFArray(ttf.bbox),
                "ItalicAngle": 0,
                "Ascent": ttf.ascent,
                "Descent": ttf.descent,
                "CapHeight": ttf.capHeight,
                "StemV": ttf.stemV,
                "FontFile2": document.Reference(stream(outlines, Length1=len(outlines)), f"outlines:{self.resource}"),
            }
        )
        glyphs = pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/CIDFontType2",
                "BaseFont": pdfdoc.PDFName(name),
                "CIDSystemInfo": pdfdoc.PDFDictionary(
                    {"Registry": pdfdoc.PDFString("Adobe"), "Ordering": pdfdoc.PDFString("Identity"), "Supplement": 0}
                ),
                "FontDescriptor": document.Reference(descriptor, f"descriptor:{self.resource}"),
                "DW": 1000,
                "W": widths,
                "CIDToGIDMap": "/Identity",
            }
        )
        font = pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/Type0",
                "BaseFont": pdfdoc.PDFName(name),
                "Encoding": "/Identity-H",
                "DescendantFonts": pdfdoc.PDFArray([document.Reference(glyphs, f"cid:{self.resource}")]),
                "ToUnicode": document.Reference(stream(self._unicode_map()), f"unicode:{self.resource}"),
            }
        )
        document.idToObject["BasicFonts"].dict[self.resource] = document.Reference(font, self.resource)

    def _unicode_map(self) -> str:
        pairs = [f"<{code}> <{character.encode('utf-16-be').hex().upper()}>" for character, code in self.items()]
        blocks = [pairs[start : start + _BLOCK] for start in range(0, len(pairs), _BLOCK)]
        body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
        return (
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
            "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
            "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
            f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
        )
