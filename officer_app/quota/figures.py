"""Business figures of a period: cases finished by channel, and what can be said of the special talent admitted.

The office's own cases count on the day of their decision, past cases (cases/past.py) on the day their file says they
were finished; a number is never both. Where nothing is on record for a year a figure is None, never zero: what is not
known is told as missing (figures_told.py).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

import sqlalchemy as sa

from officer_app.cases.model import PastCase, Score, SupplementNotice, TalentCase
from officer_app.cases.words import USED, Channel, Criterion, PastState, State
from officer_app.core.calendar import Pause
from officer_app.core.holidays import calendar_in_force
from officer_app.core.policy import Dated
from officer_app.core.work import Work, asks
from officer_app.directory.industries import Industry
from officer_app.directory.model import DirectoryEdition, EditionStatus, Listing
from officer_app.people.access import Permission
from officer_app.quota.city import city_figures_of
from officer_app.quota.figure_shapes import Admitted, Business, Counted, ReviewDays, Share, TalentFigures, year_before
from officer_app.visits.periods import Period

BASE_LINE: Final = Dated("base.line", int)
REVIEW_LIMIT: Final = Dated("first_review.limit", int)
REVIEW_TARGET: Final = Dated("first_review.target", int)
NEWLY_INTRODUCED: Final = Dated("figures.newly_introduced", int)
POSTS: Final = Dated("figures.posts", dict)
# Condition of the list of talent urgently needed by key bodies, as files of past cases write it (reply 8E112).
URGENTLY_NEEDED: Final = "重点机构紧缺急需人才"
# How many years a course of years shows at most.
_YEARS: Final = 10
_TENTH: Final = Decimal("0.1")


_CHANNELS: Final[Mapping[Business, tuple[Channel, ...]]] = {
    Business.INTRODUCTION: (Channel.INTRODUCTION,),
    Business.RESIDENT: (Channel.RESIDENT,),
    Business.POINTS: (Channel.POINTS_NEW, Channel.POINTS_RENEWED),
    Business.OVERSEAS: (Channel.OVERSEAS,),
    Business.SPECIAL: (Channel.SPECIAL,),
}


@asks(Permission.REPORT)
def talent_figures(work: Work, first: date, last: date) -> TalentFigures:
    """The figures of a period, both days included."""
    return figures_of(work, Period(first, last))


def figures_of(work: Work, period: Period) -> TalentFigures:
    """The same, for use cases that have asked for permission."""
    # What is not over is compared with as many days of the year before.
    before = year_before(period if period.first > work.today else Period(period.first, min(period.last, work.today)))
    now_counts, before_counts = _counts(work, period), _counts(work, before)
    line, years = BASE_LINE.on(work, max(period.last, _SINCE)), NEWLY_INTRODUCED.on(work, max(period.last, _SINCE))
    own = _own_reviews(work, period)
    return TalentFigures(
        period=period,
        before=before,
        as_of=work.today if period.last > work.today else None,
        counts=tuple(Counted(what, now_counts[what], before_counts[what]) for what in Business),
        admitted=_admitted(work, period, now_counts[Business.SPECIAL], line, years, own),
        base_before=_base(work, before, line),
        introduced_before=_introduced(work, before, years),
        review=_review_days(work, period, tuple(Channel), own),
        years=_course(work, period.last.year),
        city=city_figures_of(work, period.first.year) if period.first.year == period.last.year else (),
    )


_OWN: Final[Any] = TalentCase.__table__.c  # columns of several types
_PAST: Final[Any] = PastCase.__table__.c


def _own_in(period: Period) -> list[sa.ColumnElement[bool]]:
    return [_OWN.decided_on.between(period.first, period.last), _OWN.state.in_(sorted(USED))]


def _past_in(period: Period, channels: Iterable[Channel] = (Channel.SPECIAL,)) -> list[sa.ColumnElement[bool]]:
    return [
        _PAST.channel.in_(list(channels)),
        _PAST.state == PastState.FINISHED,
        _PAST.finished_on.between(period.first, period.last),
    ]


def _counts(work: Work, period: Period) -> dict[Business, int | None]:
    session = work.session
    years = Period(date(period.first.year, 1, 1), date(period.last.year, 12, 31))
    by_channel = sa.select(_PAST.channel, sa.func.count()).group_by(_PAST.channel)
    found = Counter({row[0]: row[1] for row in session.execute(by_channel.where(*_past_in(period, Channel)))})
    known = {row[0] for row in session.execute(by_channel.where(*_past_in(years, Channel)))}
    own = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(sa.cast(_OWN.urgently_needed, sa.Integer)), 0))
    own_count, own_urgent = session.execute(own.where(*_own_in(period))).one()
    found[Channel.SPECIAL] += own_count
    # A year in which somebody filed here is on record, though nobody was admitted.
    filed = sa.select(sa.literal(1)).where(_OWN.year.between(period.first.year, period.last.year)).limit(1)
    if session.scalar(filed) is not None:
        known.add(Channel.SPECIAL)
    counts: dict[Business, int | None] = {
        what: sum(found[channel] for channel in channels) if known & set(channels) else None
        for what, channels in _CHANNELS.items()
    }
    urgent = sa.select(sa.func.count()).select_from(PastCase).where(_PAST.condition == URGENTLY_NEEDED)
    past_urgent = session.scalar(urgent.where(*_past_in(period, Channel))) or 0
    counts[Business.URGENT] = past_urgent + int(own_urgent) if known else None
    return counts


def _course(work: Work, until: int) -> tuple[tuple[int, int], ...]:
    """Special talent admitted year by year, as far as years are on record."""
    years: Counter[int] = Counter()
    counts = []
    for year in range(until - _YEARS + 1, until + 1):
        span = Period(date(year, 1, 1), date(year, 12, 31))
        # Year by year along the index: grouped by a part of the day they would all be read and sorted.
        for source, conditions in ((TalentCase, _own_in(span)), (PastCase, _past_in(span))):
            counts.append(sa.select(sa.literal(year), sa.func.count()).select_from(source).where(*conditions))
    for year, count in work.session.execute(sa.union_all(*counts)):
        years[year] += count
    return tuple(sorted((year, count) for year, count in years.items() if count))


def _admitted(work: Work, period: Period, count: int | None, line: int, years: int, own: "_OwnReviews") -> Admitted:
    posts, posts_untold = _posts(work, period)
    market, scored = _market(work, period)
    industries, unlinked, edition = _industries(work, period)
    return Admitted(
        count=count,
        base=_base(work, period, line),
        base_line=line,
        posts=posts,
        posts_untold=posts_untold,
        market=market,
        scored=scored,
        introduced=_introduced(work, period, years),
        introduced_years=years,
        industries=industries,
        unlinked=unlinked,
        edition=edition,
        review=_review_days(work, period, (Channel.SPECIAL,), own),
    )


# Since the quota exists; the settings of what is told of it begin here.
_SINCE: Final = date(2021, 1, 1)


def _base(work: Work, period: Period, line: int) -> Share:
    part = whole = untold = 0
    for multiple, source, conditions in (
        (_OWN.base_multiple, TalentCase, _own_in(period)),
        (_PAST.base_multiple, PastCase, _past_in(period)),
    ):
        told, reached, all_ = work.session.execute(
            sa.select(sa.func.count(multiple), sa.func.count(sa.case((multiple >= Decimal(line), 1))), sa.func.count())
            .select_from(source)
            .where(*conditions)
        ).one()
        part, whole, untold = part + reached, whole + told, untold + all_ - told
    return Share(part, whole, untold)


def _past_count(work: Work, period: Period) -> int:
    return work.session.scalar(sa.select(sa.func.count()).select_from(PastCase).where(*_past_in(period))) or 0


def _posts(work: Work, period: Period) -> tuple[tuple[tuple[str, int], ...], int]:
    """The posts by group, most first; the last setting's group whose words a post holds, in the setting's order."""
    groups: Mapping[str, list[str]] = POSTS.on(work, max(period.last, _SINCE))
    counts: Counter[str] = Counter()
    for post, count in work.session.execute(
        sa.select(_OWN.post, sa.func.count()).where(*_own_in(period)).group_by(_OWN.post)
    ):
        bare = post.casefold()
        group = next((name for name, words in groups.items() if any(word.casefold() in bare for word in words)), "")
        counts[group] += count
    return tuple(sorted(counts.items(), key=lambda one: (one[0] == "", -one[1], one[0]))), _past_count(work, period)


def _market(work: Work, period: Period) -> tuple[Decimal | None, int]:
    """The mean over the cases of what their reviewers gave for market recognition, to one place."""
    by_case = (
        sa.select(sa.func.avg(Score.points).label("points"))
        .join(TalentCase, TalentCase.id == Score.case_id)
        .where(Score.criterion == Criterion.MARKET, *_own_in(period))
        .group_by(Score.case_id)
        .subquery()
    )
    mean, scored = work.session.execute(sa.select(sa.func.avg(by_case.c.points), sa.func.count())).one()
    return (Decimal(str(mean)).quantize(_TENTH, ROUND_HALF_UP) if scored else None), scored


def _introduced(work: Work, period: Period, years: int) -> Share:
    """Those whose enterprise came to the district so many years before filing at most; own cases alone tell."""
    rows = work.session.execute(
        sa.select(_OWN.introduced_on, _OWN.filed_on, sa.func.count())
        .where(*_own_in(period))
        .group_by(_OWN.introduced_on, _OWN.filed_on)
    ).all()
    part = sum(count for since, filed, count in rows if since is not None and since >= _years_before(filed, years))
    return Share(part, sum(count for _since, _filed, count in rows), _past_count(work, period))


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _industries(work: Work, period: Period) -> tuple[tuple[tuple[Industry | None, int], ...], int, int | None]:
    """By the industry under which the edition of that year lists the enterprise, most first; how many have no
    enterprise in the directory; the year of the edition."""
    year = period.last.year
    edition = work.session.scalar(
        sa.select(DirectoryEdition.id)
        .where(DirectoryEdition.year == year, DirectoryEdition.status == EditionStatus.PUBLISHED)
        .order_by(DirectoryEdition.revision.desc())
        .limit(1)
    )
    by_industry: Counter[Industry | None] = Counter()
    unlinked = 0
    for enterprise, source, conditions in (
        (_OWN.enterprise_id, TalentCase, _own_in(period)),
        (_PAST.enterprise_id, PastCase, _past_in(period)),
    ):
        admitted = (
            sa.select(enterprise.label("id"), sa.func.count().label("n"))
            .select_from(source)
            .where(*conditions)
            .group_by(enterprise)
            .subquery()
        )
        listed = (Listing.enterprise_id == admitted.c.id) & (Listing.edition_id == edition)
        query = (
            sa.select(admitted.c.id.is_(None).label("unlinked"), Listing.industry, sa.func.sum(admitted.c.n))
            .select_from(admitted)
            .outerjoin(Listing, listed & Listing.removed_on.is_(None))
            .group_by(admitted.c.id.is_(None), Listing.industry)
        )
        for nowhere, industry, count in work.session.execute(query):
            if nowhere:
                unlinked += int(count)
            else:
                by_industry[industry] += int(count)
    ordered = sorted(by_industry.items(), key=lambda one: (one[0] is None, -one[1], str(one[0])))
    return tuple(ordered), unlinked, year if edition is not None else None


# How many own reviews took how many working days, and of how many that is not known.
_OwnReviews = tuple[Counter[int], int]


def _review_days(work: Work, period: Period, channels: tuple[Channel, ...], own: _OwnReviews) -> ReviewDays:
    """Those of the channels, special talent among them; `own` are the office's own."""
    counts, untold = Counter(own[0]), own[1]
    past = sa.select(_PAST.review_days, sa.func.count()).where(*_past_in(period, channels)).group_by(_PAST.review_days)
    for days, count in work.session.execute(past):
        if days is None:
            untold += count
        else:
            counts[days] += count
    day = max(period.last, _SINCE)
    found = tuple(sorted((days, count) for days, count in counts.items() if count))
    return ReviewDays(found, untold, REVIEW_TARGET.on(work, day), REVIEW_LIMIT.on(work, day))


def _own_reviews(work: Work, period: Period) -> _OwnReviews:
    """The reviews of own cases by their working days, without the days the clock stood still."""
    calendar = calendar_in_force(work.session)
    counts: Counter[int] = Counter()
    untold = 0
    days = (_OWN.accepted_on, _OWN.reviewed_on)
    for accepted, reviewed, count in work.session.execute(
        sa.select(*days, sa.func.count()).where(*_own_in(period)).group_by(*days)
    ):
        if accepted is None or reviewed is None:
            untold += count
        else:
            counts[calendar.working_days_between(accepted, reviewed).days] += count
    stood: dict[int, tuple[date, date, list[Pause]]] = {}
    for case_id, accepted, reviewed, noticed, arrived in work.session.execute(
        sa.select(_OWN.id, *days, SupplementNotice.noticed_on, SupplementNotice.arrived_on)
        .join(SupplementNotice, SupplementNotice.case_id == _OWN.id)
        .where(*_own_in(period), SupplementNotice.stage == State.FIRST_REVIEW)
        .where(_OWN.accepted_on.is_not(None), _OWN.reviewed_on.is_not(None))
    ):
        stood.setdefault(case_id, (accepted, reviewed, []))[2].append(Pause(noticed, arrived))
    # These were counted above as if their clock had run all the time.
    for accepted, reviewed, pauses in stood.values():
        counts[calendar.working_days_between(accepted, reviewed).days] -= 1
        counts[calendar.working_days_between(accepted, reviewed, pauses).days] += 1
    return counts, untold
