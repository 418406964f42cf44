"""What the program knows of an enterprise beside the criterion of the tilt: small in capital, high in technology and
growth (reply 8E112). A suggestion to the reviewer, who gives the points.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from officer_app.core.policy import Dated
from officer_app.core.work import Work
from officer_app.directory.capital import capital_words
from officer_app.directory.model import Enterprise
from officer_app.directory.recognition import Standing, recognised
from officer_app.directory.years import years_of
from officer_app.i18n import _

TILT: Final = Dated("evaluation.tilt", dict)
_HOLDS: Final = frozenset({Standing.VALID, Standing.SOON})


@dataclass(frozen=True, slots=True)
class TiltFact:
    """One of the three: what is known in a sentence, and whether it fits; None where nothing is known."""

    text: str
    fits: bool | None


@dataclass(frozen=True, slots=True)
class TiltFacts:
    """Capital, technology, growth, in this order."""

    facts: tuple[TiltFact, ...]

    @property
    def fitting(self) -> int:
        """How many of the three fit."""
        return sum(fact.fits is True for fact in self.facts)


def tilt_facts(work: Work, enterprise: Enterprise) -> TiltFacts:
    """The facts as they stand today against the lines of the setting evaluation.tilt."""
    lines = TILT.on(work, work.today)
    growth = _growth(work, enterprise.id, lines["growth"])
    return TiltFacts((_capital(enterprise, lines["capital"]), _technology(work, enterprise), growth))


def _capital(enterprise: Enterprise, most: int) -> TiltFact:
    amount = enterprise.capital_amount
    if amount is None:
        return TiltFact(_("Registered capital not known"), None)
    words = capital_words(amount, enterprise.capital_currency)
    if enterprise.capital_currency not in ("", "CNY"):
        # Another currency is not converted: the rate of which day would it be.
        return TiltFact(_("Registered capital {capital}").format(capital=words), None)
    text = _("Registered capital {capital}, line {most} × 10,000 yuan")
    return TiltFact(text.format(capital=words, most=f"{most:,}"), amount <= Decimal(most) * 10_000)


def _technology(work: Work, enterprise: Enterprise) -> TiltFact:
    known = recognised(enterprise.high_tech_since, enterprise.high_tech_until)
    if known is None:
        return TiltFact(_("Not recognised as a high-tech enterprise"), False)
    standing = known.standing(work.today)
    if known.until is None:
        text = _("High-tech enterprise since {day}").format(day=known.since.isoformat())
    else:
        text = _("High-tech enterprise until {day}, {standing}")
        text = text.format(day=known.until.isoformat(), standing=standing.label)
    return TiltFact(text, standing in _HOLDS)


def _growth(work: Work, enterprise_id: int, least: int) -> TiltFact:
    for year in years_of(work, enterprise_id):
        change, words = year.revenue_change, _("Revenue {year}: {change} %, line {least} %")
        if change is None:
            change, words = year.headcount_change, _("Headcount {year}: {change} %, line {least} %")
        if change is not None:
            signed = f"{change:+f}".replace("-", "−")
            return TiltFact(words.format(year=year.year, change=signed, least=least), change >= least)
    return TiltFact(_("Growth not known: two years of figures are needed"), None)
