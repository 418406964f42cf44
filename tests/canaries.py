"""Personal values planted in an office, and the search for them in whatever comes out of it."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import uuid4

from officer_app.assignments.model import Duty
from officer_app.assignments.service import assign
from officer_app.cases.words import State
from officer_app.core.database import Database
from officer_app.demands.service import Category, DemandDraft, Urgency, raise_demand
from officer_app.directory.contacts import ContactDraft, save_contact
from officer_app.quota.objections import ObjectionDraft, record_objection
from officer_app.visits.drafts import PersonMet, VisitDraft
from officer_app.visits.logging import save_visit
from tests.casework import Casework, casework, identity

PHONE, MET, OBJECTOR = "13987650421", "13687650422", "13787650423"
BASE, INCOME, TAX = "43217", "618234", "71359"
ID_NUMBER = identity(417)
CANARIES = (ID_NUMBER, PHONE, MET, OBJECTOR, BASE, INCOME, TAX)


def found_in(text: str) -> list[str]:
    """The planted values that stand in a text, however their digits are grouped."""
    plain = text.replace(",", "").replace(" ", "").replace("\u2009", "").replace("-", "")
    return [canary for canary in CANARIES if canary in plain]


@dataclass
class Planted:
    """An office with planted values, and the ids of what holds them."""

    house: Casework
    case_id: int
    contact_id: int
    visit_id: int
    demand_id: int


def planted(database: Database) -> Planted:
    """A case in publicity with an objection, a contact, a visit with somebody met, a demand."""
    house = casework(database)
    enterprise = house.enterprise_id
    house.do(assign, house.decider, [enterprise], house.liaison.id, Duty.LIAISON, starts_on=house.today, reason="分工")
    contact = ContactDraft(str(uuid4()), enterprise, "刘芳婷", "人事经理", PHONE, True)
    contact_id = house.do(save_contact, house.liaison, contact)
    visit = VisitDraft(
        str(uuid4()),
        enterprise,
        house.liaison.id or 0,
        house.today,
        content="二期厂房十月投产。",
        people=(PersonMet("沈立言", "副总经理", MET), PersonMet("刘芳婷", "人事经理", contact_id=int(str(contact_id)))),
    )
    visit_id = house.do(save_visit, house.liaison, visit)
    demand = DemandDraft(str(uuid4()), Category.APARTMENT, "申请人才公寓 6 套", Urgency.NORMAL, None)
    demand_id = house.do(raise_demand, house.liaison, enterprise, demand)
    house.grant(3)
    case_id = house.walk(
        State.PUBLICITY,
        house.file(
            name="骆思远",
            id_number=ID_NUMBER,
            contribution_base=Decimal(BASE),
            income=Decimal(INCOME),
            income_tax=Decimal(TAX),
        ),
    )
    objection = ObjectionDraft(str(uuid4()), house.today, "周先生", "对工作年限有异议。", OBJECTOR)
    house.do(record_objection, house.staff, case_id, objection)
    return Planted(house, case_id, *(int(str(key)) for key in (contact_id, visit_id, demand_id)))
