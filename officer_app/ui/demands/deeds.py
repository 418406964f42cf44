"""What can be done with a demand: one table of steps, each with what it asks for, its key and its use case.

Which of them stand open follows from DEMAND_WORKFLOW; who may take them, and why not, is said by `offers`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final  # Any: what fields hold, and what use cases take

from officer_app.demands.board import DemandFile
from officer_app.demands.service import (
    DEMAND_WORKFLOW,
    DemandState,
    DemandStep,
    Rating,
    accept_demand,
    answer_demand,
    ask_extension,
    assign_demand,
    close_demand,
    contribute,
    decide_extension,
    escalate_demand,
    first_answer,
    hurry_demand,
    join_handler,
    leave_handler,
    link_case,
    merge_demands,
    rate_demand,
    reopen_demand,
    reply_to_hurry,
    resume_demand,
    return_demand,
    separate_demand,
    suspend_demand,
    take_up_demand,
    unlink_case,
)
from officer_app.i18n import N_, _
from officer_app.people.access import Permission
from officer_app.ui.page import Desk

Values = Mapping[str, Any]
Call = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]
_REASON: Final = N_("A reason is needed.")
_ANSWER: Final = N_("An answer is needed.")


class Kind(Enum):
    """What a field of a step is."""

    PROSE = auto()
    LINE = auto()
    DAYS = auto()  # a number of working days
    DAY = auto()
    PERSON = auto()  # one of the officers
    ONE = auto()  # one of the choices the demand's file gives
    MANY = auto()
    TICK = auto()
    VERDICT = auto()


@dataclass(frozen=True)
class Ask:
    """A field: `name` is what errors carry; label, hint and what is said where it is missing are msgids.

    `choices` are those of ONE and MANY that the demand's file knows, `looked_up` those that are read when the form
    opens; `value` is what it begins with.
    """

    name: str
    label: str
    kind: Kind = Kind.PROSE
    hint: str = ""
    needed: bool = False
    missing: str = ""
    lines: int = 3
    choices: Callable[[DemandFile], Sequence[tuple[object, str]]] | None = None
    looked_up: str = ""
    value: Callable[[DemandFile], object] | None = None


@dataclass(frozen=True)
class Deed:
    """A step as a person takes it: `key` is its letter, `call` says which use case with what.

    `deliberate` ones are never taken by a key alone. `consequence` is said before it is taken.
    """

    step: DemandStep
    key: str
    call: Callable[[DemandFile, Values], Call]
    asks: tuple[Ask, ...] = ()
    consequence: str = ""
    deliberate: bool = False

    def title(self) -> str:
        """Its name."""
        return self.step.label

    @property
    def at_once(self) -> bool:
        """Whether nothing needs to be said for it."""
        return not self.asks


@dataclass(frozen=True)
class Offer:
    """A step that stands open; with a `reason` it cannot be taken by this person, or not now."""

    deed: Deed
    reason: str = ""


def _why(hint: str, label: str = N_("Reason")) -> Ask:
    return Ask("note", label, hint=hint, needed=True, missing=_REASON, lines=2)


def _note(hint: str) -> Ask:
    return Ask("note", N_("Note"), hint=hint, lines=2)


def _on(use_case: Callable[..., Any], *names: str, **fixed: Any) -> Callable[[DemandFile, Values], Call]:
    """The use case on the demand as it was seen, with the values of these fields by position."""

    def call(file: DemandFile, values: Values) -> Call:
        return use_case, (file.row.id, *(values[name] for name in names)), {"version": file.row.version, **fixed}

    return call


def _named(use_case: Callable[..., Any], *names: str, **by_name: str) -> Callable[[DemandFile, Values], Call]:
    """The same, with further fields handed over by name."""

    def call(file: DemandFile, values: Values) -> Call:
        further = {name: values[field] for name, field in by_name.items()}
        return use_case, (file.row.id, *(values[name] for name in names)), {"version": file.row.version, **further}

    return call


def _decide(*, approved: bool) -> Callable[[DemandFile, Values], Call]:
    def call(file: DemandFile, values: Values) -> Call:
        pending = file.extension
        assert pending is not None
        named = {"days": values["days"]} if approved else {}
        return decide_extension, (pending.id, approved, values["note"]), named

    return call


def _reply(file: DemandFile, values: Values) -> Call:
    # The one whose reply is due first.
    waiting = min(file.hurried, key=lambda note: (note.reply_due_on, note.id))
    return reply_to_hurry, (waiting.id, values["text"]), {}


def _rate(file: DemandFile, values: Values) -> Call:
    named = {"by": values["by"], "note": values["note"], "close": values["close"], "version": file.row.version}
    return rate_demand, (file.row.id, Rating(values["rating"])), named


def _asked_days(file: DemandFile) -> object:
    return str(file.extension.days) if file.extension is not None else ""


_Step = DemandStep
_DEEDS: Final = (
    Deed(_Step.ASSIGN, "H", _named(assign_demand, "handler", note="note"), (
        Ask("handler", N_("Handled by"), Kind.PERSON, N_("choose who"), True, N_("Choose who handles it.")),
        _note(N_("What the handler should know")),
    ), N_("It must be taken up anew, within its limit for that.")),
    Deed(_Step.ACCEPT, "A", _on(accept_demand),
         consequence=N_("You say that you have it in hand; it can be returned later, with a reason.")),
    Deed(_Step.TAKE_UP, "T", _on(take_up_demand),
         consequence=N_("The work on it begins. This step is on record and not taken back.")),
    Deed(_Step.ANSWER, "W", _on(answer_demand, "answer"), (
        Ask("answer", N_("Answer"), hint=N_("What the enterprise was told"), needed=True, missing=_ANSWER, lines=5),
    ), N_("Its clock ends; the enterprise is then asked whether it is content.")),
    Deed(_Step.RATE, "R", _rate, (
        Ask("rating", N_("Is the enterprise content?"), Kind.VERDICT),
        Ask("by", N_("Who said so"), Kind.LINE, N_("name and post at the enterprise")),
        Ask("note", N_("What the enterprise said"), hint=N_("In its own words"), lines=2),
        Ask("close", N_("Afterwards"), Kind.TICK, N_("Close it")),
    )),
    Deed(_Step.CLOSE, "Z", _on(close_demand), consequence=N_("It leaves the board; it can be reopened with a reason.")),
    Deed(_Step.RESUME, "G", _named(resume_demand, note="note"), (_note(N_("What has changed")),),
         N_("Its limits move by the working days in which the clock stood.")),
    Deed(_Step.EXTEND, "", _decide(approved=True), (
        Ask("days", N_("Working days more"), Kind.DAYS, needed=True, missing=N_("Type a number."), value=_asked_days),
        _note(N_("What goes with it")),
    ), N_("The limit moves by these working days."), deliberate=True),
    Deed(_Step.REFUSE_EXTENSION, "", _decide(approved=False), (_why(N_("Why the limit stays")),),
         deliberate=True),
    Deed(_Step.REPLY, "Y", _reply, (
        Ask("text", N_("Reply"), hint=N_("How it stands, and until when"), needed=True,
            missing=N_("Say how it stands.")),
    )),
    Deed(_Step.CONTRIBUTE, "N", _on(contribute, "text"), (
        Ask("text", N_("Your part"), hint=N_("What your part came to"), needed=True,
            missing=N_("Say what your part came to.")),
    )),
    Deed(_Step.FIRST_ANSWER, "F", _on(first_answer, "answer"), (
        Ask("answer", N_("First answer"), hint=N_("What the enterprise was told for now"), needed=True,
            missing=_ANSWER),
    ), N_("The limit for the first answer is met then.")),
    Deed(_Step.REOPEN, "O", _on(reopen_demand, "note"), (_why(N_("Why it is taken up again")),),
         N_("It is in progress again, with a limit counted from today.")),
    Deed(_Step.SEPARATE, "S", _on(separate_demand, "note"), (_why(N_("Why it is a matter of its own")),),
         N_("It goes back to whoever collected it.")),
    Deed(_Step.RETURN, "B", _on(return_demand, "note"), (_why(N_("Why it is for somebody else")),),
         N_("It goes back to whoever collected it; its limit runs on.")),
    Deed(_Step.ASK_EXTENSION, "X", _on(ask_extension, "days", "note"), (
        Ask("days", N_("Working days more"), Kind.DAYS, needed=True, missing=N_("Type a number.")),
        _why(N_("Why it takes longer")),
    ), N_("A supervisor decides; until then the limit stays.")),
    Deed(_Step.SUSPEND, "P", _on(suspend_demand, "note"), (_why(N_("Which condition is not ripe")),),
         N_("Its clock stands until it is resumed.")),
    Deed(_Step.ESCALATE, "C", _named(escalate_demand, "to", note="note"), (
        Ask("to", N_("Office of the city"), Kind.LINE, N_("such as: talent service centre of the city"), True,
            N_("Say which office of the city has it.")),
        _note(N_("What was handed over")),
    ), N_("Its clock stands until the city has decided.")),
    Deed(_Step.JOIN, "J", _on(join_handler, "handler", "task"), (
        Ask("handler", N_("Who"), Kind.PERSON, N_("choose who"), True, N_("Choose who handles it.")),
        Ask("task", N_("Which part"), Kind.LINE, N_("what this person is to do")),
    ), N_("The handler in the lead stays.")),
    Deed(_Step.LEAVE, "", _named(leave_handler, "helper", note="note"), (
        Ask("helper", N_("Who"), Kind.ONE, N_("choose who"), True, N_("Choose who handles it."),
            choices=lambda file: [(one.account_id, one.name) for one in file.helpers]),
        _note(N_("Why")),
    ), N_("What was contributed stays in the history.")),
    Deed(_Step.HURRY, "U", _on(hurry_demand, "text", "reply_due_on"), (
        Ask("text", N_("Hurry-up note"), hint=N_("What is to be done"), needed=True,
            missing=N_("Say what is to be done.")),
        Ask("reply_due_on", N_("Reply by"), Kind.DAY, needed=True, missing=N_("Say until when.")),
    )),
    Deed(_Step.MERGE, "M", _named(merge_demands, "ids", note="note"), (
        Ask("ids", N_("The same matter as"), Kind.MANY, N_("This enterprise has no other open demand."), True,
            N_("Choose the demands to merge."),
            looked_up="demands"),
        _note(N_("Why they are one")),
    ), N_("Those ticked become part of this one; its answer answers them. They can be separated again.")),
    Deed(_Step.LINK_CASE, "L", _on(link_case, "case"), (
        Ask("case", N_("Case"), Kind.ONE, N_("choose a case of this enterprise"), True, N_("Choose a case."),
            looked_up="cases"),
    )),
    Deed(_Step.UNLINK_CASE, "", _on(unlink_case), consequence=N_("The case itself stays as it is.")),
)  # fmt: skip

DEEDS: Final = {deed.step: deed for deed in _DEEDS}
LETTERS: Final = {deed.key: deed.step for deed in _DEEDS if deed.key}
_USUAL: Final = {
    DemandState.COLLECTED: _Step.ASSIGN,
    DemandState.ASSIGNED: _Step.ACCEPT,
    DemandState.ACCEPTED: _Step.TAKE_UP,
    DemandState.IN_PROGRESS: _Step.ANSWER,
    DemandState.SUSPENDED: _Step.RESUME,
    DemandState.ESCALATED: _Step.ANSWER,
    DemandState.ANSWERED: _Step.RATE,
    DemandState.RATED: _Step.CLOSE,
    DemandState.CLOSED: _Step.REOPEN,
    DemandState.MERGED: _Step.SEPARATE,
}


# What can be taken back without a word; everything else says its consequence before it is taken.
_WAYS_BACK: Final = {_Step.LINK_CASE: _Step.UNLINK_CASE, _Step.JOIN: _Step.LEAVE}


def way_back(step: DemandStep) -> Deed | None:
    """The step that undoes another one."""
    return DEEDS[_WAYS_BACK[step]] if step in _WAYS_BACK else None


def usual_step(state: DemandState) -> DemandStep:
    """What is mostly done next."""
    return _USUAL[state]


def step_to(state: DemandState, targets: Sequence[DemandState]) -> DemandStep | None:
    """The step that leads from a state to one of these; the usual one where there are several."""
    leading = [step for step in DEMAND_WORKFLOW.steps(state) if DEMAND_WORKFLOW.after(state, step) in targets]
    # Merging asks for the one to be merged with: that is no matter of a column.
    leading = [step for step in leading if step is not DemandStep.MERGE]
    return usual_step(state) if usual_step(state) in leading else leading[0] if leading else None


def offers(file: DemandFile, desk: Desk) -> list[Offer]:
    """What can be done with a demand, the usual step first; nothing for who does not handle demands.

    A step that stands open for others is shown with the reason why not for this person.
    """
    if not desk.may(Permission.DEMAND_HANDLE):
        return []
    usual, open_ = usual_step(file.row.state), {*DEMAND_WORKFLOW.steps(file.row.state), *file.steps}
    found = [
        Offer(deed, "" if deed.step in file.steps else _hindrance(deed.step, file, desk))
        for deed in _DEEDS
        if deed.step in open_ and _applies(deed.step, file)
    ]
    # Somebody waits for the decision: that comes before what is usual.
    return sorted(
        found, key=lambda offer: (bool(offer.reason), offer.deed.step is not _Step.EXTEND, offer.deed.step is not usual)
    )


def _applies(step: DemandStep, file: DemandFile) -> bool:
    """Whether there is anything to take the step on."""
    if step in (_Step.EXTEND, _Step.REFUSE_EXTENSION):
        return file.extension is not None
    if step is _Step.ASK_EXTENSION:
        return file.extension is None
    if step is _Step.REPLY:
        return bool(file.hurried)
    if step is _Step.LEAVE:
        return bool(file.helpers)
    if step in (_Step.LINK_CASE, _Step.UNLINK_CASE):
        return (file.row.case_id is None) is (step is _Step.LINK_CASE)
    # These stand open for some only, and nobody else misses them.
    return step not in (_Step.CONTRIBUTE, _Step.HURRY) or step in file.steps


def _hindrance(step: DemandStep, file: DemandFile, desk: Desk) -> str:
    """Why this person cannot take the step."""
    if step in (_Step.EXTEND, _Step.REFUSE_EXTENSION):
        if desk.may(Permission.DEMAND_EXTEND):
            return _("You asked for it; another supervisor has to decide.")
        return _("A supervisor decides on a longer limit.")
    who = file.row.handler or file.row.collector
    return _("{name} has it in hand; only {name} or a supervisor does this.").format(name=who)
