"""An office at its daily contact work: officers, enterprises they serve, visits and demands, one line per thing."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from uuid import uuid4

from officer_app.assignments.model import Duty
from officer_app.assignments.service import assign
from officer_app.core.database import Database
from officer_app.core.holidays import shipped_years, store_year
from officer_app.core.work import Actor, Work, changes
from officer_app.demands.service import Category, DemandDraft, DemandRow, Urgency, list_demands, raise_demand
from officer_app.directory.contacts import ContactDraft, save_contact
from officer_app.people.access import Permission, Role
from officer_app.visits.drafts import VisitDraft
from officer_app.visits.logging import save_visit
from officer_app.visits.reading import VisitFile, visit_file
from tests.factories import Bureau, bureau

# Thursday; the Sunday after it is a make-up workday, the Friday after that a holiday.
TODAY = date(2026, 9, 17)
_serial = count(1)


@changes(Permission.SETTINGS)
def _load_holidays(work: Work) -> None:
    for year in shipped_years():
        if year.year == 2026:
            store_year(work, year)


def a_demand(
    text: str = "申请人才公寓 6 套", urgency: Urgency = Urgency.NORMAL, handler: Actor | None = None
) -> DemandDraft:
    """A demand that was not stored yet."""
    return DemandDraft(str(uuid4()), Category.APARTMENT, text, urgency, handler.id if handler else None)


@dataclass
class Fieldwork:
    """An office with an officer in every role; the holidays of 2026 are loaded, those of 2027 are not."""

    bureau: Bureau
    liaison: Actor
    colleague: Actor
    specialist: Actor
    supervisor: Actor
    staff: Actor
    administrator: Actor

    def enterprise(self, name: str | None = None, liaison: Actor | None = None, since: date = date(2026, 1, 5)) -> int:
        """An enterprise served by the liaison officer named."""
        key = self.bureau.enterprise(name)
        if liaison is not None:
            self.bureau.office.perform(
                assign, self.supervisor, [key], liaison.id or 0, Duty.LIAISON, starts_on=since, reason="分工"
            )
        return key

    def contact(self, enterprise_id: int, name: str, phone: str = "13800138000", *, first: bool = True) -> int:
        """Somebody to meet there."""
        draft = ContactDraft(str(uuid4()), enterprise_id, name, "人事经理", phone, first)
        return self.bureau.office.perform(save_contact, self.liaison, draft).value

    def draft(
        self, enterprise_id: int, officer: Actor | None = None, day: date = TODAY, **changes: object
    ) -> VisitDraft:
        """A visit that was not stored yet."""
        officer = officer or self.liaison
        base = VisitDraft(str(uuid4()), enterprise_id, officer.id or 0, day, content="二期厂房十月投产。")
        return replace(base, **changes)  # type: ignore[arg-type] # fields by name

    def visit(self, enterprise_id: int, officer: Actor | None = None, day: date = TODAY, **changes: object) -> int:
        """A visit, stored on its day."""
        officer = officer or self.liaison
        before = self.bureau.clock.now
        self.bureau.clock.set(day, 17)
        done = self.bureau.office.perform(save_visit, officer, self.draft(enterprise_id, officer, day, **changes))
        self.bureau.clock.now = before
        return done.value

    def file(self, visit_id: int) -> VisitFile:
        """A visit whole."""
        return self.bureau.office.read(visit_file, self.liaison, visit_id)

    def demand(self, enterprise_id: int, text: str = "申请人才公寓 6 套", handler: Actor | None = None) -> DemandRow:
        """A demand, stored today."""
        key = self.bureau.office.perform(
            raise_demand, self.liaison, enterprise_id, a_demand(text, handler=handler)
        ).value
        return self.of_demand(key)

    def of_demand(self, demand_id: int) -> DemandRow:
        """A demand as lists show it."""
        rows = self.bureau.office.read(list_demands, self.liaison, limit=1000)
        return next(row for row in rows if row.id == demand_id)


def fieldwork(database: Database) -> Fieldwork:
    """The office, with nothing done yet."""
    house = bureau(database)
    people = [
        house.person(role, name)
        for role, name in (
            (Role.LIAISON, "王敏"),
            (Role.LIAISON, "何静"),
            (Role.SPECIALIST, "周颖"),
            (Role.SUPERVISOR, "李国强"),
            (Role.STAFF, "许知行"),
            (Role.ADMINISTRATOR, "郑予"),
        )
    ]
    house.office.perform(_load_holidays, people[5])
    return Fieldwork(house, *people)


def days_ago(days: int) -> date:
    """That many calendar days before today."""
    return TODAY - timedelta(days=days)
