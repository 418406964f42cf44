"""The invented people of the sample office."""

from dataclasses import dataclass
from typing import Final

from officer_app.core.work import NOBODY, Actor, Office
from officer_app.people.access import Role
from officer_app.people.keys import make_key
from officer_app.people.service import change_account, create_account, found_office

# A throw-away office is there to be looked at: its password is no secret and is told to whoever starts it.
PASSWORD: Final = "sample-office-2026"

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
    """Found the office, create everybody's account, and give who decides a key, as their first sign-in does."""
    (name, _role), *others = PEOPLE
    administrator = office.perform(found_office, NOBODY, name, PASSWORD).value
    crew = [administrator]
    for number, (name, role) in enumerate(others, 1):
        key = office.perform(create_account, administrator, name, role, PASSWORD).value
        crew.append(Actor(key, name, role))
        if role is Role.SUPERVISOR:
            office.perform(make_key, crew[-1], PASSWORD)
        # Numbers of a shape that no exchange of the city uses.
        extension = f"021-0000{number:04d}"
        office.perform(change_account, administrator, key, role=role, active=True, version=1, phone=extension)
    return Crew(tuple(crew))
