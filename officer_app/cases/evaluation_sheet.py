"""The evaluation sheet as it is in force: criteria with weights and scales, versioned by date.

It is the dated setting evaluation.sheet (shipped: resources/policies/evaluation.toml). Acceptance copies the whole
sheet in force onto the case, so that what is changed later leaves the case alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final  # Any: a setting's value is JSON

from officer_app.cases.words import Criterion
from officer_app.core.errors import Invalid
from officer_app.core.policy import Dated
from officer_app.core.typed import checked_text
from officer_app.i18n import N_, _

SHEET: Final = Dated("evaluation.sheet", dict)
MOST: Final = 100
_LONGEST: Final = {"title": 80, "question": 120, "words": 60}


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of the scale, both ends included, and when points in it are right."""

    lowest: int
    highest: int
    words: str

    @property
    def range(self) -> str:
        """90–100."""
        return f"{self.lowest}–{self.highest}"


@dataclass(frozen=True, slots=True)
class SheetCriterion:
    """A criterion: its weight in percent, what is looked at, its scale from the highest band down, and whether the
    papers that prove it are wanted.
    """

    criterion: Criterion
    weight: int
    question: str = ""
    bands: tuple[Band, ...] = ()
    evidence: bool = False

    def band(self, points: int) -> Band | None:
        """The band these points lie in; None on a sheet without a scale."""
        return next((band for band in self.bands if band.lowest <= points <= band.highest), None)


@dataclass(frozen=True, slots=True)
class SheetForm:
    """A version of the sheet; `reference` is the line of the total, of 100."""

    title: str
    reference: int
    criteria: tuple[SheetCriterion, ...]

    @property
    def weight(self) -> int:
        """What the weights add up to; 100 on a sheet that can be used."""
        return sum(one.weight for one in self.criteria)

    def value(self) -> dict[str, Any]:
        """As it is stored: the setting's value, and the sheet on a case."""
        return {
            "title": self.title,
            "reference": self.reference,
            "criteria": [
                {
                    "code": one.criterion.value,
                    "weight": one.weight,
                    "question": one.question,
                    "evidence": one.evidence,
                    "scale": [{"from": band.lowest, "to": band.highest, "words": band.words} for band in one.bands],
                }
                for one in self.criteria
            ],
        }


def sheet_form(value: Mapping[str, Any]) -> SheetForm:
    """A stored sheet. Raises Invalid for what is none; whether it can be used is asked by `require_usable`."""
    try:
        return SheetForm(
            str(value["title"]),
            int(value["reference"]),
            tuple(
                SheetCriterion(
                    Criterion(one["code"]),
                    int(one["weight"]),
                    str(one.get("question", "")),
                    tuple(Band(int(b["from"]), int(b["to"]), str(b["words"])) for b in one.get("scale", ())),
                    bool(one.get("evidence", False)),
                )
                for one in value["criteria"]
            ),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Invalid(N_("The setting {key} has a value of the wrong kind."), key=SHEET.key) from error


def require_usable(form: SheetForm) -> None:
    """Raises Invalid unless the criteria differ, their weights add up to 100 and every scale given is whole.

    The field is `weights`, `reference`, `title`, or `criterion.<place>`.
    """
    codes = [one.criterion for one in form.criteria]
    if not codes:
        raise Invalid(N_("The sheet has no criterion."), remedy=N_("Add a criterion."), field="weights")
    if len(set(codes)) < len(codes):
        raise Invalid(N_("The same criterion stands there twice."), field="weights")
    if any(not 1 <= one.weight <= MOST for one in form.criteria) or form.weight != MOST:
        raise Invalid(
            N_("The weights add up to {sum}, not to 100."),
            remedy=N_("Change the weights until they add up to 100."),
            field="weights",
            sum=form.weight,
        )
    if not 0 <= form.reference <= MOST:
        raise Invalid(N_("Points go from 0 to {most}."), field="reference", most=MOST)
    for place, one in enumerate(form.criteria):
        if one.bands:
            require_whole_scale(one.bands, f"criterion.{place}", one.criterion)


def require_whole_scale(bands: Iterable[Band], field: str, criterion: Criterion) -> None:
    """Raises Invalid for a scale that leaves a gap between 0 and 100, overlaps, or has a band without words."""
    ordered = sorted(bands, key=lambda band: band.lowest)
    reached = -1
    for band in ordered:
        if band.highest < band.lowest or band.highest > MOST or band.lowest < 0:
            raise Invalid(
                N_("{criterion}: {band} is no stretch of 0 to 100."),
                field=field,
                criterion=criterion.label,
                band=band.range,
            )
        if not band.words.strip():
            raise Invalid(
                N_("{criterion}: the points {band} have no words."),
                remedy=N_("Say when these points are right."),
                field=field,
                criterion=criterion.label,
                band=band.range,
            )
        if band.lowest <= reached:
            raise Invalid(
                N_("{criterion}: the points {points} belong to two bands."),
                field=field,
                criterion=criterion.label,
                points=_stretch(band.lowest, min(reached, band.highest)),
            )
        if band.lowest > reached + 1:
            _refuse_gap(reached + 1, band.lowest - 1, field, criterion)
        reached = band.highest
    if reached < MOST:
        _refuse_gap(reached + 1, MOST, field, criterion)


def _refuse_gap(first: int, last: int, field: str, criterion: Criterion) -> None:
    raise Invalid(
        N_("{criterion}: the points {points} belong to no band."),
        remedy=N_("Let the bands cover 0 to 100 without a gap."),
        field=field,
        criterion=criterion.label,
        points=_stretch(first, last),
    )


def _stretch(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def tidy_form(form: SheetForm) -> SheetForm:
    """The sheet as it is stored: texts without blanks around them, scales from the highest band down.

    Raises Invalid for a text that is missing or too long; the field is `title` or `criterion.<place>`.
    """
    title = checked_text(form.title, "title", _LONGEST["title"])
    if not title:
        raise Invalid(N_("The sheet has no title."), field="title")
    criteria: list[SheetCriterion] = []
    for place, one in enumerate(form.criteria):
        field = f"criterion.{place}"
        question = checked_text(one.question, field, _LONGEST["question"])
        if not question:
            text = N_("{criterion}: say what is looked at.")
            raise Invalid(text, field=field, criterion=one.criterion.label)
        if not one.bands:
            _refuse_gap(0, MOST, field, one.criterion)
        bands = sorted(one.bands, key=lambda band: -band.lowest)
        criteria.append(
            SheetCriterion(
                one.criterion,
                one.weight,
                question,
                tuple(Band(b.lowest, b.highest, checked_text(b.words, field, _LONGEST["words"])) for b in bands),
                one.evidence,
            )
        )
    return SheetForm(title, form.reference, tuple(criteria))


def bands_typed(text: str) -> tuple[Band, ...]:
    """A scale as it is typed, a band a line: `90-100 at the top of the same post`. Raises Invalid naming the line."""
    bands: list[Band] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        head, _blank, words = line.strip().replace("　", " ").partition(" ")
        first, _dash, last = head.replace("–", "-").replace("—", "-").replace("~", "-").partition("-")
        if not (_points(first) and _points(last or first)):
            raise Invalid(
                N_("Line {line} of the scale does not begin with its points."),
                remedy=N_("Type a band a line, like “90-100 at the top of the same post”."),
                field="bands",
                line=number,
            )
        bands.append(Band(int(first), int(last or first), words.strip()))
    return tuple(bands)


def _points(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 3


def bands_text(bands: Iterable[Band]) -> str:
    """A scale as it is typed."""
    return "\n".join(f"{band.lowest}-{band.highest} {band.words}" for band in bands)


def sheet_summary(form: SheetForm) -> str:
    """The criteria with their weights in one line."""
    return _("; ").join(f"{one.criterion.label} {one.weight} %" for one in form.criteria)
