"""The figures of a report, read from an office on both engines, against a count made the plain way."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from officer_app.core.database import Database
from officer_app.core.work import Office
from officer_app.demands.model import Category, Demand, DemandState, Rating, Urgency
from officer_app.directory.industries import Industry
from officer_app.directory.model import Enterprise
from officer_app.visits.figures import ReportFigures
from officer_app.visits.model import Mode, Outcome, Trigger, Visit, VisitPolicy
from officer_app.visits.prints import TooManyVisits, period_print, visit_prints, visits_to_print
from officer_app.visits.report import period_report
from officer_app.visits.reporting import Scope, report_figures, visits_counted
from tests.fieldwork import Fieldwork, fieldwork
from tests.pdf_reading import Reading

FIRST, LAST = date(2026, 7, 1), date(2026, 8, 31)


@pytest.fixture
def work(database: Database) -> Iterator[Fieldwork]:
    office = fieldwork(database)
    for number, name in enumerate(
        ("上海澜启生物科技有限公司", "上海沐衍医疗器械有限公司", "上海铂澜石墨烯科技有限公司")
    ):
        key = office.enterprise(name, (office.liaison, office.colleague, None)[number])
        industry = (Industry.BIOMEDICINE, Industry.CRUISE, None)[number]
        with office.bureau.office.database.transaction(writes=True) as connection:
            connection.execute(sa.update(Enterprise).where(Enterprise.id == key).values(industry=industry))
    yield office
    office.bureau.office.close()


def officers_of(work: Fieldwork) -> tuple[int, int]:
    return work.colleague.id or 0, work.liaison.id or 0


_day = st.dates(FIRST - timedelta(days=3), LAST + timedelta(days=3))
_visit = st.tuples(
    _day,
    st.integers(0, 2),
    st.booleans(),
    st.sampled_from(Mode),
    st.sampled_from(Trigger),
    st.sampled_from(Outcome),
    st.lists(st.sampled_from(("落户", "公寓", "补贴")), max_size=2),
)
_demand = st.tuples(
    _day,
    st.integers(0, 2),
    st.booleans(),
    st.sampled_from(Category),
    st.one_of(st.none(), st.integers(0, 30)),
    st.one_of(st.none(), st.integers(0, 30)),
    st.sampled_from((None, *Rating)),
    st.booleans(),
)


def fill(office: Office, visits: list[tuple], demands: list[tuple], officers: tuple[int, int]) -> list[int]:  # type: ignore[type-arg] # drawn by hypothesis
    """Put exactly these visits and demands into the office, in the place of those before."""
    with office.database.transaction(writes=True) as connection:
        for table in (VisitPolicy, Demand, Visit):
            connection.execute(sa.delete(table))
        enterprises = list(connection.scalars(sa.select(Enterprise.id).order_by(Enterprise.id)))
        for number, (day, where, mine, mode, trigger, outcome, policies) in enumerate(visits, 1):
            key = connection.execute(
                sa.insert(Visit)
                .values(
                    draft_id=str(uuid4()), year=2026, sequence=number, enterprise_id=enterprises[where],
                    officer_id=officers[mine], visited_on=day, mode=mode, trigger=trigger, outcome=outcome,
                    content="访", created_at=office.clock(), version=1,
                )
                .returning(Visit.id)
            ).scalar_one()  # fmt: skip
            for name in policies:
                connection.execute(sa.insert(VisitPolicy).values(visit_id=key, name=name))
        for number, (day, where, mine, category, answer, close, rating, merged) in enumerate(demands, 1):
            answered = None if answer is None else day + timedelta(days=answer)
            closed = None if close is None else day + timedelta(days=close)
            connection.execute(
                sa.insert(Demand).values(
                    draft_id=str(uuid4()), year=2026, sequence=number, enterprise_id=enterprises[where],
                    category=category, urgency=Urgency.NORMAL, text="诉", due_on=day, due_provisional=False,
                    collected_by=officers[mine], collected_on=day, first_answered_on=answered, closed_on=closed,
                    rating=rating, state=DemandState.MERGED if merged else DemandState.COLLECTED, version=1,
                )
            )  # fmt: skip
    return enterprises


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_visit, max_size=25), st.lists(_demand, max_size=25), st.integers(0, 3))
def test_figures_are_what_a_plain_count_gives(
    work: Fieldwork,
    visits: list[tuple],
    demands: list[tuple],
    narrowed: int,  # type: ignore[type-arg] # drawn by hypothesis
) -> None:
    office = work.bureau.office
    officers = officers_of(work)
    fill(office, visits, demands, officers)
    scope = (
        Scope(),
        Scope(officer_id=officers[1]),
        Scope(industry=Industry.CRUISE),
        Scope(officers[0], None, Industry.CRUISE),
    )[narrowed]

    def counts(where: int, mine: bool) -> bool:
        return (scope.officer_id in (None, officers[mine])) and (scope.industry is None or where == 1)

    inside = [one for one in visits if FIRST <= one[0] <= LAST and counts(one[1], one[2])]
    figures: ReportFigures = office.read(report_figures, work.supervisor, FIRST, LAST, scope)
    counted = figures.visits
    assert counted.visits == len(inside) == office.read(visits_counted, work.supervisor, FIRST, LAST, scope)
    assert counted.enterprises == len({one[1] for one in inside})
    assert counted.by_mode == {mode.value: sum(one[3] is mode for one in inside) for mode in Mode}
    assert counted.by_trigger == {word.value: sum(one[4] is word for one in inside) for word in Trigger}
    assert counted.by_outcome == {word.value: sum(one[5] is word for one in inside) for word in Outcome}
    assert sum(counted.policies.values()) == sum(len(one[6]) for one in inside)
    assert sum(span.total for span in counted.spans) == len(inside)

    known = [one for one in demands if not one[7] and counts(one[1], one[2])]
    closing = [(one, one[0] + timedelta(days=one[5])) for one in known if one[5] is not None]
    closed = [one for one, day in closing if FIRST <= day <= LAST]
    told = figures.demands
    assert told.registered == sum(FIRST <= one[0] <= LAST for one in known)
    assert told.closed == len(closed)
    assert told.carried_over == sum(
        one[0] < FIRST and (one[5] is None or one[0] + timedelta(days=one[5]) >= FIRST) for one in known
    )
    assert told.carried_over + told.registered - told.closed == told.still_open
    assert told.still_open == sum(
        one[0] <= LAST and (one[5] is None or one[0] + timedelta(days=one[5]) > LAST) for one in known
    )
    assert told.rated == sum(one[6] is not None for one in closed)
    assert told.content == sum(one[6] in (Rating.CONTENT, Rating.MOSTLY) for one in closed)
    assert told.answers.answered == sum(
        one[4] is not None and FIRST <= one[0] + timedelta(days=one[4]) <= LAST for one in known
    )
    assert [span.still_open for span in told.spans][-1:] == [told.still_open]


def test_the_paper_says_exactly_these_figures(work: Fieldwork) -> None:
    office = work.bureau.office
    fill(
        office,
        [(date(2026, 8, day), day % 3, True, Mode.PHONE, Trigger.PERIODIC, Outcome.DONE, []) for day in range(3, 15)],
        [],
        (2, 1),
    )
    found = office.read(period_print, work.supervisor, date(2026, 8, 1), date(2026, 8, 31))
    assert found.figures == office.read(report_figures, work.supervisor, date(2026, 8, 1), date(2026, 8, 31))
    assert len(found.visits) == found.figures.visits.visits == 12
    with Reading(period_report(found)) as reading:
        assert "共走访重点企业3家、12次" in reading.squeezed(0)


def test_a_period_is_compared_only_where_the_records_reach_back(work: Fieldwork) -> None:
    office = work.bureau.office

    def august(*days: date) -> ReportFigures:
        fill(
            office,
            [(day, 0, True, Mode.PHONE, Trigger.PERIODIC, Outcome.DONE, []) for day in days],
            [],
            officers_of(work),
        )
        return office.read(report_figures, work.supervisor, date(2026, 8, 1), date(2026, 8, 31))

    day = date(2026, 8, 3)
    assert august(day).before is None
    assert august(day, date(2026, 7, 15)).before is None
    before = august(day, date(2026, 7, 15), date(2026, 7, 2)).before
    assert before is not None
    assert before.visits == 2
    year_ago = august(day, date(2025, 8, 4), date(2025, 3, 1)).year_ago
    assert year_ago is not None
    assert (year_ago.visits, year_ago.enterprises) == (1, 1)
    running = office.read(report_figures, work.supervisor, date(2026, 9, 1), date(2026, 9, 30))
    assert running.before is None


def test_records_are_printed_in_the_order_of_the_report(work: Fieldwork) -> None:
    office = work.bureau.office
    days = [date(2026, 8, day) for day in (20, 3, 11)]
    fill(
        office,
        [(day, 0, True, Mode.PHONE, Trigger.PERIODIC, Outcome.DONE, ["落户"]) for day in days],
        [],
        officers_of(work),
    )
    ids = office.read(visits_to_print, work.liaison, FIRST, LAST)
    found = office.read(visit_prints, work.liaison, ids)
    assert [one.visited_on for one in found] == sorted(days)
    assert found[0].policies == ("落户",)


def test_more_visits_than_fit_one_paper_are_refused_with_a_way_out(
    work: Fieldwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = work.bureau.office
    fill(office, [(FIRST, 0, True, Mode.PHONE, Trigger.PERIODIC, Outcome.DONE, [])] * 3, [], officers_of(work))
    monkeypatch.setattr("officer_app.visits.prints.MOST_VISITS", 2)
    with pytest.raises(TooManyVisits) as refused:
        office.read(period_print, work.liaison, FIRST, LAST)
    assert refused.value.next_step
