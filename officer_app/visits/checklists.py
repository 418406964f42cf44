"""Checklists: questions on a topic, asked during a visit; in editions, so that answers stay with what was asked.

A topic has one edition in force on a day: the latest that has begun, unless it was retired by then. The code of a
question stays the same through the editions; a question of another kind is another question.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Final

import sqlalchemy as sa

from officer_app.core.errors import Conflict, Invalid
from officer_app.core.folding import fold
from officer_app.core.typed import checked_text
from officer_app.core.work import Work, asks, changes
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.visits.answers import Question, question_of
from officer_app.visits.model import AnswerKind as AnswerKind
from officer_app.visits.model import Checklist, ChecklistItem, VisitAnswer

MOST_QUESTIONS: Final = 30
MOST_CHOICES: Final = 20
_LONGEST: Final = {"title": 80, "question": 200, "choice": 80, "unit": 20}


@dataclass(frozen=True)
class ChecklistRow:
    """An edition of a checklist with its questions; `answered` counts its answers, where that was asked for."""

    id: int
    topic: str
    edition: int
    title: str
    valid_from: date
    retired_on: date | None
    version: int
    questions: tuple[Question, ...]
    answered: int = 0


@dataclass(frozen=True)
class QuestionDraft:
    """A question as it is typed; without a `code` it is new."""

    text: str
    kind: AnswerKind
    code: str = ""
    choices: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True)
class ChecklistDraft:
    """An edition as it is typed; `based_on` is the one it follows, the latest of its topic, None for a new topic."""

    title: str
    valid_from: date
    questions: tuple[QuestionDraft, ...]
    based_on: int | None = None


@asks(Permission.VISIT_READ)
def checklists_in_force(work: Work, day: date | None = None, visit_id: int | None = None) -> list[ChecklistRow]:
    """What is asked on a day, today without one, in the order of the topics.

    With `visit_id` a topic that was answered during this visit stands in the edition that was answered.
    """
    day = day or work.today
    chosen = {row.topic: row for row in _latest(work, day) if row.retired_on is None or row.retired_on > day}
    if visit_id is not None:
        query = (
            sa.select(Checklist)
            .join(ChecklistItem, ChecklistItem.checklist_id == Checklist.id)
            .join(VisitAnswer, VisitAnswer.item_id == ChecklistItem.id)
            .where(VisitAnswer.visit_id == visit_id)
            .order_by(Checklist.edition)
        )
        chosen |= {checklist.topic: checklist for checklist in work.session.scalars(query).unique()}
    return _with_questions(work, sorted(chosen.values(), key=lambda row: (row.position, row.id)))


@asks(Permission.SETTINGS)
def all_checklists(work: Work) -> list[ChecklistRow]:
    """The latest edition of every topic, those retired last, with the number of its answers."""
    rows = sorted(_latest(work), key=lambda row: (row.retired_on is not None, row.position, row.id))
    return _with_questions(work, rows, counted=True)


@asks(Permission.SETTINGS)
def editions_of(work: Work, topic: str) -> list[ChecklistRow]:
    """Every edition of a topic, the latest first, with the number of its answers."""
    query = sa.select(Checklist).where(Checklist.topic == topic).order_by(Checklist.edition.desc())
    return _with_questions(work, list(work.session.scalars(query)), counted=True)


@changes(Permission.SETTINGS)
def publish_checklist(work: Work, draft: ChecklistDraft) -> int:
    """Another edition of a checklist from a day on, or the first of a new topic; returns its id.

    Raises Invalid naming `title`, `valid_from` or `question.<place>`; Conflict where another edition came in between.
    """
    former = None if draft.based_on is None else work.get(Checklist, draft.based_on, lock=True)
    title = _typed(draft.title, "title", "title")
    if not title:
        raise Invalid(N_("The checklist has no title."), field="title")
    latest = _latest(work)
    if former is not None and all(row.id != former.id for row in latest):
        raise Conflict()
    for row in latest:
        if row.retired_on is None and (former is None or row.topic != former.topic) and fold(row.title) == fold(title):
            raise Invalid(N_("There is a checklist “{title}” already."), field="title", title=row.title)
    begins = work.today if former is None else max(work.today, former.valid_from)
    if draft.valid_from < begins:
        raise Invalid(
            N_("An edition begins on {day} at the earliest."),
            remedy=N_("Answers given before stay with the edition they were given to."),
            field="valid_from",
            day=begins.isoformat(),
        )
    if former is None:
        checklist = Checklist(
            topic=_new_topic(work), edition=1, position=max((r.position for r in latest), default=0) + 1
        )
    else:
        checklist = Checklist(topic=former.topic, edition=former.edition + 1, position=former.position)
    checklist.title, checklist.valid_from = title, draft.valid_from
    items = _items(work, checklist.topic, draft.questions)
    work.add(checklist)
    for position, item in enumerate(items):
        item.checklist_id, item.position = checklist.id, position
    work.session.add_all(items)
    return checklist.id


@changes(Permission.SETTINGS)
def retire_checklist(work: Work, checklist_id: int, *, version: int) -> None:
    """Ask nothing on the topic from today on; what was answered stays on record."""
    work.get(Checklist, checklist_id, version=version, lock=True).retired_on = work.today


@changes(Permission.SETTINGS)
def bring_checklist_back(work: Work, checklist_id: int, *, version: int) -> None:
    """The questions of a retired checklist are asked again."""
    work.get(Checklist, checklist_id, version=version, lock=True).retired_on = None


def _latest(work: Work, day: date | None = None) -> list[Checklist]:
    """The latest edition of every topic; with a day of those that had begun by then."""
    begun = sa.true() if day is None else Checklist.valid_from <= day
    query = sa.select(Checklist).where(begun).order_by(Checklist.edition)
    return list({checklist.topic: checklist for checklist in work.session.scalars(query)}.values())


def _with_questions(work: Work, checklists: Sequence[Checklist], *, counted: bool = False) -> list[ChecklistRow]:
    ids = [checklist.id for checklist in checklists]
    query = sa.select(ChecklistItem).where(ChecklistItem.checklist_id.in_(ids))
    asked: dict[int, list[Question]] = {}
    for item in work.session.scalars(query.order_by(ChecklistItem.position, ChecklistItem.id)):
        asked.setdefault(item.checklist_id, []).append(question_of(item))
    answered = _answered(work, ids) if counted else {}
    return [
        ChecklistRow(
            row.id,
            row.topic,
            row.edition,
            row.title,
            row.valid_from,
            row.retired_on,
            row.version,
            tuple(asked.get(row.id, ())),
            answered.get(row.id, 0),
        )
        for row in checklists
    ]


def _answered(work: Work, ids: Iterable[int]) -> dict[int, int]:
    query = (
        sa.select(ChecklistItem.checklist_id, sa.func.count())
        .join(VisitAnswer, VisitAnswer.item_id == ChecklistItem.id)
        .where(ChecklistItem.checklist_id.in_(list(ids)))
        .group_by(ChecklistItem.checklist_id)
    )
    return dict(work.session.execute(query).all())


def _new_topic(work: Work) -> str:
    known = set(work.session.scalars(sa.select(Checklist.topic)))
    return next(topic for number in count(1) if (topic := f"own{number}") not in known)


def _items(work: Work, topic: str, drafts: Sequence[QuestionDraft]) -> list[ChecklistItem]:
    if not drafts:
        raise Invalid(N_("The checklist asks nothing."), remedy=N_("Add a question."), field="question.0")
    if len(drafts) > MOST_QUESTIONS:
        raise Invalid(
            N_("A checklist has at most {most} questions."),
            remedy=N_("Make two of it."),
            field=f"question.{MOST_QUESTIONS}",
            most=MOST_QUESTIONS,
        )
    query = (
        sa.select(ChecklistItem.code, ChecklistItem.kind)
        .join(Checklist, Checklist.id == ChecklistItem.checklist_id)
        .where(Checklist.topic == topic)
    )
    kinds = dict(work.session.execute(query).all())
    items: list[ChecklistItem] = []
    for place, draft in enumerate(drafts):
        item = _item(draft, f"question.{place}")
        if any(fold(item.question) == fold(other.question) for other in items):
            raise Invalid(N_("The same question stands there twice."), field=f"question.{place}")
        if draft.code and kinds.get(draft.code) is not draft.kind:
            raise Invalid(
                N_("“{question}” was answered otherwise until now: its kind cannot change."),
                remedy=N_("Remove it, and add a question of the other kind."),
                field=f"question.{place}",
                question=item.question,
            )
        items.append(item)
    new = (code for number in count(1) if (code := f"{topic}.{number}") not in kinds)
    for item in items:
        item.code = item.code or next(new)
    return items


def _item(draft: QuestionDraft, field: str) -> ChecklistItem:
    text = _typed(draft.text, "question", field)
    if not text:
        raise Invalid(N_("The question is missing."), field=field)
    choices: list[str] = []
    if draft.kind is AnswerKind.CHOICE:
        choices = [word for choice in draft.choices if (word := _typed(choice, "choice", field))]
        if len({fold(choice) for choice in choices}) < len(choices):
            raise Invalid(N_("The same choice stands there twice."), field=field)
        if len(choices) < 2:
            raise Invalid(N_("A choice needs two words at least."), field=field)
        if len(choices) > MOST_CHOICES:
            raise Invalid(
                N_("At most {most} choices of {length} characters each fit."),
                field=field,
                most=MOST_CHOICES,
                length=_LONGEST["choice"],
            )
    unit = _typed(draft.unit, "unit", field) if draft.kind is AnswerKind.NUMBER else ""
    return ChecklistItem(code=draft.code, question=text, kind=draft.kind, choices=choices, unit=unit)


def _typed(text: str, what: str, field: str) -> str:
    return checked_text(text, field, _LONGEST[what])
