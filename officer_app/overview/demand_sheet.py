"""What the sheet of one demand 诉求办理单 says: what was asked, who did what until when, what came of it."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from officer_app.assignments.dated import serves_on
from officer_app.assignments.model import Assignment, Duty
from officer_app.core.holidays import calendar_in_force
from officer_app.core.policy import OFFICE_NAME
from officer_app.core.privacy import mask_phone
from officer_app.core.words import acted_by
from officer_app.core.work import OFFICE_ZONE, Work, asks
from officer_app.demands.model import Demand, DemandEvent, DemandHelper, DemandStep, demand_number
from officer_app.directory.model import Contact, Enterprise, Subdistrict
from officer_app.i18n import CHINESE, speaking
from officer_app.people.access import Permission
from officer_app.people.model import Account
from officer_app.people.names import names_by_id
from officer_app.visits.model import Visit


@dataclass(frozen=True, slots=True)
class LimitLine:
    """A limit: its name, the day it ends, whether that is provisional, and the day it was met, if it was."""

    name: str
    due_on: date | None
    provisional: bool
    met_on: date | None

    @property
    def late(self) -> bool:
        """Whether it was met after its day."""
        return self.due_on is not None and self.met_on is not None and self.met_on > self.due_on


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step taken: when (local), what, who (and for whom), and what was said."""

    at: datetime
    step: str
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class DemandSheet:
    """The sheet. Words are Chinese, as official papers are; the contact's phone is masked."""

    office: str
    made_at: datetime
    number: str
    draft: int
    enterprise: str
    uscc: str
    subdistrict: str
    liaison: str
    contact: str
    category: str
    urgency: str
    collected_on: date
    collected_by: str
    visit: str
    text: str
    state: str
    limits: tuple[LimitLine, ...]
    paused_since: date | None
    handler: str
    helpers: tuple[tuple[str, str, str], ...]  # name, task, contribution
    steps: tuple[StepLine, ...]
    answer: str
    rating: str
    rated_on: date | None
    rated_by: str
    rating_note: str
    reopened: int


@asks(Permission.REPORT)
def demand_sheet(work: Work, demand_id: int) -> DemandSheet:
    """One demand as its sheet prints it. Raises NotFound."""
    demand = work.get(Demand, demand_id)
    enterprise = work.get(Enterprise, demand.enterprise_id)
    session = work.session
    names = names_by_id(session)
    town = session.get(Subdistrict, enterprise.subdistrict_id) if enterprise.subdistrict_id else None
    liaison = session.scalar(
        sa.select(Account.name)
        .join(Assignment, Assignment.account_id == Account.id)
        .where(Assignment.enterprise_id == enterprise.id, serves_on(work.today, Duty.LIAISON))
    )
    contact = session.scalars(
        sa.select(Contact)
        .where(Contact.enterprise_id == enterprise.id, Contact.left_on.is_(None))
        .order_by(Contact.is_primary.desc(), Contact.id)
        .limit(1)
    ).one_or_none()
    visit = session.get(Visit, demand.visit_id) if demand.visit_id else None
    helpers = session.scalars(
        sa.select(DemandHelper).where(DemandHelper.demand_id == demand.id).order_by(DemandHelper.id)
    )
    events = session.scalars(
        sa.select(DemandEvent).where(DemandEvent.demand_id == demand.id).order_by(DemandEvent.id)
    ).all()
    with speaking(CHINESE):
        return DemandSheet(
            office=OFFICE_NAME.on(work, work.today),
            made_at=work.now.astimezone(OFFICE_ZONE),
            number=demand_number(demand.year, demand.sequence),
            draft=demand.version,
            enterprise=enterprise.name,
            uscc=enterprise.uscc,
            subdistrict=town.name if town else "",
            liaison=liaison or "",
            contact=_contact(contact) if contact else "",
            category=demand.category.label,
            urgency=demand.urgency.label,
            collected_on=demand.collected_on,
            collected_by=names[demand.collected_by],
            visit=visit.number if visit else "",
            text=demand.text,
            state=demand.state.label,
            limits=_limits(work, demand),
            paused_since=demand.paused_since,
            handler=names.get(demand.handler_id or 0, ""),
            helpers=tuple((names[one.account_id], one.task, one.contribution) for one in helpers),
            steps=tuple(_step(event, names[event.account_id], demand.answer) for event in events),
            answer=demand.answer,
            # A verdict on an answer that was given anew since stands among the steps only.
            rating=demand.rating.label if demand.rating else "",
            rated_on=demand.rated_on if demand.rating else None,
            rated_by=demand.rated_by if demand.rating else "",
            rating_note=demand.rating_note if demand.rating else "",
            reopened=demand.reopened,
        )


def _limits(work: Work, demand: Demand) -> tuple[LimitLine, ...]:
    calendar = calendar_in_force(work.session)

    def uncertain(day: date | None) -> bool:
        return day is not None and not calendar.is_certain(day)

    return (
        LimitLine("接办期限", demand.accept_due_on, uncertain(demand.accept_due_on), demand.accepted_on),
        LimitLine(
            "首答期限", demand.first_answer_due_on, uncertain(demand.first_answer_due_on), demand.first_answered_on
        ),
        LimitLine("办结期限", demand.due_on, demand.due_provisional, demand.answered_on),
    )


def _step(event: DemandEvent, name: str, answer: str) -> StepLine:
    # The answer that stands has a place of its own on the sheet; a former one is told here only.
    note = "" if event.step is DemandStep.ANSWER and event.note.strip() == answer.strip() else event.note
    return StepLine(event.at.astimezone(OFFICE_ZONE), event.step.label, acted_by(name, event.on_behalf_of), note)


def _contact(contact: Contact) -> str:
    person = "，".join(part for part in (contact.title, mask_phone(contact.phone)) if part)
    return f"{contact.name}（{person}）" if person else contact.name
