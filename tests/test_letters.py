"""Letters and notices about cases: read from the office, drawn as official documents, issued once and kept."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest

from officer_app.cases.model import SupplementNotice
from officer_app.cases.words import PaperKind, State, Verdict
from officer_app.core.database import Database
from officer_app.core.errors import Forbidden, Invalid
from officer_app.overview import archive
from officer_app.overview.archive import IssuedFile, IssuedRow, draft_paper, reprint
from officer_app.overview.case_papers import PaperChoice, forms_together, papers_about
from officer_app.overview.model import IssuedKind
from officer_app.overview.papers import case_paper
from officer_app.quota.ledger_paper import Balances, LedgerPrint, ledger_print
from officer_app.quota.letters.drawing import in_chinese
from officer_app.quota.objections import ObjectionDraft, answer_objection, record_objection
from officer_app.quota.publicity import publish
from officer_app.quota.service import decide
from tests.casework import Casework, casework
from tests.letter_samples import a_decision, a_gap_notice, a_public_notice, an_objection_answer
from tests.panel_samples import minutes
from tests.paper_samples import OFFICE
from tests.pdf_reading import Reading


@pytest.fixture
def house(database: Database) -> Casework:
    made = casework(database)
    made.grant(5)
    return made


def choices(house: Casework, case_id: int) -> dict[IssuedKind, PaperChoice]:
    found = house.ask(papers_about, house.staff, case_id)
    assert isinstance(found, list)
    return {choice.kind: choice for choice in found}


def drawn(house: Casework, choice: PaperChoice) -> str:
    """What the paper says as a draft."""
    pdf = house.ask(draft_paper, house.staff, case_paper(choice.kind, choice.subject_id, house.today))
    assert isinstance(pdf, bytes)
    with Reading(pdf) as reading:
        return reading.squeezed()


def issue(house: Casework, choice: PaperChoice) -> IssuedRow:
    wish = case_paper(choice.kind, choice.subject_id, house.today)
    return archive.issue(house.bureau.office, house.staff, wish, str(uuid4())).value


def content(house: Casework, row: IssuedRow) -> bytes:
    """What the archive keeps."""
    kept = house.ask(reprint, house.liaison, row.id)
    assert isinstance(kept, IssuedFile)
    return kept.content


def test_the_notice_of_gaps_names_every_gap_the_last_day_and_where_to_sign(house: Casework) -> None:
    case_id = house.walk(State.SUPPLEMENT)
    said = drawn(house, choices(house, case_id)[IssuedKind.GAP_NOTICE])
    for words in ("一次性补正告知书", "（草稿）", PaperKind.CONTRACT.label, "缺末页", "送达回证", "以上为全部补正内容"):
        assert words in said
    with house.bureau.office.database.transaction(writes=False) as connection:
        due = connection.execute(SupplementNotice.__table__.select()).one().due_on
    assert f"{due.year}年{due.month}月{due.day}日前（含当日" in said


def test_a_public_notice_tells_no_more_than_its_masking_and_never_a_number(house: Casework) -> None:
    case_id = house.walk(State.PUBLICITY)
    said = drawn(house, choices(house, case_id)[IssuedKind.PUBLIC_NOTICE])
    assert "第一批特殊人才引进" in said
    assert re.search(r"申\*+\d", said)
    assert not re.search(r"申请人\d", said)
    assert "310113" not in said


def test_an_answer_waits_for_the_objection_to_be_answered_and_says_what_came_of_it(house: Casework) -> None:
    case_id = house.walk(State.PUBLICITY)
    objection = ObjectionDraft(str(uuid4()), house.today, "蒋先生", "申请人未实际到岗。")
    objection_id = house.do(record_objection, house.staff, case_id, objection)
    choice = choices(house, case_id)[IssuedKind.OBJECTION_ANSWER]
    assert choice.why_not
    with pytest.raises(Invalid):
        drawn(house, choice)
    house.do(answer_objection, house.decider, objection_id, "经核实，连续在岗。", sustained=False)
    choice = choices(house, case_id)[IssuedKind.OBJECTION_ANSWER]
    assert not choice.why_not
    said = drawn(house, choice)
    for words in ("蒋先生", "申请人未实际到岗", "经核实，连续在岗", "未影响该申请的审核结论"):
        assert words in said


def test_a_decision_letter_is_made_of_what_was_decided_and_of_nothing_before(house: Casework) -> None:
    open_case = house.walk(State.PUBLICITY)
    assert choices(house, open_case)[IssuedKind.DECISION_LETTER].why_not
    with pytest.raises(Invalid):
        drawn(house, choices(house, open_case)[IssuedKind.DECISION_LETTER])
    house.later(30)
    house.do(decide, house.decider, open_case, Verdict.REJECT, "公示期间发现材料不实。")
    refused = drawn(house, choices(house, open_case)[IssuedKind.DECISION_LETTER])
    assert "不予通过" in refused
    assert "公示期间发现材料不实" in refused
    approved = drawn(house, choices(house, house.walk(State.SETTLEMENT))[IssuedKind.DECISION_LETTER])
    assert "同意该同志使用2026年度" in approved
    # Under every decision stands the short form of its signature.
    assert re.search(r"电子签名第\d+号：[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", approved)


def test_a_letter_is_issued_under_an_official_number_and_kept_as_it_was(house: Casework) -> None:
    case_id = house.walk(State.SETTLEMENT)
    choice = choices(house, case_id)[IssuedKind.DECISION_LETTER]
    first = issue(house, choice)
    assert first.number == "宝人社特才〔2026〕1 号"
    kept = content(house, first)
    with Reading(kept) as reading:
        assert "宝人社特才〔2026〕1号" in reading.squeezed()
    house.later(3)
    second = issue(house, choice)
    assert (second.number, second.replaces) == ("宝人社特才〔2026〕2 号", first.number)
    assert content(house, first) == kept
    with pytest.raises(Forbidden):
        archive.issue(house.bureau.office, house.liaison, case_paper(choice.kind, case_id, house.today), str(uuid4()))


def test_a_checklist_and_a_form_can_be_made_from_the_first_day(house: Casework) -> None:
    case_id = house.walk(State.PRE_REVIEW)
    found = choices(house, case_id)
    said = drawn(house, found[IssuedKind.CASE_CHECKLIST])
    for kind in house.papers(case_id):
        assert kind.label.replace(" ", "") in said.replace(" ", "")
    row = issue(house, found[IssuedKind.APPROVAL_FORM])
    assert row.number == "SP-2026-0001"
    late = case_paper(IssuedKind.APPROVAL_FORM, case_id, house.today - timedelta(days=1))
    with pytest.raises(Invalid):
        house.ask(draft_paper, house.staff, late)


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (10, "十"), (12, "十二"), (30, "三十"), (99, "九十九"), (100, "100")]
)
def test_batches_are_counted_in_chinese(number: int, words: str) -> None:
    assert in_chinese(number) == words


def test_the_forms_of_several_cases_come_in_one_print_and_of_none_in_none(house: Casework) -> None:
    first, second = house.file(), house.file()
    pdf = house.ask(forms_together, house.staff, [second, first])
    assert isinstance(pdf, bytes)
    with Reading(pdf) as reading:
        said = reading.squeezed()
    assert said.index("宝人特〔2026〕2号") < said.index("宝人特〔2026〕1号")
    with pytest.raises(Invalid):
        house.ask(forms_together, house.staff, [])


@pytest.mark.parametrize("made", [an_objection_answer, a_decision, a_gap_notice, a_public_notice, minutes])
def test_a_signature_never_stands_alone_on_a_page(made: Callable[..., bytes]) -> None:
    seen = set()
    for length in range(20, 720, 28):
        # Every place where a page may end is met: the text grows line by line, then the list does.
        with Reading(made("核" * length, 1 + length % 11)) as reading:
            last = reading.squeezed(len(reading) - 1)
            if OFFICE in last:
                text, _office, _rest = last.rpartition(OFFICE)
                assert len(text) > 8, last
            seen.add(len(reading))
    assert len(seen) > 1


def test_a_month_without_lines_begins_and_ends_with_what_stood_before_it(house: Casework) -> None:
    house.walk(State.PANEL)
    house.later(100)
    month = house.today.month
    told = house.ask(ledger_print, house.staff, house.today.year, month=month)
    assert isinstance(told, LedgerPrint)
    assert not told.lines
    assert told.opening == told.closing == Balances(5, 1, 0)
    first = house.ask(ledger_print, house.staff, house.today.year, month=1)
    assert isinstance(first, LedgerPrint)
    assert first.opening == Balances(0, 0, 0)


def test_a_letter_of_january_names_the_year_whose_unit_was_used(house: Casework) -> None:
    case_id = house.walk(State.PUBLICITY_DUE)
    house.do(publish, house.staff, case_id)
    house.later((date(house.today.year + 1, 1, 12) - house.today).days)
    house.do(decide, house.decider, case_id, Verdict.PASS, "同意。")
    said = drawn(house, choices(house, case_id)[IssuedKind.DECISION_LETTER])
    assert "同意该同志使用2026年度" in said
    assert house.today.year == 2027
    # A condition is told in words.
    checklist = drawn(house, choices(house, case_id)[IssuedKind.CASE_CHECKLIST])
    assert "有随迁人员的" in checklist
    assert not re.search("[a-z]_[a-z]", checklist)


def test_what_was_typed_leaves_the_office_without_names_and_numbers_of_people(house: Casework) -> None:
    case_id = house.walk(State.PUBLICITY, house.file(name="骆明溪"))
    typed = "骆明溪（310113198904010417，13800138000）系本单位职工。"
    objection_id = house.do(
        record_objection, house.staff, case_id, ObjectionDraft(str(uuid4()), house.today, "蒋先生", typed)
    )
    answer = "蒋先生反映的骆明溪情况属实。"
    house.do(answer_objection, house.decider, objection_id, answer, sustained=True, handling=typed)
    found = choices(house, case_id)
    said = drawn(house, found[IssuedKind.OBJECTION_ANSWER])
    assert "310113********0417，138****8000" in said
    assert "反映的骆*溪情况属实" in said
    assert not re.search(r"骆明溪|19890401|13800138000", said)
    # The employer is not told who objected.
    refused = drawn(house, found[IssuedKind.DECISION_LETTER])
    assert "公示期间收到异议，经核查情况属实" in refused
    assert "蒋先生" not in refused
