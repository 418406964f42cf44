"""Issued papers: numbered once, kept byte for byte, replaced and never changed, on both engines."""

import re
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa

from officer_app.core.contents import ContentLost
from officer_app.core.database import Database
from officer_app.core.errors import Forbidden, Invalid, NotFound
from officer_app.core.progress import Cancelled
from officer_app.directory.industries import Industry
from officer_app.overview import archive
from officer_app.overview.archive import (
    IssuedFilter,
    IssuedKind,
    IssuedRow,
    PaperWish,
    draft_paper,
    draw_to_issue,
    issue_paper,
    issued_by_number,
    issued_papers,
    reprint,
)
from officer_app.visits.reporting import Scope
from tests.fieldwork import TODAY, Fieldwork, fieldwork
from tests.pdf_reading import Reading

AUGUST = PaperWish(IssuedKind.VISIT_REPORT, date(2026, 8, 1), date(2026, 8, 31))


@pytest.fixture
def work(database: Database) -> Iterator[Fieldwork]:
    office = fieldwork(database)
    key = office.enterprise("上海澜启生物科技有限公司", office.liaison)
    for day in (3, 14):
        office.visit(key, day=date(2026, 8, day))
    yield office
    office.bureau.office.close()


def issue(work: Fieldwork, wish: PaperWish = AUGUST, draft_id: str = "") -> IssuedRow:
    return archive.issue(work.bureau.office, work.staff, wish, draft_id or str(uuid4())).value


def content(work: Fieldwork, issued_id: int) -> bytes:
    return work.bureau.office.read(reprint, work.liaison, issued_id).content


def test_an_issued_paper_is_printed_again_byte_for_byte(work: Fieldwork) -> None:
    row = issue(work)
    first = content(work, row.id)
    with Reading(first) as reading:
        assert "（ZB-2026-0001）" in reading.squeezed(0)
        assert "草稿" not in reading.squeezed()
    key = work.enterprise("上海沐衍医疗器械有限公司", work.liaison)
    work.visit(key, day=date(2026, 8, 20))
    work.bureau.clock.set(TODAY + timedelta(days=200))
    assert content(work, row.id) == first
    assert row.size == len(first)


def test_a_draft_says_that_it_is_one_and_leaves_nothing(work: Fieldwork) -> None:
    with Reading(work.bureau.office.read(draft_paper, work.liaison, AUGUST)) as reading:
        assert "（草稿）" in reading.squeezed(0)
        assert "ZB-" not in reading.squeezed()
    assert work.bureau.office.read(issued_papers, work.liaison) == []


def test_a_second_paper_of_the_same_says_which_one_it_replaces(work: Fieldwork) -> None:
    first = issue(work)
    work.bureau.clock.set(date(2026, 9, 21))
    second = issue(work)
    other = issue(work, PaperWish(AUGUST.kind, AUGUST.first, AUGUST.last, Scope(officer_id=work.liaison.id)))
    with Reading(content(work, second.id)) as reading:
        assert "（替代2026年9月17日印发的ZB-2026-0001）" in reading.squeezed(0)
    listed = work.bureau.office.read(issued_papers, work.supervisor)
    assert [(row.number, row.replaces, row.replaced_by) for row in listed] == [
        ("ZB-2026-0003", "", ""),
        ("ZB-2026-0002", "ZB-2026-0001", ""),
        ("ZB-2026-0001", "", "ZB-2026-0002"),
    ]
    assert other.title.endswith("（王敏）")
    in_force = work.bureau.office.read(issued_papers, work.supervisor, IssuedFilter(in_force=True, text="8月 zb"))
    assert [row.number for row in in_force] == ["ZB-2026-0003", "ZB-2026-0002"]
    assert content(work, first.id) != content(work, second.id)


def test_two_who_issue_the_same_at_once_make_one_chain(work: Fieldwork) -> None:
    start = threading.Barrier(3)
    failed: list[BaseException] = []

    def run() -> None:
        start.wait()
        try:
            issue(work)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=run) for _n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    listed = work.bureau.office.read(issued_papers, work.staff)
    assert [row.number for row in listed] == ["ZB-2026-0003", "ZB-2026-0002", "ZB-2026-0001"]
    assert [row.replaces for row in listed] == ["ZB-2026-0002", "ZB-2026-0001", ""]


def test_what_nothing_changed_is_drawn_before_others_have_to_wait(
    work: Fieldwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = work.bureau.office
    drawn = office.read(draw_to_issue, work.staff, AUGUST)
    if drawn is None:
        pytest.skip("nobody waits where several write at a time")

    def late(*_args: object) -> bytes:
        raise AssertionError("drawn while others wait")

    monkeypatch.setattr(archive, "draw_paper", late)
    row = office.perform(issue_paper, work.staff, AUGUST, str(uuid4()), drawn=drawn).value
    assert row.number == drawn.stamp.number == "ZB-2026-0001"
    assert content(work, row.id) == drawn.content


def test_a_paper_whose_office_was_changed_meanwhile_is_drawn_anew(work: Fieldwork) -> None:
    office = work.bureau.office
    drawn = office.read(draw_to_issue, work.staff, AUGUST)
    key = work.enterprise("上海沐衍医疗器械有限公司", work.liaison)
    work.visit(key, day=date(2026, 8, 20))
    row = office.perform(issue_paper, work.staff, AUGUST, str(uuid4()), drawn=drawn).value
    with Reading(content(work, row.id)) as reading:
        assert "2家、3次" in reading.squeezed(0)
    # Nor is what was drawn under a number that somebody else got, or for other days.
    ledger = PaperWish(IssuedKind.DEMAND_LEDGER, AUGUST.first, AUGUST.last)
    second = office.perform(issue_paper, work.staff, AUGUST, str(uuid4()), drawn=drawn).value
    other = office.perform(issue_paper, work.staff, ledger, str(uuid4()), drawn=drawn).value
    for row in (second, other):
        with Reading(content(work, row.id)) as reading:
            assert row.number in reading.squeezed(0)


def test_a_retry_issues_nothing_new(work: Fieldwork) -> None:
    draft = str(uuid4())
    assert issue(work, draft_id=draft) == issue(work, draft_id=draft)
    assert len(work.bureau.office.read(issued_papers, work.staff)) == 1


def test_a_cancelled_paper_takes_no_number(work: Fieldwork) -> None:
    def stop(_done: int, _total: int | None = None, /) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        work.bureau.office.perform(issue_paper, work.staff, AUGUST, str(uuid4()), stop)
    assert issue(work).number == "ZB-2026-0001"


def test_only_supervisor_and_staff_issue(work: Fieldwork) -> None:
    for actor in (work.liaison, work.specialist, work.administrator):
        with pytest.raises(Forbidden):
            work.bureau.office.perform(issue_paper, actor, AUGUST, str(uuid4()))
    work.bureau.office.perform(issue_paper, work.supervisor, AUGUST, str(uuid4()))


def test_what_is_not_over_is_not_issued(work: Fieldwork) -> None:
    september = PaperWish(IssuedKind.VISIT_REPORT, date(2026, 9, 1), date(2026, 9, 30))
    with pytest.raises(Invalid) as refused:
        issue(work, september)
    assert refused.value.field == "last"
    assert work.bureau.office.read(draft_paper, work.liaison, september).startswith(b"%PDF")


@pytest.mark.parametrize("statement", ["UPDATE issued_paper SET title = 'x'", "DELETE FROM issued_paper"])
def test_the_database_refuses_to_change_an_issued_paper(work: Fieldwork, statement: str) -> None:
    row = issue(work)
    with (
        pytest.raises(sa.exc.DBAPIError, match="append-only"),
        work.bureau.office.database.transaction(writes=True) as connection,
    ):
        connection.exec_driver_sql(statement)
    assert work.bureau.office.read(issued_papers, work.staff) == [row]


def test_a_content_that_was_altered_is_not_printed(work: Fieldwork) -> None:
    row = issue(work)
    with work.bureau.office.database.transaction(writes=True) as connection:
        connection.execute(sa.text("UPDATE stored_content SET content = :other"), {"other": b"%PDF-another"})
    with pytest.raises(ContentLost):
        content(work, row.id)


def test_a_paper_is_found_by_its_number(work: Fieldwork) -> None:
    row = issue(work)
    assert work.bureau.office.read(issued_by_number, work.liaison, " zb-2026-0001 ") == row
    with pytest.raises(NotFound):
        work.bureau.office.read(issued_by_number, work.liaison, "ZB-2026-0009")


def test_the_other_lists_are_issued_in_series_of_their_own(work: Fieldwork) -> None:
    late = issue(work, PaperWish(IssuedKind.OVERDUE_LIST, TODAY, TODAY))
    ledger = issue(work, PaperWish(IssuedKind.DEMAND_LEDGER, date(2026, 7, 1), date(2026, 8, 31)))
    assert (late.number, ledger.number) == ("YQ-2026-0001", "TZ-2026-0001")
    for row in (late, ledger):
        with Reading(content(work, row.id)) as reading:
            assert re.search(row.number, reading.squeezed(0))
    with pytest.raises(Invalid):
        issue(work, PaperWish(IssuedKind.OVERDUE_LIST, TODAY - timedelta(days=1), TODAY))
    with pytest.raises(Invalid):
        issue(work, PaperWish(IssuedKind.DEMAND_LEDGER, TODAY, TODAY, Scope(industry=Industry.CRUISE)))
