"""权限一览表: the permission table as a paper and as a workbook."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from officer_app.core.documents.faces import FORM_TITLE, STRONG, VALUE
from officer_app.core.documents.house import HEAD, LEFT, MIDDLE, RIGHT, check_code, feet, made
from officer_app.core.documents.listing import Column, Listing
from officer_app.core.documents.paper import MM, Page, Paper
from officer_app.core.sheets.write import Column as SheetColumn
from officer_app.core.sheets.write import SheetToWrite, write_workbook
from officer_app.core.words import chinese_day
from officer_app.core.work import OFFICE_ZONE
from officer_app.i18n import CHINESE, N_, _, speaking
from officer_app.overview.access_matrix import Mark, Matrix, matrix
from officer_app.people.access import Area, Role

TITLE: Final = "权限一览表"
MARKS: Final = {Mark.ALL: N_("all"), Mark.OWN: N_("own"), Mark.NONE: "—"}

_PEOPLE: Final = (
    Column("角色", 26 * MM, 44 * MM),
    Column("做什么", 45 * MM, 116 * MM),
    Column("绝不能做什么", 118 * MM, 189 * MM),
)
_ROLES_FROM: Final = 92 * MM
_ROLE: Final = 10.5 * MM
_WHILE: Final = _ROLES_FROM + len(Role) * _ROLE


@dataclass(frozen=True, slots=True)
class _Printed:
    """What the check code is made of."""

    matrix: Matrix
    made_at: datetime


def access_paper(now: datetime) -> bytes:
    """The PDF: who is there for what and what they must never do, then every permission with its marks."""
    with speaking(CHINESE):
        found = matrix()
        printed = _Printed(found, now.astimezone(OFFICE_ZONE))
        paper = Paper(title=TITLE, author="", subject=TITLE, made_at=printed.made_at)
        above = _people(paper, printed)
        _permissions(paper, printed, above)
        feet(paper.pages, f"{TITLE}  {made(printed.made_at)}", check_code(printed), len(paper.pages))
        return paper.finish()


def _head(paper: Paper, printed: _Printed) -> Page:
    page = paper.new_page()
    page.text(f"截至 {chinese_day(printed.made_at.date())}", VALUE, 9, RIGHT, HEAD, "right")
    return page


def _people(paper: Paper, printed: _Printed) -> Listing:
    def open_page() -> tuple[Page, float]:
        page = _head(paper, printed)
        page.text(TITLE, FORM_TITLE, 20, MIDDLE, 28.4 * MM, "center")
        page.text("一、各角色的职责和界限", STRONG, 10.5, LEFT, 39 * MM)
        return page, 42 * MM

    listing = Listing(_PEOPLE, open_page)
    for one in printed.matrix.roles:
        listing.row((one.name, one.work, one.never), strong=frozenset({0}))
    listing.end()
    return listing


def _permissions(paper: Paper, printed: _Printed, above: Listing) -> None:
    heading = "二、各项权限"
    begun = False
    columns = (
        Column("可以做的事", 26 * MM, _ROLES_FROM - 1 * MM),
        *(
            Column(one.name, _ROLES_FROM + place * _ROLE, _ROLES_FROM + (place + 1) * _ROLE, "center")
            for place, one in enumerate(printed.matrix.roles)
        ),
        Column("限于何种状态", _WHILE + 1.5 * MM, 189 * MM),
    )

    def open_page() -> tuple[Page, float]:
        nonlocal begun
        first, begun = not begun, True
        if first:
            above.page.text(heading, STRONG, 10.5, LEFT, above.y + 12 * MM)
            return above.page, above.y + 15 * MM
        page = _head(paper, printed)
        page.text(f"{heading}（续）", STRONG, 10.5, LEFT, 25 * MM)
        return page, 28 * MM

    listing = Listing(columns, open_page)
    empty = ("",) * (len(columns) - 1)
    for area in Area:
        listing.row((area.label, *empty), strong=frozenset({0}), parted=True)
        for row in printed.matrix.of(area):
            marks = (_(MARKS[row.mark(one.role)]) for one in printed.matrix.roles)
            listing.row((row.words, *marks, "、".join(row.while_)))
    listing.end(
        "注：“全部”指所有对象，“本人”指本人负责的对象（代管期间含被代管人的）；未列明的一律不准。"
        "同一人在同一申请中不得以两种身份办理，程序和数据库均予拒绝。"
    )


def write_access_workbook(found: Matrix, path: Path) -> int:
    """The same as a workbook of two sheets, in the language in force; returns the rows. Raises DiskTrouble."""
    people = SheetToWrite(
        _("Roles"),
        [SheetColumn(_("Role"), 14), SheetColumn(_("Does"), 70), SheetColumn(_("Must never"), 70)],
        [(one.name, one.work, one.never) for one in found.roles],
    )
    rights = SheetToWrite(
        _("Permissions"),
        [
            SheetColumn(_("About"), 20),
            SheetColumn(_("What can be done"), 52),
            *(SheetColumn(one.name, 10) for one in found.roles),
            SheetColumn(_("While it stands"), 60),
            SheetColumn(_("Use cases"), 10, "number"),
        ],
        [
            (
                row.area.label,
                row.words,
                *(_(MARKS[row.mark(one.role)]) for one in found.roles),
                _(", ").join(row.while_) or None,
                row.use_cases,
            )
            for row in found.rows
        ],
    )
    return write_workbook(path, people, rights)
