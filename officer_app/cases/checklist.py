"""The checklist of papers: which a case needs, under which condition, in which form, from whom.

It is the dated setting case.checklist; a case keeps the version in force when it was first filed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final  # Any: an entry of the setting as it is stored

from officer_app.cases.words import ApplicantKind, PaperCondition, PaperForm, PaperKind, PaperSource
from officer_app.core.errors import Invalid
from officer_app.core.policy import Dated
from officer_app.core.work import Work, asks, changes
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.people.settings import store_setting

CHECKLIST: Final = Dated("case.checklist", list)
_WORDS_LENGTH: Final = 120


@dataclass(frozen=True, slots=True)
class ChecklistEntry:
    """A paper asked for; without a condition every case needs it. `words` say the condition where its own do not.

    `forms` are those accepted, the preferred one first.
    """

    kind: PaperKind
    condition: PaperCondition | None = None
    words: str = ""
    forms: tuple[PaperForm, ...] = (PaperForm.COPY,)
    source: PaperSource = PaperSource.EMPLOYER

    @property
    def condition_label(self) -> str:
        """The condition in words; empty for a paper every case needs."""
        return self.words or (self.condition.label if self.condition is not None else "")

    def applies(self, applicant_kind: ApplicantKind, dependants: int) -> bool:
        """Whether such a case is asked for it; one that people judge is not, until they do."""
        match self.condition:
            case None:
                return True
            case PaperCondition.HAS_DEPENDANTS:
                return dependants > 0
            case PaperCondition.INVESTOR:
                return applicant_kind is ApplicantKind.INVESTOR
            case PaperCondition.ENTREPRENEUR:
                return applicant_kind is ApplicantKind.ENTREPRENEUR
            case PaperCondition.JUDGED:
                return False

    def listed(self, applicant_kind: ApplicantKind, dependants: int) -> bool:
        """Whether it stands on such a case's list: needed, or to be judged."""
        return self.condition is PaperCondition.JUDGED or self.applies(applicant_kind, dependants)


def checklist_on(work: Work, day: date) -> tuple[ChecklistEntry, ...]:
    """The checklist in force on a day. Raises Invalid where it cannot be read."""
    return entries_of(CHECKLIST.on(work, day))


def entries_of(value: Iterable[object]) -> tuple[ChecklistEntry, ...]:
    """The entries of a stored value. Raises Invalid for what is none."""
    try:
        return tuple(_entry(one) for one in value)  # type: ignore[arg-type] # what is no entry raises
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Invalid(
            N_("The setting {key} has a value of the wrong kind."), field="value", key=CHECKLIST.key
        ) from None


def condition_label(stored: str) -> str:
    """The condition of a paper in words, from what is on record with it: a key, or words of the list."""
    return PaperCondition(stored).label if stored in set(PaperCondition) else stored


def as_stored(entries: Sequence[ChecklistEntry]) -> list[dict[str, object]]:
    """The entries as the setting holds them."""
    return [
        {
            "kind": entry.kind.value,
            "condition": entry.condition.value if entry.condition is not None else "",
            "words": entry.words,
            "forms": [form.value for form in entry.forms],
            "source": entry.source.value,
        }
        for entry in entries
    ]


@asks(Permission.CALENDAR_READ)
def current_checklist(work: Work) -> tuple[ChecklistEntry, ...]:
    """The checklist in force today."""
    return checklist_on(work, work.today)


@changes(Permission.SETTINGS)
def store_checklist(work: Work, valid_from: date, entries: Sequence[ChecklistEntry], source: str) -> None:
    """Ask for these papers from a day on. Raises Invalid, naming the entry (entry.2), or the field."""
    if not any(entry.condition is None for entry in entries):
        raise Invalid(N_("The list needs a paper that every case needs."), field="value")
    seen: set[PaperKind] = set()
    for place, entry in enumerate(entries):
        said = {"field": f"entry.{place}", "paper": entry.kind.label}
        if entry.kind in seen:
            raise Invalid(N_("{paper} is on the list twice."), **said)
        if not entry.forms:
            raise Invalid(N_("{paper}: accept one form at least."), **said)
        if entry.condition is PaperCondition.JUDGED and not entry.words.strip():
            raise Invalid(N_("{paper}: say when it is asked for."), **said)
        if len(entry.words) > _WORDS_LENGTH:
            raise Invalid(N_("{paper}: the condition is too long."), **said)
        seen.add(entry.kind)
    store_setting(work, CHECKLIST.key, valid_from, as_stored(entries), source)


def _entry(stored: Mapping[str, Any]) -> ChecklistEntry:
    condition = stored.get("condition", "")
    forms = tuple(PaperForm(form) for form in stored.get("forms", ())) or (PaperForm.COPY,)
    return ChecklistEntry(
        PaperKind(stored["kind"]),
        PaperCondition(condition) if condition else None,
        str(stored.get("words", "")).strip(),
        forms,
        PaperSource(stored.get("source", PaperSource.EMPLOYER.value)),
    )
