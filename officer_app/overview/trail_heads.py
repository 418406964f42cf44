"""Heads of the audit trail that were kept outside it: with backups, on issued papers, in the profile of the user.

The program compares all it can reach; what stands on a paper in a drawer somebody types in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from officer_app import paths
from officer_app.core.anchors import Anchors, breaks_on_record, unexplained
from officer_app.core.audit import AuditEntry, AuditLink
from officer_app.core.backup.manifest import listed
from officer_app.core.backup.places import places
from officer_app.core.errors import Invalid, NotFound
from officer_app.core.identity import office_uuid
from officer_app.core.trail_breaks import TrailBreak
from officer_app.core.trail_chain import head, head_at, read_short
from officer_app.core.trail_proof import Outside
from officer_app.core.words import Word
from officer_app.core.work import OFFICE_ZONE, Work, asks, changes
from officer_app.i18n import N_, _
from officer_app.overview.model import IssuedPaper
from officer_app.people.access import Permission
from officer_app.people.names import names_by_id

# Of a break, what the reason may be long.
_LONGEST: Final = 300


class HeadAnswer(Word):
    """What came of a code in the foot of a paper."""

    STANDS = "stands", N_("The trail still stands")
    DIFFERS = "differs", N_("The trail was written anew")
    GONE = "gone", N_("Entries are missing")


@dataclass(frozen=True, slots=True)
class HeadVerdict:
    """What a code in the foot of a paper says of the trail: `seq` is the entry it names, `papers` which carry it."""

    answer: HeadAnswer
    seq: int
    end: int
    at: str = ""
    papers: tuple[str, ...] = ()
    explained: bool = False

    @property
    def sentence(self) -> str:
        """The answer in one sentence, in the language in force."""
        words = {
            HeadAnswer.STANDS: _("Up to no. {seq} the audit trail is what it was when the paper was issued."),
            HeadAnswer.DIFFERS: _("No. {seq} of the audit trail, or what came before it, was changed after the paper."),
            HeadAnswer.GONE: _("The audit trail ends at no. {end}: it is shorter than when the paper was issued."),
        }[self.answer]
        return words.format(seq=self.seq, end=self.end)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What is known, as names and values for people."""
        number = _("no. {seq}").format(seq=self.seq)
        known = [(_("In the chain"), number), (_("Moment"), self.at), (_("Issued papers"), "、".join(self.papers))]
        if self.explained:
            known.append((_("Break"), _("on record, and answered for")))
        return [(name, value) for name, value in known if value]


@asks(Permission.VERIFY)
def verify_head(work: Work, typed: str) -> HeadVerdict:
    """Compare what the foot of a paper says with the trail. Raises Invalid for what is no such code."""
    found = read_short(typed.strip().removeprefix("存证"))
    if found is None:
        raise Invalid(N_("This is no code of the foot of a paper."), field="code")
    seq, short = found
    connection = work.session.connection()
    end, then = head(connection).seq, head_at(connection, seq)
    carried = IssuedPaper.trail_seq == seq
    papers = tuple(work.session.scalars(sa.select(IssuedPaper.number).where(carried).order_by(IssuedPaper.id)))
    broken = sa.exists().where(
        TrailBreak.kept_seq < seq, TrailBreak.known_seq >= seq, TrailBreak.acknowledged_at.is_not(None)
    )
    explained = bool(work.session.scalar(sa.select(broken)))
    if then is None:
        return HeadVerdict(HeadAnswer.GONE, seq, end, explained=explained)
    if then.short.partition("·")[2] != short:
        return HeadVerdict(HeadAnswer.DIFFERS, seq, end, explained=explained)
    moment = sa.select(AuditEntry.at).join(AuditLink, AuditLink.entry_id == AuditEntry.id).where(AuditLink.seq == seq)
    at = work.session.scalar(moment)
    when = "" if at is None else f"{at.astimezone(OFFICE_ZONE):%Y-%m-%d %H:%M}"
    return HeadVerdict(HeadAnswer.STANDS, seq, end, when, papers)


def is_head(typed: str) -> bool:
    """Whether this is the code of a paper's foot, and not that of a form."""
    return read_short(typed.strip().removeprefix("存证")) is not None


def heads_outside(work: Work, anchors: Anchors | None = None) -> tuple[list[Outside], list[str]]:
    """What this computer knows of where the trail ended: heads, and notes about what could not be compared."""
    connection = work.session.connection()
    uuid = office_uuid(connection)
    if anchors is None:
        anchors = Anchors(paths.user_data() / "anchors")
    noted = anchors.every(uuid)
    heads = [
        Outside(_("this computer"), one.seq, one.chain) for one in unexplained(noted, breaks_on_record(connection))
    ]
    notes: list[str] = []
    if not noted:
        notes.append(_("This computer has not noted yet where the trail ends."))
    if lost := anchors.lines_lost(uuid):
        notes.append(_("Lines of this computer's notes that cannot be read: {n}.").format(n=lost))
    kept: list[tuple[datetime, Outside]] = []
    for place in places().every:
        for row in listed(place, uuid):
            if row.manifest is not None and row.manifest.facts.chain:
                day = f"{row.manifest.at.astimezone(OFFICE_ZONE):%Y-%m-%d %H:%M}"
                facts, name = row.manifest.facts, _("the backup of {day}").format(day=day)
                kept.append((row.manifest.at, Outside(name, facts.seq, facts.chain)))
    columns = (IssuedPaper.number, IssuedPaper.trail_seq, IssuedPaper.trail_chain, IssuedPaper.issued_at)
    for number, seq, chain, at in work.session.execute(sa.select(*columns).where(IssuedPaper.trail_chain != "")):
        kept.append((at, Outside(_("the paper {number}").format(number=number), seq, chain)))
    breaks = work.session.scalars(sa.select(TrailBreak)).all()
    heads += [one for at, one in kept if not _lost(connection, one, at, breaks)]
    return heads, notes


def _lost(connection: sa.Connection, one: Outside, at: datetime, breaks: Sequence[TrailBreak]) -> bool:
    """Whether a head kept before a break was found is among what is known to be gone."""
    if not any(found.kept_seq < one.seq <= found.known_seq and at <= found.found_at for found in breaks):
        return False
    now = head_at(connection, one.seq)
    return now is None or not one.agrees(now.chain)


@dataclass(frozen=True, slots=True)
class BreakRow:
    """A break of the trail: when it was found, how many entries are gone after which one, and who answered for it."""

    id: int
    found_at: str
    gone: int
    kept_seq: int
    known_seq: int
    acknowledged_by: str
    reason: str

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered for it yet."""
        return not self.reason

    @property
    def sentence(self) -> str:
        """What was found, in the language in force."""
        return _(
            "{n} entries that were stored are gone: the audit trail ended at no. {kept}, it had come to {known}."
        ).format(n=self.gone, kept=self.kept_seq, known=self.known_seq)


@asks(Permission.ENTER)
def trail_breaks(work: Work, *, unanswered: bool = False) -> list[BreakRow]:
    """The breaks of the trail, the latest first; everybody is told while one is unanswered."""
    query = sa.select(TrailBreak).order_by(TrailBreak.id.desc())
    if unanswered:
        query = query.where(TrailBreak.acknowledged_at.is_(None))
    rows = work.session.scalars(query).all()
    names = names_by_id(work.session) if rows else {}
    return [
        BreakRow(
            row.id,
            f"{row.found_at.astimezone(OFFICE_ZONE):%Y-%m-%d %H:%M}",
            row.gone,
            row.kept_seq,
            row.known_seq,
            names.get(row.acknowledged_by or 0, ""),
            row.reason,
        )
        for row in rows
    ]


@changes(Permission.AUDIT_ANSWER)
def acknowledge_break(work: Work, break_id: int, reason: str) -> None:
    """Answer for entries that are gone: approvals go on afterwards. Raises NotFound, Invalid.

    `reason` says why they are gone, for those who read it years later; 300 characters at most.
    """
    row = work.get(TrailBreak, break_id, lock=True)
    reason = " ".join(reason.split())
    if row.acknowledged_at is not None:
        raise NotFound(N_("Somebody has answered for it already."))
    if not reason or len(reason) > _LONGEST:
        raise Invalid(N_("Say why the entries are gone, in 300 characters at most."), field="reason")
    row.acknowledged_by, row.acknowledged_at, row.reason = work.actor.id, work.now, reason
