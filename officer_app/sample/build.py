"""Making the sample office from its founding to the sample day, through the same use cases that people use."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from officer_app.assignments.model import Duty
from officer_app.assignments.service import assign, assign_subdistrict, subdistricts
from officer_app.core.database import file_of
from officer_app.core.holidays import shipped_calendar
from officer_app.core.progress import Progress, unwatched
from officer_app.core.sheets import Cell, Column, SheetToWrite, write_workbook
from officer_app.core.work import Actor, Office
from officer_app.directory.file import enterprise_file
from officer_app.directory.industries import Industry
from officer_app.directory.lists.browsing import EnterpriseRow, list_enterprises
from officer_app.directory.service import load_subdistricts
from officer_app.office import new_encrypted, open_office
from officer_app.people.holidays import load_shipped_holidays
from officer_app.people.settings import store_setting
from officer_app.sample.cases import Casework
from officer_app.sample.demands import ByWays
from officer_app.sample.diary import Diary
from officer_app.sample.editions import Editions
from officer_app.sample.enterprises import HEADERS, rows
from officer_app.sample.network import Network
from officer_app.sample.past import PastBusiness
from officer_app.sample.people import Crew, hire
from officer_app.sample.plans import Plans
from officer_app.sample.quota import Pools
from officer_app.sample.reports import Reports
from officer_app.sample.retention import Retention
from officer_app.sample.supervising import Supervising
from officer_app.sample.visits import Host, Year, cadence
from officer_app.visits.drafts import PersonMet

SEED: Final = 20260917
# A Thursday with a make-up Sunday in its week and two holidays ahead, so that the calendar has something to show.
TODAY: Final = date(2026, 9, 17)
FOUNDED: Final = date(2025, 9, 1)
_GAPS: Final = 3


@dataclass
class SampleOffice:
    """The finished office, its people, and how long each step took (seconds)."""

    office: Office
    crew: Crew
    diary: Diary
    seconds: dict[str, float] = field(default_factory=dict)


@contextmanager
def timed(seconds: dict[str, float], step: str) -> Iterator[None]:
    """Note how long a step takes, in seconds."""
    begin = time.perf_counter()
    yield
    seconds[step] = round(time.perf_counter() - begin, 3)


def write_directory(path: Path) -> None:
    """The workbook of the invented enterprises."""
    draw = random.Random(SEED)
    columns = [Column(title, 20) for title in HEADERS]

    def cells() -> Iterator[Sequence[Cell]]:
        for row in rows(draw, FOUNDED):
            yield [row[title] for title in HEADERS]

    write_workbook(path, SheetToWrite("重点企业目录", columns, cells()))


def build(url: str, directory: Path, progress: Progress = unwatched) -> SampleOffice:
    """Make the sample office in an empty database; `directory` is the workbook to import. Raises Cancelled."""
    seconds: dict[str, float] = {}
    diary = Diary(FOUNDED)
    progress(0, 100)
    with timed(seconds, "found"):
        path = file_of(url)
        office = open_office(url, clock=diary) if path is None else new_encrypted(path, clock=diary)
    try:
        crew = _live(office, diary, directory, seconds, progress)
    except BaseException:
        office.close()
        raise
    return SampleOffice(office, crew, diary, seconds)


def _live(office: Office, diary: Diary, directory: Path, seconds: dict[str, float], progress: Progress) -> Crew:
    """The office's first year: its people, directory, officers, visits and cases."""
    draw = random.Random(SEED)
    calendar = shipped_calendar()
    with timed(seconds, "people"):
        crew = hire(office)
        office.perform(load_shipped_holidays, crew.administrator)
        office.perform(load_subdistricts, crew.administrator)
        office.perform(store_setting, crew.administrator, "visit.cadence", FOUNDED, cadence(), "示例单位自定")
    progress(5, 100)
    with timed(seconds, "import"):
        editions = Editions(office, diary, crew)
        editions.first(directory)
    progress(8, 100)
    with timed(seconds, "assign"):
        hosts = _assign(office, draw, crew)
    with timed(seconds, "year"):
        Year(office, diary, draw, crew, calendar).plan(hosts, TODAY)
        Pools(office, diary, draw, crew).plan()
        Casework(office, diary, draw, crew, calendar).plan(hosts, TODAY)
        editions.plan()
        Network(office, diary, crew).plan()
        Plans(office, diary, crew, calendar).plan(TODAY)
        ByWays(office, diary, crew, calendar).plan(TODAY)
        Supervising(office, diary, crew).plan(TODAY)
        PastBusiness(office, diary, crew, calendar).plan()
        Reports(office, diary, crew).plan()
        Retention(office, diary, crew).plan(TODAY)
        diary.live_until(TODAY, 9, lambda share: progress(10 + int(90 * share), 100))
    return crew


def _assign(office: Office, draw: random.Random, crew: Crew) -> list[Host]:
    """Give every sub-district and nearly every enterprise its officer; who is responsible for the rest is open."""
    boss = crew.supervisors[0]
    towns = office.read(subdistricts, boss)
    officer_of = {town.name: crew.liaisons[number % len(crew.liaisons)] for number, town in enumerate(towns)}
    for town in towns:
        officer = officer_of[town.name]
        office.perform(
            assign_subdistrict, boss, town.id, officer.id or 0, starts_on=FOUNDED, reason="一员一街镇，首次指定"
        )
    listed = office.read(list_enterprises, boss, limit=1000).rows
    gaps = set(draw.sample([row.id for row in listed], _GAPS))
    served = [row for row in listed if row.id not in gaps]
    _bulk(office, boss, served, lambda row: officer_of[row.subdistrict], Duty.LIAISON)
    specialist_of = {industry: crew.specialists[n % len(crew.specialists)] for n, industry in enumerate(Industry)}
    _bulk(office, boss, served, lambda row: specialist_of[row.industry or Industry.OTHER_CONTRIBUTOR], Duty.SPECIALIST)
    hosts = []
    for row in served:
        enterprise = office.read(enterprise_file, boss, row.id)
        contact = enterprise.contacts[0]
        hosts.append(
            Host(
                row.id,
                officer_of[row.subdistrict],
                PersonMet(contact.name, contact.title, contact.phone, contact.id),
                enterprise.actual_site or enterprise.registered_address,
                row.industry or Industry.OTHER_CONTRIBUTOR,
            )
        )
    return hosts


def _bulk(
    office: Office,
    boss: Actor,
    served: list[EnterpriseRow],
    officer: Callable[[EnterpriseRow], Actor],
    role: Duty,
) -> None:
    portfolios: dict[int, list[int]] = {}
    for row in served:
        portfolios.setdefault(officer(row).id or 0, []).append(row.id)
    for account, enterprises in portfolios.items():
        office.perform(assign, boss, enterprises, account, role, starts_on=FOUNDED, reason="2025 年版目录，首次指定")
