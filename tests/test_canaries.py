"""Personal numbers are masked wherever they come out by default: queries, papers, exports, commands, trail, logs."""

import inspect
import logging
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, get_type_hints

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from officer_app.__main__ import main
from officer_app.cases.words import Step
from officer_app.core.audit import AuditEntry
from officer_app.core.database import Database
from officer_app.core.errors import AppError
from officer_app.core.work import USE_CASES, Actor, Office
from officer_app.overview.archive import PaperWish
from officer_app.overview.model import IssuedKind
from officer_app.people.access import Role
from officer_app.quota.publicity import Masking
from tests.canaries import CANARIES, Planted, found_in, planted
from tests.pdf_reading import Reading
from tests.test_access import every_use_case


@pytest.fixture(scope="module")
def office(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planted]:
    path = tmp_path_factory.mktemp("planted") / "office.sqlite"
    shutil.copyfile(_sqlite_template, path)
    found = planted(Database(str(path)))
    yield found
    found.house.bureau.office.close()


OFFICE_NAME = "上海市宝山区人力资源和社会保障局"


def arguments(query: Callable[..., object], office: Planted, path: Path) -> dict[str, object] | None:
    """What a query is called with, by the names of its arguments; None where something is not known here."""
    today = office.house.today
    known: dict[str, object] = {
        "case_id": office.case_id, "enterprise_id": office.house.enterprise_id, "contact_id": office.contact_id,
        "visit_id": office.visit_id, "demand_id": office.demand_id, "edition_id": 1, "notice_id": 1, "meeting_id": 1,
        "objection_id": 1, "plan_id": 1, "paper_id": 1, "handover_id": 1, "year": 2026, "number": "2026-1",
        "before": 1, "after": 1, "path": path, "day": today, "first": today - timedelta(days=30), "last": today,
        "from_id": office.house.liaison.id, "to_id": office.house.reviewer.id, "effective_on": today,
        "account_id": office.house.liaison.id, "officer_id": office.house.liaison.id, "masking": Masking.MASKED,
        "step": Step.DECIDE, "text": "刘芳", "page": "cases", "draft_id": "d",
        "subject": office.case_id, "key": "a",
    }  # fmt: skip
    given: dict[str, object] = {}
    for parameter in list(inspect.signature(query).parameters.values())[1:]:
        if parameter.default is parameter.empty:
            if parameter.name in known:
                given[parameter.name] = known[parameter.name]
            elif parameter.name == "wanted":
                # As wide as it can be asked, whatever list it is of.
                wanted = get_type_hints(query)["wanted"]
                asked = inspect.signature(wanted).parameters.values()
                given["wanted"] = wanted(**{one.name: known[one.name] for one in asked if one.default is one.empty})
            else:
                return None
    return given


def said(value: object, path: Path) -> str:
    """All that a result says: a PDF by its text, a workbook by its cells."""
    if isinstance(value, bytes) and value.startswith(b"%PDF"):
        with Reading(value) as reading:
            return reading.text()
    text = repr(value)
    if path.exists():
        if zipfile.is_zipfile(path):
            book = CalamineWorkbook.from_path(path)
            text += repr([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
        else:
            text += path.read_bytes().decode(errors="replace")
        path.unlink()
    return text


def test_no_query_hands_out_a_number_whole(office: Planted, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    people = [office.house.decider, office.house.staff, office.house.liaison, office.house.bureau.person(Role.AUDITOR)]
    path = tmp_path / "out.xlsx"
    leaks: dict[str, list[str]] = {}
    asked = set()
    for query in every_use_case():
        if USE_CASES[query].writes:
            continue
        given = arguments(query, office, path)
        if given is None:
            continue
        for actor in people:
            with suppress(AppError):
                answer = office.house.bureau.office.read(query, actor, **given)
                asked.add(query.__name__)
                if leak := found_in(said(answer, path)):
                    leaks[query.__name__] = leak
    assert leaks == {}
    assert len(asked) > 140
    assert found_in(caplog.text) == []


def test_no_paper_shows_a_number_whole_and_none_says_who_made_it_where(office: Planted) -> None:
    from officer_app.overview.archive import draft_paper

    house, drawn = office.house, 0
    for kind in IssuedKind:
        for subject in (office.case_id, 1):
            wish = PaperWish(kind, house.today - timedelta(days=30), house.today, subject_id=subject)
            with suppress(AppError):
                paper = house.ask(draft_paper, house.decider, wish)
                assert isinstance(paper, bytes)
                with Reading(paper) as reading:
                    assert found_in(reading.text()) == [], kind
                    told = reading.document.get_metadata_dict()
                # The office, never a person.
                assert told.get("Author", "") in ("", OFFICE_NAME)
                assert "/" not in told.get("Title", "")
                drawn += 1
    assert drawn > 5


def test_the_trail_keeps_no_number_whole(office: Planted) -> None:
    with office.house.bureau.office.database.transaction(writes=False) as connection:
        trail = connection.execute(sa.select(AuditEntry.before, AuditEntry.after)).all()
    assert found_in(repr(trail)) == []


COMMANDS = (
    "cases list", "cases show 2026-1", "search 刘芳", "search 骆思远", "visits history 衡枢", "demands list",
    "demands show 1", "demands reminders", "responsible 2026-09-17", "quota show 2026", "quota pools 2026",
    "readings list",
    "cover list", "delegation list", "handovers list", "duplicates", "panel list", "report about 1",
    "plans list 2026-08-01 2026-10-01", "file papers 1", "file history 1", "report case 1 {out}.pdf",
    "report file 1 {out}.pdf",
    "export enterprises {out}.xlsx", "export people cases {out}.xlsx", "export people contacts {out}.xlsx",
    "export people cases {out}.xlsx --profile public", "report visit 1 {out}.pdf", "report card 1 {out}.pdf",
)  # fmt: skip


def test_no_command_prints_a_number_whole(
    office: Planted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    house = office.house

    def unlocked(*_given: Any, **_named: Any) -> tuple[Office, Actor]:  # as office.unlock
        return house.bureau.office, house.decider

    monkeypatch.setattr("officer_app.office.unlock", unlocked)
    monkeypatch.setenv("OFFICER_APP_PASSWORD", "-")
    file = house.bureau.office.database.path
    done = 0
    for number, command in enumerate(COMMANDS):
        out = tmp_path / f"out{number}"
        words = command.format(out=out).split()
        for json in ((), ("--json",)):
            try:
                code = main(["--database", str(file), "--user", house.decider.name, *json, *words])
            except SystemExit:
                pytest.fail(f"{command}: {capsys.readouterr().err}")
            told = capsys.readouterr()
            assert code in (0, 1), (command, told.err)
            assert found_in(told.out + told.err) == [], command
            done += code == 0
            for made in tmp_path.glob("out*"):
                assert found_in(said(made.read_bytes() if made.suffix == ".pdf" else b"", made)) == [], command
                assert not any(canary in made.name for canary in CANARIES)
                made.unlink(missing_ok=True)
    assert done > 35
