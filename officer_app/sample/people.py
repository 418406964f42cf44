"""The invented people of the sample office."""

from dataclasses import dataclass
from typing import Final

from officer_app.core.sealing import Cost
from officer_app.core.work import NOBODY, Actor, Office
from officer_app.people.access import Role
from officer_app.people.holding import list_held, vouch
from officer_app.people.keys import make_key
from officer_app.people.service import change_account, change_password, create_account, found_office

# A throw-away office is there to be looked at: its password is no secret and is told to whoever starts it.
PASSWORD: Final = "sample-office-2026"
# Nor does a guess at it have to be dear; whoever changes it later has one that is.
_COST: Final = Cost(passes=1, memory_kib=8_192, lanes=1)

PEOPLE: Final[tuple[tuple[str, Role], ...]] = (
    ("郑予", Role.ADMINISTRATOR),
    ("王敏", Role.LIAISON),
    ("赵建华", Role.LIAISON),
    ("何静", Role.LIAISON),
    ("陈思齐", Role.LIAISON),
    ("宋龑", Role.LIAISON),
    ("周颖", Role.SPECIALIST),
    ("吴倩", Role.SPECIALIST),
    ("陆𬭎", Role.SPECIALIST),
    ("李国强", Role.SUPERVISOR),
    ("沈国梁", Role.SUPERVISOR),
    ("顾承昊", Role.SUPERVISOR),
    ("许知行", Role.STAFF),
    ("马思源", Role.AUDITOR),
)


@dataclass(frozen=True)
class Crew:
    """The accounts by role, in the order of PEOPLE."""

    everyone: tuple[Actor, ...]

    def of(self, role: Role) -> list[Actor]:
        """Everybody in a role."""
        return [actor for actor in self.everyone if actor.role == role]

    @property
    def administrator(self) -> Actor:
        return self.of(Role.ADMINISTRATOR)[0]

    @property
    def staff(self) -> Actor:
        return self.of(Role.STAFF)[0]

    @property
    def liaisons(self) -> list[Actor]:
        return self.of(Role.LIAISON)

    @property
    def specialists(self) -> list[Actor]:
        return self.of(Role.SPECIALIST)

    @property
    def supervisors(self) -> list[Actor]:
        return self.of(Role.SUPERVISOR)


def hire(office: Office) -> Crew:
    """Found the office; everybody gets an account, chooses a password, and who decides a key, as at a first sign-in."""
    office.slots.cost = _COST
    try:
        return _hire(office)
    finally:
        office.slots.cost = None


def _hire(office: Office) -> Crew:
    (name, _role), *others = PEOPLE
    administrator = office.perform(found_office, NOBODY, name, PASSWORD).value
    crew = [administrator]
    for number, (name, role) in enumerate(others, 1):
        issued = office.perform(create_account, administrator, name, role).value
        key = issued.account_id
        crew.append(Actor(key, name, role))
        office.perform(change_password, crew[-1], issued.code, PASSWORD)
        if role is Role.SUPERVISOR:
            office.perform(make_key, crew[-1], PASSWORD)
        # Numbers of a shape that no exchange of the city uses.
        extension = f"021-0000{number:04d}"
        office.perform(change_account, administrator, key, role=role, active=True, version=2, phone=extension)
    _vouch_for_all(office, Crew(tuple(crew)))
    return Crew(tuple(crew))


def _vouch_for_all(office: Office, crew: Crew) -> None:
    """The first supervisor vouches for everybody else who decides, as each comes in for the first time."""
    first = crew.of(Role.SUPERVISOR)[0]
    for row in office.read(list_held, first):
        office.perform(vouch, first, row.id, "本人到岗，当面核验工作证。", version=row.version)
