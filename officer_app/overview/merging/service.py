"""Making one of two enterprises, and taking that back.

The one that is kept gets what was chosen field by field and everything attached to the other: whatever refers to an
enterprise by a foreign key moves, tables of later features included. The other's row goes; it is kept whole with the
merge, so that within `merge.undo_days` everything can be put back. What was entered or changed since then stays with
the enterprise that was kept, and is named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final  # column values of any type

import sqlalchemy as sa

from officer_app.core.errors import Conflict, Invalid
from officer_app.core.kept_rows import as_kept
from officer_app.core.policy import Dated
from officer_app.core.work import OFFICE_ZONE, Work, asks, changes
from officer_app.demands.merging import separate_strays
from officer_app.directory.lists.indexing import forget, index
from officer_app.directory.merged import MergeRow, merge_row
from officer_app.directory.model import Enterprise, EnterpriseMerge
from officer_app.i18n import N_, _
from officer_app.overview.merging.fields import FieldPair, field_pairs, merged_values
from officer_app.overview.merging.rules import (
    OPEN_CASES,
    Pair,
    Pick,
    Question,
    questions_of,
    refuse_same_applicant,
    settle,
)
from officer_app.overview.merging.steps import Left, Step, Steps, TakingBack, key_of, references, row_of, table_of
from officer_app.people.access import Permission

UNDO_DAYS: Final = Dated("merge.undo_days", int)
_MOST_REASON: Final = 200
_ENTERPRISE: Final = "enterprise"


@dataclass(frozen=True, slots=True)
class Attached:
    """How many rows of a table belong to each side."""

    entity: str
    kept: int
    gone: int


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merge of two enterprises would mean; `versions` are those of the kept and the gone one."""

    pair: Pair
    versions: tuple[int, int]
    codes: tuple[str, str]
    fields: tuple[FieldPair, ...]
    questions: tuple[Question, ...]
    attached: tuple[Attached, ...]
    undo_until: date


@dataclass(frozen=True, slots=True)
class MergeDraft:
    """What was decided. `picks` answer the fields and questions by key; a field left out is as proposed.

    With open cases on both sides the key `open_cases` must be answered `both`: it says that somebody has seen them.
    """

    kept_id: int
    kept_version: int
    gone_id: int
    gone_version: int
    picks: Mapping[str, Pick] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class UndoPreview:
    """What taking a merge back would mean: what stays with the kept one because it was entered or changed since."""

    merge: MergeRow
    until: date
    added: tuple[Attached, ...]
    left: tuple[Left, ...]


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking a merge back came to: the enterprise that is there again, and what could not be put back."""

    gone_id: int
    left: tuple[Left, ...]


def _the_two(
    work: Work, kept_id: int, gone_id: int, versions: tuple[int, int] | None = None
) -> tuple[Pair, Enterprise, Enterprise]:
    if kept_id == gone_id:
        raise Invalid(
            N_("An enterprise cannot be merged with itself."),
            remedy=N_("Choose the other record of the same enterprise."),
        )
    locked = versions is not None
    # Always in the same order, so that two who merge the same two cannot wait for each other.
    found = {key: work.get(Enterprise, key, lock=locked) for key in sorted((kept_id, gone_id))}
    kept, gone = found[kept_id], found[gone_id]
    if versions is not None and versions != (kept.version, gone.version):
        raise Conflict()
    pair = Pair(kept.id, gone.id, kept.name, gone.name)
    refuse_same_applicant(work, pair)
    return pair, kept, gone


def _row(work: Work, enterprise_id: int) -> Mapping[str, Any]:
    row = row_of(work.session.connection(), table_of(_ENTERPRISE), enterprise_id)
    assert row is not None
    return row


@asks(Permission.DIRECTORY_MERGE)
def merge_preview(work: Work, kept_id: int, gone_id: int) -> MergePreview:
    """The two side by side. Raises Invalid for what cannot be merged, NotFound."""
    pair, kept, gone = _the_two(work, kept_id, gone_id)
    return MergePreview(
        pair=pair,
        versions=(kept.version, gone.version),
        codes=(kept.uscc, gone.uscc),
        fields=tuple(field_pairs(work, pair, _row(work, kept_id), _row(work, gone_id))),
        questions=tuple(questions_of(work, pair)),
        attached=tuple(_attached(work, pair)),
        undo_until=work.today + timedelta(days=UNDO_DAYS.on(work, work.today)),
    )


def _attached(work: Work, pair: Pair) -> list[Attached]:
    counts: dict[str, list[int]] = {}
    for column in references(_ENTERPRISE):
        for side, key in enumerate((pair.kept_id, pair.gone_id)):
            count = work.session.scalar(sa.select(sa.func.count()).select_from(column.table).where(column == key)) or 0
            counts.setdefault(column.table.name, [0, 0])[side] += count
    return [Attached(entity, *sides) for entity, sides in counts.items() if any(sides)]


@changes(Permission.DIRECTORY_MERGE)
def merge_enterprises(work: Work, draft: MergeDraft) -> int:
    """Make one of two; returns the id of the merge.

    Raises Conflict if one was changed since the preview or a question has come up since, NotFound if one is gone,
    Invalid for what cannot be merged, for open cases on both sides that nobody has confirmed, and for long texts.
    """
    pair, kept, gone = _the_two(work, draft.kept_id, draft.gone_id, (draft.kept_version, draft.gone_version))
    picks = _answers(work, pair, draft.picks)
    if len(draft.reason.strip()) > _MOST_REASON:
        message = N_("The text has {length} characters; at most {most} fit.")
        raise Invalid(message, field="reason", length=len(draft.reason.strip()), most=_MOST_REASON)
    before, gone_row = _row(work, kept.id), _row(work, gone.id)
    values = merged_values(work, pair, before, gone_row, draft.picks)
    # From here on the rows are changed past the mapper.
    for entity in (kept, gone):
        work.session.expunge(entity)
    steps = Steps(work)
    settle(work, steps, pair, picks)
    marks = _last_keys(work)
    for column in references(_ENTERPRISE):
        steps.move(column, pair.gone_id, pair.kept_id)
    _move_drafts(work, steps, pair.gone_id, (pair.kept_id, str(values.get("name", pair.kept_name))))
    forget(work, [gone.id])
    steps.drop(table_of(_ENTERPRISE), gone.id)
    steps.change(table_of(_ENTERPRISE), kept.id, values)
    merge = EnterpriseMerge(
        kept_id=kept.id,
        gone_id=gone.id,
        gone_name=gone_row["name"],
        # The code that is out of use now: the kept one's own, where the other's was chosen.
        gone_uscc=before["uscc"] if "uscc" in values else gone_row["uscc"],
        reason=draft.reason.strip(),
        merged_at=work.now,
        merged_by=work.actor.name,
        gone=as_kept(gone_row),
        before=as_kept(before),
        moved=[*steps.done, {"do": "mark", "last": marks}],
    )
    work.add(merge)
    # The name and the code that went lead here now.
    index(work, [kept.id])
    return merge.id


def _answers(work: Work, pair: Pair, picks: Mapping[str, Pick]) -> dict[str, Pick]:
    answers: dict[str, Pick] = {}
    for question in questions_of(work, pair):
        answer = picks.get(question.key)
        if question.key == OPEN_CASES and answer is not Pick.BOTH:
            raise Invalid(
                N_("There are open cases on both sides: {kept} and {gone}."),
                remedy=N_("Look at them, and confirm that they all go on under the enterprise that is kept."),
                field=OPEN_CASES,
                kept=question.kept,
                gone=question.gone,
            )
        if answer is None:
            # It has come up since the preview: nobody has decided it.
            raise Conflict()
        answers[question.key] = answer
    return answers


def _last_keys(work: Work) -> dict[str, int]:
    """By table the last row there is: what has a higher number was entered later."""
    last = {}
    for column in references(_ENTERPRISE):
        key = key_of(column.table)
        last[column.table.name] = work.session.scalar(sa.select(sa.func.max(key))) or 0
    return last


def _move_drafts(work: Work, steps: Steps, gone_id: int, kept: tuple[int, str]) -> None:
    """Visits that somebody has begun to write down are of the enterprise that is kept."""
    table = table_of("visit_draft")
    for row in work.session.connection().execute(sa.select(table.c.draft_id, table.c.payload)).all():
        chosen = row.payload.get("enterprise")
        if isinstance(chosen, list) and chosen and chosen[0] == gone_id:
            met = [
                [*person[:2], steps.became.get(("contact", person[2]), person[2]), *person[3:]]
                for person in row.payload.get("people", ())
            ]
            moved = {"enterprise": [*kept, *chosen[2:]], **({"people": met} if met else {})}
            steps.change(table, row.draft_id, {"payload": {**row.payload, **moved}})


# Taking back.


def _merge(work: Work, merge_id: int, *, lock: bool = False) -> tuple[EnterpriseMerge, date]:
    """The merge, if it can be taken back, and the last day for that. Raises Invalid."""
    merge = work.get(EnterpriseMerge, merge_id, lock=lock)
    if merge.undone_at is not None:
        raise Invalid(
            N_("This merge was undone already, by {name} on {day}."),
            name=merge.undone_by,
            day=merge.undone_at.astimezone(OFFICE_ZONE).date().isoformat(),
        )
    merged_on = merge.merged_at.astimezone(OFFICE_ZONE).date()
    until = merged_on + timedelta(days=UNDO_DAYS.on(work, merged_on))
    if work.today > until:
        raise Invalid(
            N_("This merge could be undone until {day}."),
            remedy=N_("Enter the enterprise anew, and move what belongs to it by hand."),
            day=until.isoformat(),
        )
    later = work.session.scalars(
        sa.select(EnterpriseMerge)
        .where(
            EnterpriseMerge.id > merge.id,
            EnterpriseMerge.undone_at.is_(None),
            EnterpriseMerge.gone_id == int(merge.before["id"]),
        )
        .order_by(EnterpriseMerge.id)
    ).first()
    if later is not None:
        raise Invalid(
            N_("“{name}” itself was merged into another enterprise afterwards."),
            remedy=N_("Undo that merge first."),
            name=later.gone_name,
        )
    taken = work.session.scalars(
        sa.select(Enterprise.name).where(
            Enterprise.uscc == merge.gone["uscc"], Enterprise.id != int(merge.before["id"])
        )
    ).first()
    if taken is not None:
        raise Invalid(
            N_("The code {code} of “{gone}” belongs to “{name}” now."),
            remedy=N_("Merge that enterprise first, or correct its code."),
            code=merge.gone["uscc"],
            gone=merge.gone_name,
            name=taken,
        )
    return merge, until


def _steps_of(merge: EnterpriseMerge) -> tuple[list[Step], dict[str, int]]:
    steps = [step for step in merge.moved if step["do"] != "mark"]
    marks: dict[str, int] = next((step["last"] for step in merge.moved if step["do"] == "mark"), {})
    return steps, marks


def _added_since(work: Work, kept_id: int, marks: Mapping[str, int], steps: Sequence[Step]) -> list[Attached]:
    made = {(step["table"], step["key"]) for step in steps if step["do"] == "add"}
    found = []
    for column in references(_ENTERPRISE):
        table = column.table
        if table.name == EnterpriseMerge.__tablename__ or table.name not in marks:
            continue
        key = key_of(table)
        rows = work.session.connection().scalars(sa.select(key).where(column == kept_id, key > marks[table.name]))
        count = sum((table.name, row) not in made for row in rows)
        if count:
            found.append(Attached(table.name, count, 0))
    return found


@asks(Permission.DIRECTORY_MERGE)
def undo_preview(work: Work, merge_id: int) -> UndoPreview:
    """What taking a merge back would leave with the enterprise that was kept. Raises Invalid if it cannot be."""
    merge, until = _merge(work, merge_id)
    steps, marks = _steps_of(merge)
    back = TakingBack(work)
    changed = [
        Left(step["table"], step["key"], columns)
        for step in steps
        if step["do"] == "change" and (columns := back.pending(table_of(step["table"]), step)[2])
    ]
    return UndoPreview(merge_row(merge), until, tuple(_added_since(work, merge.kept_id, marks, steps)), tuple(changed))


@changes(Permission.DIRECTORY_MERGE)
def undo_merge(work: Work, merge_id: int) -> Undone:
    """Put back everything that a merge has moved and changed.

    What was entered since, and what was changed since, stays with the enterprise that was kept; the latter is named.
    Raises Invalid if it is too late, was done already, or another merge must be undone first.
    """
    merge, _until = _merge(work, merge_id, lock=True)
    steps, _marks = _steps_of(merge)
    merge.undone_at, merge.undone_by = work.now, work.actor.name
    work.session.flush()
    back = TakingBack(work)
    back.take_back(steps)
    gone_id = merge.gone_id
    if work.session.scalar(sa.select(Enterprise.id).where(Enterprise.id == gone_id)) is None:
        raise Conflict()
    # One demand belongs to one enterprise; whatever was merged meanwhile would be forgotten with the other's.
    separate_strays(work, gone_id, _("The merge of the enterprises was taken back."))
    index(work, [merge.kept_id, gone_id])
    return Undone(gone_id, tuple(back.left))
