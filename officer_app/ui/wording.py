"""How days and limits are put into words on every page, so that one thing is said one way."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from officer_app.i18n import CHINESE, N_, _, language, ngettext
from officer_app.ui.widgets import PillSpec

if TYPE_CHECKING:
    from officer_app.directory.editions.service import EditionRow
    from officer_app.directory.file import ListingRow

NEAR: Final = 2  # working days left that count as near the limit
WEEKDAYS: Final = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day_in_prose(day: date) -> str:
    """9月17日, 17 September."""
    return f"{day.month}月{day.day}日" if language() == CHINESE else f"{day.day} {_MONTHS[day.month - 1]}"


def month_in_prose(month: date) -> str:
    """2026年9月, September 2026."""
    return f"{month.year}年{month.month}月" if language() == CHINESE else f"{_MONTHS[month.month - 1]} {month.year}"


def weekday(day: date) -> str:
    """The day of the week."""
    return _(WEEKDAYS[day.weekday()])


def time_span(starts: object, ends: object) -> str:
    """13:30 – 14:45, as far as it is known."""
    return " – ".join(f"{at:%H:%M}" for at in (starts, ends) if at is not None)


def moment(at: datetime) -> str:
    """14:52:08, for what has just happened."""
    return f"{at:%H:%M:%S}"


def limit_pill(days_left: int, *, late: bool = False) -> PillSpec:
    """How much time is left, in working days; `late` when the day itself is over though no working day is."""
    if days_left < 0:
        words = ngettext("{n} workday late", "{n} workdays late", -days_left).format(n=-days_left)
        return PillSpec(words, "danger", "clock-alert")
    if late:
        return PillSpec(_("Overdue"), "danger", "clock-alert")
    if days_left == 0:
        return PillSpec(_("Due today"), "warn", "hourglass")
    words = ngettext("{n} workday left", "{n} workdays left", days_left).format(n=days_left)
    return PillSpec(words, "warn", "hourglass") if days_left <= NEAR else PillSpec(words)


def edition_words(row: "EditionRow | ListingRow") -> str:
    """An edition by its year, its revision, and that it is a draft."""
    words = _("Edition {year}").format(year=row.year)
    if row.revision > 1:
        words = _("{edition}, revision {n}").format(edition=words, n=row.revision)
    return words if row.status == "published" else _("{edition} (draft)").format(edition=words)
