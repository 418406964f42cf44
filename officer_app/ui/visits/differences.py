"""A correction beside what somebody else has stored meanwhile: where the two differ, and which side is meant."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal  # Any: a kept draft is JSON of any shape

from officer_app.i18n import N_, _
from officer_app.visits.drafts import Mode, Outcome, Trigger

_CONTEXT: Final = 12  # characters before the place where two long texts part
_LONGEST: Final = 48  # characters of a text that is shown from its beginning

Payload = Mapping[str, Any]
Side = Literal["mine", "theirs"]


@dataclass(frozen=True)
class Difference:
    """A field that is not the same on both sides, in words; `side` is the one that alone changed it, else None.

    `keys` are the entries of the payload that go together.
    """

    name: str
    title: str
    keys: tuple[str, ...]
    mine: str
    theirs: str
    original: str
    side: Side | None


@dataclass(frozen=True)
class _Field:
    """What belongs together: its title (msgid), the entries of the payload, and how they are said."""

    title: str
    keys: tuple[str, ...]
    words: Callable[[Payload], str]


def _text(key: str) -> Callable[[Payload], str]:
    return lambda kept: str(kept.get(key) or "").strip()


def _span(first: str, last: str) -> Callable[[Payload], str]:
    def words(kept: Payload) -> str:
        times = [str(kept.get(key) or "") for key in (first, last)]
        return " – ".join(times) if any(times) else ""

    return words


def _enterprise(kept: Payload) -> str:
    return str(kept["enterprise"][1]) if kept.get("enterprise") else ""


def _people(kept: Payload) -> str:
    return "、".join(" ".join(str(part) for part in entry[:2] if part) for entry in kept.get("people") or ())


def _newcomers(kept: Payload) -> str:
    entries = dict(kept.get("newcomers") or {})
    return _people(kept) + "".join(f"\n{name} {title} {phone}" for name, (title, phone, _keep) in entries.items())


def _companions(kept: Payload) -> str:
    return "、".join(" ".join(str(part) for part in entry[:2] if part) for entry in kept.get("companions") or ())


_FIELDS: Final[Mapping[str, _Field]] = {
    "enterprise": _Field(N_("Enterprise"), ("enterprise", "place"), _enterprise),
    "mode": _Field(N_("Mode"), ("mode",), lambda kept: Mode(kept["mode"]).label),
    "trigger": _Field(N_("Occasion"), ("trigger",), lambda kept: Trigger(kept["trigger"]).label),
    "day": _Field(N_("Date"), ("day",), _text("day")),
    "times": _Field(N_("Time"), ("starts", "ends"), _span("starts", "ends")),
    "plan": _Field(N_("Planned"), ("plan", "planned_starts", "planned_ends"), _span("planned_starts", "planned_ends")),
    "outcome": _Field(N_("Outcome"), ("outcome",), lambda kept: Outcome(kept["outcome"]).label),
    "people": _Field(N_("Met"), ("people", "newcomers"), _people),
    "companions": _Field(N_("Our side"), ("companions", "departments", "officer"), _companions),
    "content": _Field(N_("Notes"), ("content",), _text("content")),
    "answered": _Field(N_("Replies"), ("answered",), _text("answered")),
    "policies": _Field(N_("Policies"), ("policies",), lambda kept: "、".join(kept.get("policies") or ())),
    "follow_up": _Field(N_("Follow-up"), ("follow_up",), _text("follow_up")),
    "next": _Field(N_("Next contact"), ("next",), _text("next")),
}


def differences(
    original: Payload, mine: Payload, theirs: Payload, questions: Mapping[str, str] = {}
) -> list[Difference]:
    """Where mine and theirs are not the same, in the order of the form; `questions` are the words of answers.

    What both changed alike, and what was only noted anew (demands), is no difference.
    """
    found = []
    for name, field in _FIELDS.items():
        title, words = _(field.title), field.words
        own, other, before = (_newcomers(kept) if name == "people" else _compared(field, kept) for kept in
                              (mine, theirs, original))  # fmt: skip
        if own != other:
            side = _side(own, other, before)
            found.append(Difference(name, title, field.keys, words(mine), words(theirs), words(original), side))
    answers = [dict(kept.get("answers") or {}) for kept in (mine, theirs, original)]
    for key in dict.fromkeys(key for given in answers for key in given):
        own, other, before = (_answer(given.get(key)) for given in answers)
        if own != other:
            title = questions.get(key, _("Checklist"))
            side = _side(own, other, before)
            found.append(Difference(f"answer.{key}", title, ("answers", key), own, other, before, side))
    return found


def merged(mine: Payload, theirs: Payload, found: Sequence[Difference], sides: Mapping[str, Side]) -> dict[str, Any]:
    """Mine with theirs where they are meant; what is newly noted stays."""
    result = {**theirs, **{key: mine[key] for key in mine if key not in _COMPARED}}
    answers = dict(theirs.get("answers") or {})
    for difference in found:
        if sides.get(difference.name) == "theirs":
            continue
        if difference.keys[0] == "answers":
            given = dict(mine.get("answers") or {})
            if difference.keys[1] in given:
                answers[difference.keys[1]] = given[difference.keys[1]]
            else:
                answers.pop(difference.keys[1], None)
        else:
            result |= {key: mine.get(key) for key in difference.keys}
    return {**result, "answers": answers}


_COMPARED: Final = frozenset(key for field in _FIELDS.values() for key in field.keys) | {"answers"}


def _compared(field: _Field, kept: Payload) -> object:
    if field.keys[0] == "enterprise":
        return kept["enterprise"][0] if kept.get("enterprise") else None
    if field.keys[0] == "plan":
        return [str(kept.get(key) or "") for key in field.keys]
    return field.words(kept)


def _side(mine: object, theirs: object, original: object) -> Side | None:
    if theirs == original:
        return "mine"
    return "theirs" if mine == original else None


def _answer(value: object) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return "" if value is None else str(value)


def from_where_they_part(words: str, other: str) -> str:
    """A long text from a little before the place where it parts from the other one; a short one whole."""
    if len(words) <= _LONGEST:
        return words
    parts = next((n for n, (own, its) in enumerate(zip(words, other, strict=False)) if own != its), len(other))
    first = max(0, min(parts, len(words)) - _CONTEXT)
    return ("…" if first else "") + words[first:]
