"""What the dated settings are called, and the sources of the shipped values, in words to translate."""

from collections.abc import Mapping
from typing import Final

from officer_app.cases.checklist import entries_of
from officer_app.cases.words import Masking
from officer_app.directory.industries import Industry
from officer_app.i18n import N_, _

TITLES: Final = {
    "balance.limits": N_("Balance: over- and underloaded (% of the mean)"),
    "balance.weights": N_("Balance: weights of a load (hundredths)"),
    "backup.drill": N_("Backups: a restore is practised every (calendar days)"),
    "backup.keep": N_("Backups: how many are kept"),
    "backup.pause": N_("Backups: one answers for large changes within (minutes)"),
    "base.months": N_("Contribution base: months asked for"),
    "base.line": N_("Contribution base: line of the statistics (multiple)"),
    "card.services": N_("Contact card: what the office offers"),
    "case.checklist": N_("Special talent: papers asked for"),
    "case.prefix": N_("Special talent: prefix of case numbers"),
    "case.rules": N_("Special talent: rules in force"),
    "cover.longest": N_("Cover: longest (calendar days)"),
    "decision.countersign": N_("Decision: countersignatures needed"),
    "delegation.longest": N_("Delegation: longest (calendar days)"),
    "demand.accept_limit": N_("Demands: limit to take up (working days)"),
    "demand.call_back_days": N_("Demands: call back after (working days)"),
    "demand.first_answer_limit": N_("Demands: limit of the first answer (working days)"),
    "demand.limit": N_("Demands: limit to solve, urgent / normal / hard (working days)"),
    "demand.look_again_days": N_("Demands: look again at suspended ones after (working days)"),
    "evaluation.reviewers": N_("Evaluation: reviewers who must have scored"),
    "evaluation.sheet": N_("Evaluation: sheet in force"),
    "evaluation.spread": N_("Evaluation: spread of reviewers to be explained from (points)"),
    "evaluation.tilt": N_("Evaluation: what counts as small and growing"),
    "figures.newly_introduced": N_("Figures: an enterprise is newly introduced for (years)"),
    "figures.posts": N_("Figures: words that group the posts"),
    "first_review.limit": N_("First review: limit (working days)"),
    "first_review.target": N_("First review: target (working days)"),
    "letter.prefixes": N_("Letters: what their numbers begin with"),
    "lock.idle_minutes": N_("Lock: after time without use (minutes, 10 at most)"),
    "merge.undo_days": N_("Merging: can be undone for (calendar days)"),
    "office.address": N_("Address of the office"),
    "office.hotline": N_("Hotline on contact cards"),
    "office.hours": N_("Office hours"),
    "office.name": N_("Name of the office on papers"),
    "panel.majority": N_("Panel: share of votes needed"),
    "panel.quorum": N_("Panel: share of members needed"),
    "panel.ties": N_("Panel: how equal totals are told apart"),
    "password.code_hours": N_("Passwords: a one-time code is good for (hours)"),
    "password.expires_days": N_("Passwords: must be changed after (days; 0: never)"),
    "password.least": N_("Passwords: characters at least"),
    "opinion.usual": N_("Usual opinions, by step"),
    "publicity.days": N_("Publicity: length (days)"),
    "publicity.masking": N_("Publicity: what the notice shows"),
    "publicity.unit": N_("Publicity: kind of days"),
    "quota.carry_over": N_("Quota: units left may be carried over"),
    "quota.carry_over_most": N_("Quota: at most so many units are carried over"),
    "quota.carry_over_until": N_("Quota: carried over until (month-day of the next year)"),
    "retention.months": N_("Personal data: kept for (months)"),
    "reveal.purposes": N_("Personal data: purposes offered when a number is shown"),
    "reveal.seconds": N_("Personal data: a number is shown for (seconds, 30 at most)"),
    "reservation.limit": N_("Quota: a reservation may lapse after (calendar days)"),
    "supplement.limit": N_("Supplement: limit (calendar days)"),
    "visit.cadence": N_("Visits: days between contacts, by tier (working days)"),
    "visit.due_soon": N_("Visits: due soon (working days ahead)"),
    "visit.on_demand_resets": N_("Visits: a contact on demand starts the count anew"),
    "visit.per_day": N_("Visits: proposed for one day, at most"),
    "visit.policies": N_("Visits: policies that are explained"),
    "visit.templates": N_("Visits: templates of notes"),
    "wage.average": N_("Average wage (yuan a month)"),
    "window.visits": N_("Trips to the window asked of an applicant"),
}
# Left off the papers while they are empty.
MAY_BE_EMPTY: Final = frozenset({"office.address", "office.hotline", "office.hours"})
_PARTS: Final = {
    "settled_case": N_("Applicants who settled"),
    "ended_case": N_("Applicants whose case ended otherwise"),
    "contact": N_("Contacts who left their enterprise"),
    "visit_person": N_("People met on visits"),
    "draft": N_("Unfinished entries"),
    "undo": N_("What merges kept for undoing them"),
    "tier1": N_("Tier 1"),
    "tier2": N_("Tier 2"),
    "tier3": N_("Tier 3"),
    "urgent": N_("Urgent"),
    "normal": N_("Normal"),
    "hard": N_("Difficult"),
    "settlement": N_("Settlement"),
    "points": N_("Residence points"),
    "housing": N_("Housing aid"),
    "apartment": N_("Talent apartment"),
    "incentive": N_("Key-staff incentive"),
    "schooling": N_("Schooling of children"),
    "recruitment": N_("Recruitment"),
    "titles": N_("Professional titles"),
    "training": N_("Training"),
    "other": N_("Other matter"),
    "capital": N_("Registered capital at most (10,000 yuan)"),
    "growth": N_("Growth at least (% a year)"),
    "pre_review": N_("Pre-review"),
    "accept": N_("Acceptance"),
    "first_review": N_("First review"),
    "decide": N_("Decision"),
    "daily": N_("days"),
    "weekly": N_("weeks"),
    "monthly": N_("months"),
    "steps": N_("before large changes"),
    "liaison": N_("Liaison officer"),
    "specialist": N_("Specialist"),
    "backup": N_("Backup"),
    "demand": N_("Open demand"),
    "overdue": N_("Overdue contact"),
    "over": N_("Above"),
    "under": N_("Below"),
    "unlisted": N_("Not in the directory"),
    "management": N_("Founders and general management"),
    "department": N_("Heads of departments"),
    "gap_notice": N_("Notice of gaps"),
    "public_notice": N_("Public notice"),
    "objection_answer": N_("Answer to an objection"),
    "decision_letter": N_("Decision letter"),
}
_INDUSTRIES: Final = {industry.value: industry for industry in Industry}
_HEADS: Final = {
    "demand.limit": (_PARTS["urgent"], _PARTS["normal"], _PARTS["hard"]),
    "visit.cadence": (_PARTS["tier1"], _PARTS["tier2"], _PARTS["tier3"]),
}
# Values of which one is chosen; those of a set take each other's place.
_CHOICES: Final = (
    {"working": N_("working days"), "calendar": N_("calendar days")},
    {"none": N_("no unit"), "all": N_("all units left"), "limited": N_("a limited number of units")},
    {masking.value: masking.msgid for masking in Masking},
)


def title(key: str) -> str:
    """What a setting is called; its key where it has no name yet."""
    return _(TITLES[key]) if key in TITLES else key


def heads(key: str) -> tuple[str, ...]:
    """What the numbers of each part of a setting are for, in their order."""
    return tuple(_(words) for words in _HEADS[key])


def part(key: str) -> str:
    """What a part of a setting is called."""
    if key in _INDUSTRIES:
        return _INDUSTRIES[key].label
    return _(_PARTS[key]) if key in _PARTS else key


def _listed(item: object) -> str:
    """An item of a list; of a paper that not every case needs, its condition too."""
    if not isinstance(item, Mapping) or "forms" not in item:
        return str(item)
    (entry,) = entries_of([item])
    return entry.kind.label + (f"（{entry.condition_label}）" if entry.condition is not None else "")


def shown(value: object) -> str:
    """A value in one line."""
    if isinstance(value, Mapping) and "criteria" in value:
        return str(value["title"])
    if isinstance(value, Mapping) and any("\n" in str(inner) for inner in value.values()):
        return "、".join(part(str(key)) for key in value)
    if isinstance(value, Mapping):
        return "·".join(f"{part(str(key))} {shown(inner)}" for key, inner in value.items())
    if isinstance(value, list) and all(isinstance(one, int) for one in value):
        return "/".join(map(str, value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return "、".join(_listed(item) for item in value)
    if isinstance(value, float):
        return f"{value:g}"
    return choices(value).get(str(value), str(value))


def choices(value: object) -> dict[str, str]:
    """What may be chosen in place of a value, in words; empty where it is typed."""
    return next(({word: _(words) for word, words in one.items()} for one in _CHOICES if value in one), {})


_SOURCES: Final = (
    N_("House default: backups kept, by day, week and month, and of those before large changes."),
    N_("House default: minutes within which one backup answers for several large changes."),
    N_("House default: calendar days between two drills of restoring a backup."),
    N_(
        "House default, between the 8 characters that SP 800-63B-4 asks of a password beside another factor and the 15"
        " it asks of one alone; every try costs a wait besides. Unit: characters."
    ),
    N_(
        "House default: passwords do not run out, as SP 800-63B-4 advises. GB/T 22239-2019 asks for a regular change;"
        " an office that is assessed by it enters the days."
    ),
    N_("House default: hours for which a one-time code of the administrator can be used; it is handed over in person."),
    N_("As the bureau signs its papers."),
    N_("Entered when the office was created."),
    N_("House default until the bureau states its own."),
    N_("House default until the bureau states its own; 10,000 yuan at most, percent a year at least."),
    N_(
        "House default under article 19 of the Personal Information Protection Law (no longer than needed) until the "
        "bureau states its own: months after the end of what the data was kept for."
    ),
    N_("House default: equal totals of a ranked list are told apart by these, in this order."),
    N_("House default: points between the lowest and the highest reviewer beyond which both have to explain theirs."),
    N_("House default: reviewers who must have scored every criterion before first review is passed."),
    N_("Reply to proposal 8E112: tilted to technology firms from 2021 on; weights are a house default."),
    N_("House default until the bureau states its own. Unit: see publicity.unit."),
    N_("House default: none. How many supervisors must countersign an approval before it is made."),
    N_("House default: calendar days for which cases can be left to a colleague at once, both ends included."),
    N_("House default: calendar days after which a reserved unit may be given back as expired."),
    N_("House default: name, masked or name_and_unit; what a public notice shows of an applicant."),
    N_("House default: offered as the opinion when a step is chosen by key; whoever takes it may change it."),
    N_("House default until the bureau states its own: none, all units left, or at most so many."),
    N_("House default: units that may be carried over from a year's pool where the rule limits them."),
    N_("House default: last day, month and day of the next year, on which units are carried over."),
    N_("House default: a contact on demand counts like a periodic one."),
    N_("House default: visits an officer is proposed for one day."),
    N_("House default: working days ahead in which a contact is shown as due soon."),
    N_("House default: working days between periodic contacts, by category and tier of the listing."),
    N_("House default: calendar days to complete the papers after the one-off notice."),
    N_("House default: calendar days within which the merge of two enterprises can be undone."),
    N_("House default: office and kind before the year of a special-talent case number."),
    N_("House default: rules in force before those of 2020."),
    N_("House default: share of the members who should attend."),
    N_("House default: votes for must exceed this share of the votes cast, abstentions included."),
    N_("House default: what an officer writes over, by kind of visit."),
    N_("House default: working days after which a suspended demand is looked at again."),
    N_("House default: working days after the answer until the enterprise is called back."),
    N_("House default: working days to solve a demand, by category; urgent, normal and hard ones."),
    N_("House default: working days to take up a demand that was handed on, by urgency."),
    N_("House default: working days to the first answer to a demand, by urgency."),
    N_("House default: months before filing whose contribution bases are asked for."),
    N_("House default: what stands before the year in the numbers of letters, by kind."),
    N_("House default: working or calendar days."),
    N_("House default: words by which a post is grouped in the figures; the first group that fits counts."),
    N_("House default until the bureau states its own: an enterprise counts as newly introduced for so many years."),
    N_("House default after the reply to proposal 8E112: what the bureau offers to key enterprises."),
    N_("House default: what numbers are usually shown whole for; words of one's own can be added or stand alone."),
    N_("House default: seconds for which a number is shown whole; 30 at most."),
    N_("House default: calendar days one cover may last, first and last day included; for longer, hand over."),
    N_("House default: percent of the office's mean load above and below which an officer is over- or underloaded."),
    N_("House default: weight of each in an officer's load, in hundredths of an enterprise served as liaison officer."),
    N_("National hotline for human resources and social security. Empty leaves it off contact cards."),
    N_("To be entered by the office; left off contact cards until then."),
    N_("GB/T 22239-2019, 8.1.4.1 b: leave automatically after a time without use. Unit: minutes, ten at most."),
    N_("Reply to proposal 8E112 (2021-05-20): promise cut from 15 to 5 working days. Unit: working days."),
    N_("Reply to proposal 8E112: at most one trip for settlement channels."),
    N_("Reply to proposal 8E112: in practice 2 to 3 working days. Unit: working days."),
    N_(
        "Reply to proposal 8E112: share of the admitted with a contribution base of at least three times the average "
        "wage."
    ),
    N_("Reply to proposal 8E112: talent-introduction rules of 2020, in force from 2020-12-01."),
)
_WAGE: Final = N_(
    "A third of the ceiling of the contribution base, {amount} yuan; compare with the notice of the year. "
    "Unit: yuan a month."
)


def source(text: str) -> str:
    """A source in the language in force: shipped ones are translated, an administrator's stay as typed."""
    head, tail = _WAGE.split("{amount}")
    if text.startswith(head) and text.endswith(tail):
        return _(_WAGE).format(amount=text[len(head) : -len(tail)])
    return _(text) if text in _SOURCES else text
