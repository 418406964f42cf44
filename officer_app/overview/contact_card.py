"""The contact card 服务联系卡 of an enterprise: whom to ask at the office, under which number, and what for."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa

from officer_app.assignments.cover import covered_today
from officer_app.assignments.dated import in_charge_on, serves_on
from officer_app.assignments.model import Assignment, Duty, SubdistrictDuty
from officer_app.core.policy import OFFICE_NAME, Dated
from officer_app.core.words import chinese_day
from officer_app.core.work import OFFICE_ZONE, Work, asks
from officer_app.directory.model import Enterprise, Subdistrict
from officer_app.people.access import Permission
from officer_app.people.model import Account

SERVICES: Final = Dated("card.services", list)
ADDRESS: Final = Dated("office.address", str)
HOURS: Final = Dated("office.hours", str)
HOTLINE: Final = Dated("office.hotline", str)

# Official papers are Chinese whatever language the window speaks.
_DUTIES: Final = {Duty.LIAISON: "联络员", Duty.BACKUP: "备份联络员", Duty.SPECIALIST: "专员"}
_ORDER: Final = tuple(_DUTIES)


@dataclass(frozen=True)
class CardOfficer:
    """One of us: in which duty, the office phone (empty if none is kept), and who stands in until when, if absent."""

    duty: str
    name: str
    phone: str
    stand_in: str = ""
    stand_in_phone: str = ""
    until: date | None = None


@dataclass(frozen=True)
class ContactCard:
    """What the card says. `address`, `hours` and `hotline` are left out where the office has not entered them."""

    office: str
    enterprise: str
    officers: tuple[CardOfficer, ...]
    services: tuple[str, ...]
    address: str
    hours: str
    hotline: str
    made_at: datetime

    @property
    def as_text(self) -> str:
        """The card as a message to send, in Chinese as the paper is."""
        lines = [f"【服务联系卡】{self.enterprise}"]
        for one in self.officers:
            lines.append(f"{one.duty}：{one.name} {one.phone}".rstrip())
            if one.stand_in:
                lines.append(f"　（{absence(one)}）")
        if self.services:
            lines.append(f"可办事项：{'、'.join(self.services)}")
        for label, words in self.ways():
            lines.append(f"{label}：{words}")
        lines.append(f"{self.office}　{chinese_day(self.made_at.date())}")
        return "\n".join(lines)

    def ways(self) -> tuple[tuple[str, str], ...]:
        """How to reach the office, as far as it is known."""
        known = (("服务热线", self.hotline), ("办公时间", self.hours), ("办公地址", self.address))
        return tuple((label, words) for label, words in known if words)


def absence(one: CardOfficer) -> str:
    """Who is asked instead of an absent officer, and until when."""
    until = f"{one.until.month}月{one.until.day}日" if one.until else ""
    return f"休假至{until}，请联系 {one.stand_in} {one.stand_in_phone}".rstrip()


@asks(Permission.REPORT)
def contact_card(work: Work, enterprise_id: int) -> ContactCard:
    """The card of an enterprise as things stand today; whoever has left is not on it. Raises NotFound."""
    enterprise = work.get(Enterprise, enterprise_id)
    today = work.today
    return ContactCard(
        office=OFFICE_NAME.on(work, today),
        enterprise=enterprise.name,
        officers=_officers(work, enterprise),
        services=tuple(str(service) for service in SERVICES.on(work, today)),
        address=ADDRESS.on(work, today).strip(),
        hours=HOURS.on(work, today).strip(),
        hotline=HOTLINE.on(work, today).strip(),
        made_at=work.now.astimezone(OFFICE_ZONE),
    )


def _officers(work: Work, enterprise: Enterprise) -> tuple[CardOfficer, ...]:
    serving = work.session.execute(
        sa.select(Assignment.role, Account.id, Account.name, Account.phone)
        .join(Account, Account.id == Assignment.account_id)
        .where(Assignment.enterprise_id == enterprise.id, serves_on(work.today), Account.active)
        .order_by(Assignment.starts_on, Assignment.id)
    ).all()
    rows = [
        (_DUTIES[role], key, name, phone)
        for role, key, name, phone in sorted(serving, key=lambda row: _ORDER.index(row.role))
    ]
    town = work.session.execute(
        sa.select(Subdistrict.name, Account.id, Account.name, Account.phone)
        .join(SubdistrictDuty, SubdistrictDuty.subdistrict_id == Subdistrict.id)
        .join(Account, Account.id == SubdistrictDuty.account_id)
        .where(Subdistrict.id == enterprise.subdistrict_id, in_charge_on(work.today), Account.active)
    ).one_or_none()
    # Nobody stands on the card twice.
    if town is not None and all(key != town.id for _duty, key, _name, _phone in rows):
        rows.append((f"{town[0]}联络员", town.id, town[2], town.phone))
    covered = covered_today(work)
    phones = dict(
        work.session.execute(
            sa.select(Account.id, Account.phone).where(
                Account.id.in_([row.stand_in_id for row in covered.values()]), Account.active
            )
        ).all()
    )
    found = []
    for duty, key, name, phone in rows:
        standing = covered.get(key)
        if standing is None or standing.stand_in_id not in phones:
            found.append(CardOfficer(duty, name, phone))
        else:
            instead = phones[standing.stand_in_id]
            found.append(CardOfficer(duty, name, phone, standing.stand_in, instead, standing.last_on))
    return tuple(found)
