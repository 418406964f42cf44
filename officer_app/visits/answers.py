"""What was answered to the questions of the checklists during a visit, each in the column of its kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeAlias

import sqlalchemy as sa

from officer_app.core.errors import Invalid
from officer_app.core.typed import checked_text
from officer_app.core.work import Work
from officer_app.i18n import N_
from officer_app.visits.model import AnswerKind as AnswerKind
from officer_app.visits.model import Checklist, ChecklistItem, VisitAnswer

AnswerValue: TypeAlias = bool | Decimal | str

_LARGEST: Final = Decimal(10) ** 12
_LONGEST: Final = 2_000


@dataclass(frozen=True)
class ItemAnswer:
    """What was answered to a question: yes or no, a number, the words of a choice, or text, as its kind wants."""

    item_id: int
    value: AnswerValue


@dataclass(frozen=True)
class Question:
    """A question of a checklist; `code` names it through all editions, `choices` are those of a choice."""

    item_id: int
    code: str
    text: str
    kind: AnswerKind
    choices: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True)
class AnswerRow:
    """An answer with its question, as it stood in the edition of the checklist that it was given to."""

    topic: str
    title: str
    edition: int
    question: Question
    value: AnswerValue


def question_of(item: ChecklistItem) -> Question:
    """A question as pages show it."""
    return Question(item.id, item.code, item.question, item.kind, tuple(item.choices), item.unit)


def answers_of(work: Work, visit_id: int) -> tuple[AnswerRow, ...]:
    """What was answered during a visit, in the order of the checklists and their questions."""
    query = (
        sa.select(VisitAnswer, ChecklistItem, Checklist)
        .join(ChecklistItem, ChecklistItem.id == VisitAnswer.item_id)
        .join(Checklist, Checklist.id == ChecklistItem.checklist_id)
        .where(VisitAnswer.visit_id == visit_id)
        .order_by(Checklist.position, Checklist.id, ChecklistItem.position, ChecklistItem.id)
    )
    return tuple(
        AnswerRow(checklist.topic, checklist.title, checklist.edition, question_of(item), value)
        for answer, item, checklist in work.session.execute(query)
        if (value := _held(answer)) is not None
    )


def set_answers(work: Work, visit_id: int, answers: Sequence[ItemAnswer], *, new: bool) -> bool:
    """Store the answers given during a visit in the place of those before; True if any changed.

    A visit that is `new` has none before. Raises Invalid naming `answer.<item>` for one that does not fit its question.
    """
    kept: dict[int, VisitAnswer] = {}
    if not new:
        query = sa.select(VisitAnswer).where(VisitAnswer.visit_id == visit_id)
        kept = {answer.item_id: answer for answer in work.session.scalars(query)}
    if not answers and not kept:
        return False
    items = {}
    if answers:
        asked = sa.select(ChecklistItem).where(ChecklistItem.id.in_({answer.item_id for answer in answers}))
        items = {item.id: item for item in work.session.scalars(asked)}
    wanted = {answer.item_id: _checked(items.get(answer.item_id), answer) for answer in answers}
    changed = False
    for item_id, value in wanted.items():
        stored = kept.pop(item_id, None)
        if stored is not None and _held(stored) == value:
            continue
        if stored is None:
            stored = VisitAnswer(visit_id=visit_id, item_id=item_id)
            work.session.add(stored)
        stored.yes, stored.number, stored.text = _columns(value)
        changed = True
    for gone in kept.values():
        work.session.delete(gone)
    return changed or bool(kept)


def _held(answer: VisitAnswer) -> AnswerValue | None:
    return answer.yes if answer.yes is not None else answer.number if answer.number is not None else answer.text


def _columns(value: AnswerValue) -> tuple[bool | None, Decimal | None, str | None]:
    if isinstance(value, bool):
        return value, None, None
    return (None, value, None) if isinstance(value, Decimal) else (None, None, value)


def _checked(item: ChecklistItem | None, answer: ItemAnswer) -> AnswerValue:
    field, value = f"answer.{answer.item_id}", answer.value
    if item is None:
        raise Invalid(N_("This question does not exist any more."), remedy=N_("Reload the page."), field=field)
    if item.kind is AnswerKind.YES_NO and isinstance(value, bool):
        return value
    if item.kind is AnswerKind.NUMBER and isinstance(value, Decimal):
        return _number(item, value, field)
    if item.kind is AnswerKind.CHOICE and isinstance(value, str) and value in item.choices:
        return value
    if item.kind is AnswerKind.TEXT and isinstance(value, str) and value.strip():
        return checked_text(value, field, _LONGEST)
    raise Invalid(
        N_("“{answer}” is no answer to “{question}”."),
        remedy=N_("Choose one of: {choices}.") if item.kind is AnswerKind.CHOICE else N_("Answer it anew."),
        field=field,
        answer=str(value)[:40],
        question=item.question,
        choices="、".join(item.choices),
    )


def _number(item: ChecklistItem, value: Decimal, field: str) -> Decimal:
    # More than two places would be rounded away unseen.
    if not value.is_finite() or value < 0 or value >= _LARGEST or value != round(value, 2):
        raise Invalid(
            N_("“{answer}” is no number that “{question}” can take."),
            remedy=N_("Type a number from 0 on, with at most two decimal places."),
            field=field,
            answer=f"{value:f}"[:40] if value.is_finite() else str(value),
            question=item.question,
        )
    return round(value, 2)
