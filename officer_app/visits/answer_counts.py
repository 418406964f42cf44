"""What the answers given during visits come to: by question, through all editions of its checklist."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import sqlalchemy as sa

from officer_app.core.sheets import Cell, Column, SheetToWrite, write_workbook
from officer_app.core.work import Work, asks
from officer_app.directory.industries import Industry
from officer_app.directory.model import Enterprise
from officer_app.i18n import _
from officer_app.people.access import Permission
from officer_app.visits.model import AnswerKind as AnswerKind
from officer_app.visits.model import Checklist, ChecklistItem, Visit, VisitAnswer


@dataclass(frozen=True)
class CountFilter:
    """Which answers are counted: of visits from `first` to `last`, both included, and of whom.

    With `latest` only the last answer of each enterprise to each question counts, so that people of an enterprise that
    was visited twice are not added up twice.
    """

    first: date
    last: date
    officer_id: int | None = None
    subdistrict_id: int | None = None
    industry: Industry | None = None
    latest: bool = False


@dataclass(frozen=True)
class AnswerCount:
    """The answers to a question as its latest edition words it; `answered` counts visits.

    Yes and no, the figures of numbers, and the count by choice (every choice of the question, and former ones that
    were chosen) are empty for the other kinds.
    """

    topic: str
    title: str
    code: str
    question: str
    kind: AnswerKind
    unit: str
    answered: int
    yes: int = 0
    no: int = 0
    total: Decimal | None = None
    mean: Decimal | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    choices: tuple[tuple[str, int], ...] = ()


@asks(Permission.VISIT_READ)
def count_answers(work: Work, wanted: CountFilter) -> list[AnswerCount]:
    """The counts of every question that was answered or is asked, in the order of the checklists."""
    answers = _answers(wanted).subquery()
    figures = sa.select(
        answers.c.code,
        sa.func.count(),
        sa.func.count(answers.c.yes).filter(answers.c.yes),
        sa.func.count(answers.c.yes).filter(~answers.c.yes),
        sa.func.sum(answers.c.number),
        sa.func.min(answers.c.number),
        sa.func.max(answers.c.number),
    ).group_by(answers.c.code)
    counted = {row[0]: row for row in work.session.execute(figures)}
    words = (
        sa.select(answers.c.code, answers.c.text, sa.func.count())
        .where(answers.c.kind == AnswerKind.CHOICE)
        .group_by(answers.c.code, answers.c.text)
        .order_by(answers.c.text)
    )
    chosen: dict[str, dict[str, int]] = {}
    for code, word, number in work.session.execute(words):
        chosen.setdefault(code, {})[word] = number
    found = []
    for item, checklist, asked in _questions(work):
        row = counted.get(item.code)
        if row is None and not asked:
            continue
        _same, answered, yes, no, total, least, most = row or ("", 0, 0, 0, None, None, None)
        by_choice = dict.fromkeys(item.choices, 0) | chosen.get(item.code, {})
        found.append(
            AnswerCount(
                checklist.topic,
                checklist.title,
                item.code,
                item.question,
                item.kind,
                item.unit,
                answered,
                yes,
                no,
                total,
                None if total is None else round(total / answered, 2),
                least,
                most,
                tuple(by_choice.items()),
            )
        )
    return found


def _answers(wanted: CountFilter) -> sa.Select[tuple[str, AnswerKind, bool | None, Decimal | None, str | None]]:
    """One row per answer that counts: the code and kind of its question, and its columns."""
    conditions = [Visit.visited_on >= wanted.first, Visit.visited_on <= wanted.last]
    if wanted.officer_id is not None:
        conditions.append(Visit.officer_id == wanted.officer_id)
    of_enterprise = []
    if wanted.subdistrict_id is not None:
        of_enterprise.append(Enterprise.subdistrict_id == wanted.subdistrict_id)
    if wanted.industry is not None:
        of_enterprise.append(Enterprise.industry == wanted.industry)
    if of_enterprise:
        conditions.append(Visit.enterprise_id.in_(sa.select(Enterprise.id).where(*of_enterprise)))
    columns = (ChecklistItem.code, ChecklistItem.kind, VisitAnswer.yes, VisitAnswer.number, VisitAnswer.text)
    rank = sa.func.row_number().over(
        partition_by=(Visit.enterprise_id, ChecklistItem.code), order_by=(Visit.visited_on.desc(), Visit.id.desc())
    )
    query = (
        sa.select(*columns, *([rank.label("rank")] if wanted.latest else []))
        .select_from(Visit)
        .join(VisitAnswer, VisitAnswer.visit_id == Visit.id)
        .join(ChecklistItem, ChecklistItem.id == VisitAnswer.item_id)
        .where(*conditions)
    )
    if not wanted.latest:
        return query
    ranked = query.subquery()
    return sa.select(ranked.c.code, ranked.c.kind, ranked.c.yes, ranked.c.number, ranked.c.text).where(
        ranked.c.rank == 1
    )


def _questions(work: Work) -> list[tuple[ChecklistItem, Checklist, bool]]:
    """Every question as its latest edition words it, and whether it is still asked; in order."""
    query = (
        sa.select(ChecklistItem, Checklist)
        .join(Checklist, Checklist.id == ChecklistItem.checklist_id)
        .order_by(Checklist.edition)
    )
    latest = {item.code: (item, checklist) for item, checklist in work.session.execute(query)}
    newest: dict[str, int] = {}
    for _any, checklist in latest.values():
        newest[checklist.topic] = max(newest.get(checklist.topic, 0), checklist.edition)
    told = [
        (item, checklist, checklist.retired_on is None and checklist.edition == newest[checklist.topic])
        for item, checklist in latest.values()
    ]
    return sorted(told, key=lambda one: (one[1].position, not one[2], one[0].position, one[0].id))


def write_counts(path: Path, counts: Iterable[AnswerCount]) -> int:
    """Write the counts to a workbook, or to CSV where the name ends so; a line for each choice. Raises DiskTrouble."""
    columns = (
        Column(_("Checklist"), 16),
        Column(_("Question"), 36),
        Column(_("Choice"), 20),
        Column(_("Answers"), 10, "number"),
        Column(_("Yes"), 10, "number"),
        Column(_("No"), 10, "number"),
        Column(_("Sum"), 12, "number"),
        Column(_("Mean"), 12, "number"),
        Column(_("Least"), 12, "number"),
        Column(_("Most"), 12, "number"),
        Column(_("Unit"), 8),
    )
    sheet = SheetToWrite(_("Answers"), columns, (line for count in counts for line in _lines(count)))
    if path.suffix.lower() == ".csv":
        from officer_app.core.sheets.write_csv import write_csv

        return write_csv(path, sheet)
    return write_workbook(path, sheet)


def _lines(count: AnswerCount) -> list[list[Cell]]:
    yes_no = count.kind is AnswerKind.YES_NO
    line: list[Cell] = [
        count.title,
        count.question,
        "",
        count.answered,
        count.yes if yes_no else None,
        count.no if yes_no else None,
        *(None if figure is None else float(figure) for figure in (count.total, count.mean, count.least, count.most)),
        count.unit,
    ]
    nothing: list[Cell] = [None] * 6
    return [line, *([count.title, count.question, word, n, *nothing, ""] for word, n in count.choices)]
