"""Photos and signed pages: kept with an unfinished visit at once, then in the enterprise's file with the visit."""

from datetime import date

import pytest
import sqlalchemy as sa

from officer_app.core.contents import ContentLost, StoredContent
from officer_app.core.database import Database
from officer_app.core.errors import Forbidden, Invalid, NotFound
from officer_app.directory.attachments import LARGEST, NotOpened, TooLarge, open_paper, papers_of, remove_paper
from officer_app.visits.closing import MonthClosed, close_month
from officer_app.visits.drafts import drop_draft
from officer_app.visits.logging import save_visit
from officer_app.visits.papers import (
    PaperKind,
    add_draft_paper,
    add_visit_paper,
    change_draft_paper,
    change_visit_paper,
    draft_papers,
    open_draft_paper,
    remove_draft_paper,
    remove_visit_paper,
)
from officer_app.visits.reading import papers_of_visit
from tests.fieldwork import Fieldwork, fieldwork

PHOTO = b"\xff\xd8\xff\xe0 a photo"
PAGE = b"%PDF-1.7 a signed page"


@pytest.fixture
def work(database: Database) -> Fieldwork:
    return fieldwork(database)


def _contents(work: Fieldwork) -> int:
    with work.bureau.office.database.transaction(writes=False) as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(StoredContent)).scalar_one()


def _of_visit(work: Fieldwork, visit: int) -> list[tuple[str, PaperKind]]:
    return [(row.name, row.kind) for row in work.bureau.office.read(papers_of_visit, work.staff, visit)]


def test_papers_of_a_draft_become_those_of_its_visit_and_of_the_enterprises_file(work: Fieldwork) -> None:
    office, key = work.bureau.office, work.enterprise()
    draft = work.draft(key)
    office.perform(add_draft_paper, work.liaison, draft.draft_id, "C:\\照片\\车间.jpg", PHOTO)
    page = office.perform(add_draft_paper, work.liaison, draft.draft_id, "签字页.pdf", PAGE).value
    # The same content again is the same paper.
    office.perform(add_draft_paper, work.liaison, draft.draft_id, "车间 2.jpg", PHOTO)
    office.perform(change_draft_paper, work.liaison, page, PaperKind.SIGNED)
    kept = office.read(draft_papers, work.liaison, draft.draft_id)
    assert [(row.name, row.size, row.kind) for row in kept] == [
        ("车间.jpg", len(PHOTO), PaperKind.PHOTO),
        ("签字页.pdf", len(PAGE), PaperKind.SIGNED),
    ]
    assert office.read(open_draft_paper, work.liaison, page).content == PAGE
    visit = office.perform(save_visit, work.liaison, draft).value
    assert _of_visit(work, visit) == [("车间.jpg", PaperKind.PHOTO), ("签字页.pdf", PaperKind.SIGNED)]
    assert [row.kind for row in work.file(visit).papers] == [PaperKind.PHOTO, PaperKind.SIGNED]
    assert {row.name for row in office.read(papers_of, work.staff, key)} == {"车间.jpg", "签字页.pdf"}
    assert office.read(draft_papers, work.liaison, draft.draft_id) == []
    # What arrives late is not lost.
    assert office.perform(add_draft_paper, work.liaison, draft.draft_id, "合影.jpg", b"late").value == 0
    assert len(_of_visit(work, visit)) == 3


def test_a_dropped_draft_leaves_no_content_but_what_others_refer_to(work: Fieldwork) -> None:
    office, key = work.bureau.office, work.enterprise()
    stored = work.visit(key)
    office.perform(add_visit_paper, work.liaison, stored, "车间.jpg", PHOTO)
    for content in (PHOTO, PAGE, b"another"):
        office.perform(add_draft_paper, work.liaison, "d1", "一.jpg", content)
    assert _contents(work) == 3
    # Nobody else touches it.
    office.perform(drop_draft, work.colleague, "d1")
    assert len(office.read(draft_papers, work.liaison, "d1")) == 3
    assert office.read(draft_papers, work.colleague, "d1") == []
    with pytest.raises(Forbidden):
        office.perform(add_draft_paper, work.colleague, "d1", "二.jpg", b"x")
    last = office.read(draft_papers, work.liaison, "d1")[-1].id
    with pytest.raises(Forbidden):
        office.perform(remove_draft_paper, work.colleague, last)
    office.perform(remove_draft_paper, work.liaison, last)
    assert _contents(work) == 2
    office.perform(drop_draft, work.liaison, "d1")
    assert _contents(work) == 1
    paper = office.read(papers_of_visit, work.liaison, stored)[0]
    assert office.perform(open_paper, work.liaison, paper.attachment_id).value.content == PHOTO


def test_what_cannot_be_taken_is_refused_and_what_is_missing_is_said(work: Fieldwork) -> None:
    office = work.bureau.office
    with pytest.raises(Invalid):
        office.perform(add_draft_paper, work.liaison, "d1", "空.jpg", b"")
    with pytest.raises(TooLarge):
        office.perform(add_draft_paper, work.liaison, "d1", "大.jpg", b"x" * (LARGEST + 1))
    assert _contents(work) == 0
    program = office.perform(add_draft_paper, work.liaison, "d1", "照片.jpg", b"MZ\x90").value
    with pytest.raises(NotOpened):
        office.read(open_draft_paper, work.liaison, program)
    key = work.enterprise()
    visit = work.visit(key)
    office.perform(add_visit_paper, work.liaison, visit, "车间.jpg", PHOTO)
    paper = office.read(papers_of_visit, work.liaison, visit)[0]
    with office.database.transaction(writes=True) as connection:
        connection.execute(sa.update(StoredContent).values(content=b"other"))
    with pytest.raises(ContentLost):
        office.perform(open_paper, work.liaison, paper.attachment_id)


def test_papers_of_a_stored_visit_are_added_renamed_and_taken_off_by_its_officer(work: Fieldwork) -> None:
    office, key = work.bureau.office, work.enterprise()
    visit, other = work.visit(key), work.visit(key)
    with pytest.raises(Forbidden):
        office.perform(add_visit_paper, work.colleague, visit, "车间.jpg", PHOTO)
    paper = office.perform(add_visit_paper, work.liaison, visit, "车间.jpg", PHOTO).value
    office.perform(change_visit_paper, work.liaison, paper, PaperKind.OTHER)
    assert _of_visit(work, visit) == [("车间.jpg", PaperKind.OTHER)]
    shared = office.perform(add_visit_paper, work.liaison, other, "车间.jpg", PHOTO).value
    # Another visit has it, too: it stays in the file.
    office.perform(remove_visit_paper, work.liaison, paper)
    assert (_of_visit(work, visit), len(_of_visit(work, other))) == ([], 1)
    with pytest.raises(NotFound):
        office.perform(remove_visit_paper, work.liaison, paper)
    office.perform(remove_visit_paper, work.liaison, shared)
    assert _of_visit(work, other) == []
    removed = office.read(papers_of, work.staff, key)
    assert [row.removed_at is not None for row in removed] == [True]


def test_papers_go_along_when_the_visit_turns_out_to_be_of_another_enterprise(work: Fieldwork) -> None:
    office, wrong, right = work.bureau.office, work.enterprise(), work.enterprise()
    visit = work.visit(wrong)
    office.perform(add_visit_paper, work.liaison, visit, "车间.jpg", PHOTO)
    office.perform(save_visit, work.liaison, work.draft(right, visit_id=visit, version=1))
    assert _of_visit(work, visit) == [("车间.jpg", PaperKind.PHOTO)]
    assert [row.removed_at is not None for row in office.read(papers_of, work.staff, wrong)] == [True]
    assert [row.removed_at is None for row in office.read(papers_of, work.staff, right)] == [True]


def test_the_papers_of_a_closed_month_stay_as_they_are(work: Fieldwork) -> None:
    office = work.bureau.office
    made = work.draft(work.enterprise(), day=date(2026, 8, 12))
    visit = office.perform(save_visit, work.liaison, made).value
    paper = office.perform(add_visit_paper, work.liaison, visit, "车间.jpg", PHOTO).value
    office.perform(close_month, work.supervisor, date(2026, 8, 1))
    for use_case, given in (
        (add_visit_paper, (visit, "合影.jpg", PAGE)),
        (change_visit_paper, (paper, PaperKind.OTHER)),
        (remove_visit_paper, (paper,)),
        (add_draft_paper, (made.draft_id, "迟到.jpg", PAGE)),
    ):
        with pytest.raises(MonthClosed):
            office.perform(use_case, work.liaison, *given)
    # Nor by way of the enterprise's file.
    (on_file,) = office.read(papers_of, work.staff, work.file(visit).row.enterprise_id)
    with pytest.raises(Invalid):
        office.perform(remove_paper, work.staff, on_file.id, version=on_file.version)
    assert _of_visit(work, visit) == [("车间.jpg", PaperKind.PHOTO)]


def test_nobody_takes_the_papers_of_anothers_draft_or_adds_one_to_anothers_visit(work: Fieldwork) -> None:
    office, key = work.bureau.office, work.enterprise()
    draft = work.draft(key)
    office.perform(add_draft_paper, work.colleague, draft.draft_id, "车间.jpg", PHOTO)
    visit = office.perform(save_visit, work.liaison, draft).value
    assert _of_visit(work, visit) == []
    assert [row.name for row in office.read(draft_papers, work.colleague, draft.draft_id)] == ["车间.jpg"]
    with pytest.raises(Forbidden):
        office.perform(add_draft_paper, work.colleague, draft.draft_id, "合影.jpg", PAGE)
    assert office.perform(add_draft_paper, work.liaison, draft.draft_id, "合影.jpg", PAGE).value == 0
    assert _of_visit(work, visit) == [("合影.jpg", PaperKind.PHOTO)]
