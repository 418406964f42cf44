"""Who acted on many cases at once, as chain.involved says of one, and the recusals that follow from it."""

from collections.abc import Iterable, Sequence
from typing import Final

import sqlalchemy as sa

from officer_app.cases.chain import Involvement, office_day
from officer_app.cases.model import AgendaItem, CaseRecusal, CaseStep, MeetingMember, Panel, PanelMember
from officer_app.cases.words import Attendance, Capacity
from officer_app.core.work import Work
from officer_app.i18n import _
from officer_app.people.model import Account

CHAIR: Final = "chair"  # among the keys of votes; the others are ids of members
_ACTED: Final = "acted:"


def acts_on(work: Work, case_ids: Sequence[int], *, besides: Capacity) -> dict[int, dict[int, Involvement]]:
    """By case and account: the first act of each in a capacity other than one; who voted in an earlier round included.

    Whoever acted in an absent colleague's place and that colleague have both acted.
    """
    found: dict[int, dict[int, Involvement]] = {}
    if not case_ids:
        return found
    for who in (CaseStep.account_id, CaseStep.for_account_id):
        rows = work.session.execute(
            sa.select(CaseStep.case_id, Account.id, Account.name, CaseStep.capacity, CaseStep.at)
            .join(Account, Account.id == who)
            .where(CaseStep.case_id.in_(case_ids), CaseStep.capacity.is_not(None), CaseStep.capacity != besides)
            .order_by(CaseStep.id)
        )
        for case_id, account_id, name, capacity, at in rows:
            assert capacity is not None
            acts = found.setdefault(case_id, {})
            acts.setdefault(account_id, Involvement(account_id, name, capacity, office_day(at)))
    if besides is not Capacity.CHAIR:
        chaired = work.session.execute(
            sa.select(Panel.case_id, Account.id, Account.name, Panel.held_on)
            .join(Account, Account.id == Panel.chair_id)
            .where(Panel.case_id.in_(case_ids))
            .order_by(Panel.round)
        )
        for case_id, account_id, name, held_on in chaired:
            acts = found.setdefault(case_id, {})
            acts.setdefault(account_id, Involvement(account_id, name, Capacity.CHAIR, held_on))
    if besides is not Capacity.MEMBER:
        voted = work.session.execute(
            sa.select(Panel.case_id, Account.id, Account.name, Panel.held_on)
            .join(PanelMember, PanelMember.panel_id == Panel.id)
            .join(Account, Account.id == PanelMember.account_id)
            .where(Panel.case_id.in_(case_ids), PanelMember.attendance == Attendance.PRESENT)
        )
        for case_id, account_id, name, held_on in voted:
            acts = found.setdefault(case_id, {})
            acts.setdefault(account_id, Involvement(account_id, name, Capacity.MEMBER, held_on))
    return found


def asides_from(work: Work, case_ids: Sequence[int]) -> dict[int, dict[int, str]]:
    """By case and account: who stands aside from it on record, and why."""
    found: dict[int, dict[int, str]] = {}
    rows = work.session.execute(
        sa.select(CaseRecusal.case_id, CaseRecusal.account_id, CaseRecusal.reason).where(
            CaseRecusal.case_id.in_(case_ids)
        )
    )
    for case_id, account_id, reason in rows:
        found.setdefault(case_id, {})[account_id] = reason
    return found


def recuse_by_acts(work: Work, members: Sequence[MeetingMember], items: Iterable[AgendaItem]) -> int:
    """Have members stand aside from cases on which they acted, or from which they stand aside; returns how many did.

    What they have voted on such a case does not count; where votes are secret, they have to be counted anew.
    """
    items = list(items)
    case_ids = [item.case_id for item in items]
    acts, asides = acts_on(work, case_ids, besides=Capacity.MEMBER), asides_from(work, case_ids)
    made = 0
    for item in items:
        for member in members:
            key = str(member.id)
            if member.account_id is None or key in item.recusals:
                continue
            act = acts.get(item.case_id, {}).get(member.account_id)
            reason = asides.get(item.case_id, {}).get(member.account_id)
            if act is not None:
                reason = f"{_ACTED}{act.capacity.value}:{act.day.isoformat()}"
            if reason is not None:
                stand_aside(item, key, reason)
                made += 1
    return made


def stand_aside(item: AgendaItem, key: str, reason: str) -> None:
    """Put a recusal on record, and take out what that member voted."""
    item.recusals = {**item.recusals, key: reason}
    item.votes = {member: vote for member, vote in item.votes.items() if member != key}
    item.votes_for = item.votes_against = item.abstentions = None


def follows_from_acts(reason: str) -> bool:
    """Whether the program made this recusal, because the member acted on the case."""
    return reason.startswith(_ACTED)


def recusal_words(reason: str) -> str:
    """A recusal's reason as it is read, in the language in force."""
    if not follows_from_acts(reason):
        return reason
    capacity, day = reason.removeprefix(_ACTED).split(":")
    return _("{acted} on {day}").format(acted=Capacity(capacity).label, day=day)
