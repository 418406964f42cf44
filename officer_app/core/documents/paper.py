"""A paper: pages with text, rules and boxes, its outline and its metadata, and the PDF they become.

Lengths are points, measured from the left and the top edge of the page, A4 unless another size is given; `baseline`
is where letters stand.
The same paper made twice is the same file, byte for byte: the time of making is handed in.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final, Literal

from officer_app.core.documents.breaking import AIRY_STRETCH, Line, Paragraph
from officer_app.core.documents.embedding import Embedded
from officer_app.core.documents.faces import VALUE, Face, Role, printable
from officer_app.core.progress import Progress, unwatched

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

MM: Final = 72 / 25.4
WIDTH: Final = 210 * MM
HEIGHT: Final = 297 * MM

Align = Literal["left", "center", "right"]

OUTER: Final = 1.1
INNER: Final = 0.5
# Below everything else on a page: where the audit trail ended when the paper was issued.
_TRAIL_SIZE: Final = 6.5
_TRAIL_EDGE: Final = 7 * MM
_TRAIL_RIGHT: Final = 20 * MM
_trail: Final[ContextVar[str]] = ContextVar("trail", default="")
# The red of a letterhead.
_RED: Final = "0.78 0.05 0.08"


@dataclass(slots=True)
class Mark:
    """An entry of the outline: where it leads, and how deep it stands (0 is the top)."""

    title: str
    level: int
    page: int
    y: float


@dataclass(slots=True)
class Page:
    """One page being drawn."""

    paper: "Paper"
    number: int
    ops: list[str] = field(default_factory=list)
    # Shading lies under every rule, or it would thin the rules beside it.
    under: list[str] = field(default_factory=list)
    height: float = HEIGHT

    def rule(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        width: float = INNER,
        grey: float = 0,
        *,
        red: bool = False,
        dash: float = 0,
    ) -> None:
        """A straight line; `grey` 0 is black, `dash` the length of its dashes, 0 for a whole one."""
        colour = f"{_RED} RG " if red else f"{grey:.3g} G " if grey else ""
        after = " 0 G" if colour else ""
        if dash:
            colour, after = f"{colour}[{dash:.2f}] 0 d ", f"{after} [] 0 d"
        self.ops.append(
            f"{colour}{width:.2f} w {x1:.2f} {self.height - y1:.2f} m {x2:.2f} {self.height - y2:.2f} l S{after}"
        )

    def box(self, x: float, y: float, width: float, height: float, line: float = INNER) -> None:
        """The outline of a rectangle whose upper left corner is (x, y)."""
        self.ops.append(f"{line:.2f} w {x:.2f} {self.height - y - height:.2f} {width:.2f} {height:.2f} re S")

    def shade(self, x: float, y: float, width: float, height: float, grey: float) -> None:
        """A filled rectangle under everything else on the page; `grey` 1 is white."""
        self.under.append(f"{grey:.3g} g {x:.2f} {self.height - y - height:.2f} {width:.2f} {height:.2f} re f")

    def fill(self, x: float, y: float, width: float, height: float, grey: float) -> None:
        """A filled rectangle without an outline; `grey` 1 is white."""
        self.ops.append(f"{grey:.3g} g {x:.2f} {self.height - y - height:.2f} {width:.2f} {height:.2f} re f 0 g")

    def dot(self, x: float, y: float, radius: float) -> None:
        """A filled circle."""
        k = radius * 0.5523
        cy = self.height - y
        self.ops.append(
            f"{x + radius:.2f} {cy:.2f} m "
            f"{x + radius:.2f} {cy + k:.2f} {x + k:.2f} {cy + radius:.2f} {x:.2f} {cy + radius:.2f} c "
            f"{x - k:.2f} {cy + radius:.2f} {x - radius:.2f} {cy + k:.2f} {x - radius:.2f} {cy:.2f} c "
            f"{x - radius:.2f} {cy - k:.2f} {x - k:.2f} {cy - radius:.2f} {x:.2f} {cy - radius:.2f} c "
            f"{x + k:.2f} {cy - radius:.2f} {x + radius:.2f} {cy - k:.2f} {x + radius:.2f} {cy:.2f} c f"
        )

    def path(self, points: list[tuple[float, float]], width: float) -> None:
        """A line through points."""
        moves = " ".join(
            f"{x:.2f} {self.height - y:.2f} {'l' if index else 'm'}" for index, (x, y) in enumerate(points)
        )
        self.ops.append(f"{width:.2f} w {moves} S")

    def text(
        self,
        words: str,
        role: Role,
        size: float,
        x: float,
        baseline: float,
        align: Align = "left",
        *,
        white: bool = False,
        red: bool = False,
    ) -> float:
        """One line of text, unbroken; returns its width. An empty text draws nothing."""
        if not words:
            return 0.0
        width, code = self.paper.single(words, role, size)
        left = x if align == "left" else x - width if align == "right" else x - width / 2
        colour = "1 g " if white else f"{_RED} rg " if red else ""
        after = " 0 g" if colour else ""
        self.ops.append(f"BT {colour}{left:.2f} {self.height - baseline:.2f} Td {code} ET{after}")
        return width

    def line(self, line: Line, x: float, baseline: float) -> None:
        """A composed line, its measure's left edge at x."""
        code = self.paper.code(line)
        self.ops.append(f"BT {x + line.shift:.2f} {self.height - baseline:.2f} Td {code} ET")

    def tick_box(self, x: float, baseline: float, size: float, *, ticked: bool) -> float:
        """A check box that also copies out as one; returns its width with the gap after it."""
        side = size * 0.86
        self.box(x, baseline - side + size * 0.1, side, side, 0.65)
        _width, code = self.paper.single("□", VALUE, size)
        self.ops.append(f"BT 3 Tr {x:.2f} {self.height - baseline:.2f} Td {code} 0 Tr ET")
        if ticked:
            self.text("✓", VALUE, size * 1.12, x + side * 0.06, baseline - size * 0.03)
        return side + size * 0.28


@contextmanager
def footed_with(trail: str) -> Iterator[None]:
    """Every page of the papers begun in here carries this at its lower edge: the head of the trail in short."""
    before = _trail.set(trail)
    try:
        yield
    finally:
        _trail.reset(before)


class Paper:
    """A document in the making. `subject` and `title` go into the metadata and never carry personal data."""

    def __init__(
        self,
        *,
        title: str,
        author: str,
        subject: str,
        made_at: datetime,
        size: tuple[float, float] = (WIDTH, HEIGHT),
    ) -> None:
        self.size = size
        self.title = title
        self.author = author
        self.subject = subject
        self.made_at = made_at
        self.pages: list[Page] = []
        self.marks: list[Mark] = []
        self._trail = _trail.get()
        self._faces: dict[str, Embedded] = {}
        self._singles: dict[tuple[str, str, float], tuple[float, str]] = {}

    def new_page(self) -> Page:
        """Add a page at the end."""
        page = Page(self, len(self.pages) + 1, height=self.size[1])
        self.pages.append(page)
        return page

    def mark(self, title: str, page: Page, y: float = 0, level: int = 0) -> None:
        """Enter a place into the outline."""
        self.marks.append(Mark(printable(title).replace("\n", " "), level, page.number, y))

    def single(self, words: str, role: Role, size: float) -> tuple[float, str]:
        """Width in points and drawing code of one unbroken line; cells that repeat are set once."""
        key = (role.name, words, size)
        found = self._singles.get(key)
        if found is None:
            paragraph = Paragraph(printable(words).replace("\n", " "), role, size)
            whole = Line(paragraph, 0, len(paragraph.text), 0, 0, 0, paragraph.width, True, True)
            tracking = role.tracking * size / 1000
            found = self._singles[key] = (paragraph.width - tracking, self.code(whole))
        return found

    def code(self, line: Line) -> str:
        """The operators that draw a composed line from the current point on."""
        paragraph = line.paragraph
        text, role, size = paragraph.text, paragraph.role, paragraph.size
        adjust = paragraph.adjust
        ops: list[str] = []
        run: list[str] = []
        now: Face | None = None
        spacing: float | None = None
        last = line.end - 1
        for start, end, face, wide, glued in paragraph.pieces(line):
            space = role.tracking if wide else 0.0
            if not glued:
                space += line.stretch
            if face is not now or space != spacing:
                if run:
                    ops.append(f"[{''.join(run)}]TJ")
                    run = []
                if face is not now:
                    now = face
                    codes = self._embedded(face)
                    ops.append(f"/{codes.resource} {size:g} Tf")
                if space != spacing:
                    spacing = space
                    ops.append(f"{space * size / 1000:.4g} Tc")
            run.append(f"<{''.join(map(codes.__getitem__, text[start:end]))}>")
            gap = end - 1
            if gap < last:
                move = adjust.get(gap, 0.0)
                if line.squeeze and paragraph.can_give_way(gap):
                    move -= line.squeeze
                if line.stretch:
                    if paragraph.is_airy(gap):
                        move += min(line.stretch, AIRY_STRETCH) - (0 if glued else line.stretch)
                    elif glued and not paragraph.is_glued(gap):
                        move += line.stretch
                if move:
                    # Readers take a gap inside one string for a space sooner than a gap between two.
                    ops.append(f"[{''.join(run)}]TJ")
                    run = [f"{-move:.1f}"]
        ops.append(f"[{''.join(run)}]TJ")
        return " ".join(ops)

    def _embedded(self, face: Face) -> Embedded:
        found = self._faces.get(face.key)
        if found is None:
            found = self._faces[face.key] = Embedded(face, f"T{len(self._faces) + 1}")
        return found

    def finish(self, progress: Progress = unwatched) -> bytes:
        """The PDF. Raises Cancelled."""
        canvas, target = self._canvas()
        if self._trail:
            right, baseline = self.size[0] - _TRAIL_RIGHT, self.size[1] - _TRAIL_EDGE
            for page in self.pages:
                page.text(f"存证 {self._trail}", VALUE, _TRAIL_SIZE, right, baseline, "right")
        by_page: dict[int, list[tuple[int, Mark]]] = {}
        for index, mark in enumerate(self.marks):
            by_page.setdefault(mark.page, []).append((index, mark))
        for page in self.pages:
            progress(page.number, len(self.pages))
            for index, mark in by_page.get(page.number, ()):
                canvas.bookmarkPage(f"m{index}", fit="XYZ", left=0, top=self.size[1] - max(mark.y - 12, 0))
            canvas._code.extend(page.under)
            canvas._code.append("0 G 0 g")
            canvas._code.extend(page.ops)
            canvas.showPage()
        for index, mark in enumerate(self.marks):
            canvas.addOutlineEntry(mark.title or "—", f"m{index}", mark.level, closed=mark.level == 0)
        if self.marks:
            canvas.showOutline()
        canvas.save()
        return target.getvalue()

    def _canvas(self) -> tuple["Canvas", io.BytesIO]:
        from reportlab import rl_config
        from reportlab.pdfgen.canvas import Canvas

        # Text armour makes every stream a quarter larger and is of no use in a file.
        rl_config.useA85 = 0

        class Bare(Canvas):  # type: ignore[misc]  # reportlab ships no types
            """A canvas that names no font of its own, so that only shipped faces are in the file."""

            def _make_preamble(self) -> None:
                self._preamble = "1 0 0 1 0 0 cm"

        target = io.BytesIO()
        canvas = Bare(target, pagesize=self.size, pageCompression=1, invariant=1, lang="zh-CN", pdfVersion=(1, 4))
        document = canvas._doc
        stamp = document._timeStamp
        stamp.YMDhms = tuple(self.made_at.timetuple())[:6]
        offset = self.made_at.utcoffset()
        minutes = int(offset.total_seconds() // 60) if offset else 0
        stamp.dhh, stamp.dmm = divmod(minutes, 60)
        canvas.setTitle(self.title)
        canvas.setAuthor(self.author)
        canvas.setSubject(self.subject)
        canvas.setCreator("officer-app")
        canvas.setProducer("officer-app")
        document.delayedFonts.extend(self._faces.values())
        return canvas, target
