"""The closed lists of a case, and the chain of its steps.

Source of the chain: reply to proposal 8E112 (pre-review, acceptance, first review, panel, publicity, settlement).
"""

from typing import Final

from officer_app.core.words import Word
from officer_app.core.workflow import Workflow
from officer_app.i18n import N_


class IdKind(Word):
    """What identifies a person."""

    CITIZEN = "citizen", N_("Resident identity card")
    RESIDENCE = "residence", N_("Residence permit (Hong Kong, Macao, Taiwan)")
    PASSPORT = "passport", N_("Passport")


class Sex(Word):
    """As the identity card says."""

    MALE = "male", N_("Male")
    FEMALE = "female", N_("Female")


class Education(Word):
    """The highest education completed."""

    COLLEGE = "college", N_("College")
    BACHELOR = "bachelor", N_("University")
    MASTER = "master", N_("Postgraduate (master)")
    DOCTOR = "doctor", N_("Postgraduate (doctor)")
    OTHER = "other", N_("Other education")


class Degree(Word):
    """The highest degree."""

    NONE = "none", N_("No degree")
    BACHELOR = "bachelor", N_("Bachelor")
    MASTER = "master", N_("Master")
    DOCTOR = "doctor", N_("Doctor")


class PaperKind(Word):
    """The papers of the checklist; which of them are needed is the dated setting case.checklist."""

    APPLICATION = "application", N_("Application of the employer")
    LICENCE = "licence", N_("Business licence")
    IDENTITY = "identity", N_("Identity card")
    CONTRACT = "contract", N_("Labour contract")
    EDUCATION = "education", N_("Education and degree certificates")
    CONTRIBUTION = "contribution", N_("Social-insurance record (12 months)")
    TAX = "tax", N_("Income-tax statement")
    POST = "post", N_("Proof of post and duties")
    ACHIEVEMENT = "achievement", N_("Proof of achievements")
    INVESTMENT = "investment", N_("Proof of investment")
    DEPENDANTS = "dependants", N_("Papers of those who move along")
    OTHER = "other", N_("Other paper")


class PaperCondition(Word):
    """When a conditional paper of the checklist is needed; the last one people judge."""

    HAS_DEPENDANTS = "has_dependants", N_("where somebody moves along")
    INVESTOR = "investor", N_("where the applicant is an investor")
    ENTREPRENEUR = "entrepreneur", N_("where the applicant is an entrepreneur")
    JUDGED = "judged", N_("where the office asks for it")


class PaperForm(Word):
    """In which form a paper is handed in."""

    ORIGINAL = "original", N_("Original document")
    COPY = "copy", N_("Copy of the document")
    ELECTRONIC = "electronic", N_("Electronic document")


class DefectCode(Word):
    """What is wrong with a paper; counted, so that handbooks can be aimed at what goes wrong most."""

    MISSING = "missing", N_("Paper missing")
    INCOMPLETE = "incomplete", N_("Pages missing")
    EXPIRED = "expired", N_("No longer valid")
    UNSEALED = "unsealed", N_("Seal or signature missing")
    ILLEGIBLE = "illegible", N_("Cannot be read")
    CONTRADICTS = "contradicts", N_("Contradicts another paper")
    WRONG_FORM = "wrong_form", N_("Not in the form asked for")
    OTHER = "other", N_("Other defect")


class ApplicantKind(Word):
    """For whom the quota is there (reply 8E112): investors, entrepreneurs and innovators."""

    INVESTOR = "investor", N_("Investor")
    ENTREPRENEUR = "entrepreneur", N_("Entrepreneur")
    INNOVATOR = "innovator", N_("Innovator")


class Relation(Word):
    """How somebody who moves along is related to the applicant."""

    SPOUSE = "spouse", N_("Spouse")
    CHILD = "child", N_("Child")
    OTHER = "other", N_("Other relative")


class PaperSource(Word):
    """Who issued or handed in a paper."""

    EMPLOYER = "employer", N_("Handed in by the employer")
    SOCIAL_INSURANCE = "social_insurance", N_("Issued by social insurance")
    TAX_OFFICE = "tax_office", N_("Issued by the tax office")
    SHARED = "shared", N_("Fetched from shared records")


class State(Word):
    """Where a case stands: the step it waits for, or how it ended."""

    PRE_REVIEW = "pre_review", N_("In pre-review")
    SUPPLEMENT = "supplement", N_("Papers to be completed")
    ACCEPTANCE = "acceptance", N_("Awaiting acceptance")
    FIRST_REVIEW = "first_review", N_("In first review")
    REVIEW_SUPPLEMENT = "review_supplement", N_("Papers to be completed for first review")
    PANEL = "panel", N_("Awaiting the panel")
    PUBLICITY_DUE = "publicity_due", N_("Awaiting publicity")
    PUBLICITY = "publicity", N_("In publicity")
    SETTLEMENT = "settlement", N_("Approved, settlement pending")
    SETTLED = "settled", N_("Settled")
    RETURNED = "returned", N_("Returned")
    REJECTED = "rejected", N_("Rejected")
    WITHDRAWN = "withdrawn", N_("Withdrawn")
    EXPIRED = "expired", N_("Expired")


class Step(Word):
    """What can be done with a case."""

    FILE = "file", N_("File")
    REFILE = "refile", N_("File again")
    CHECK_PAPER = "check_paper", N_("Check a paper")
    PRE_REVIEW = "pre_review", N_("Pre-review")
    REQUEST_SUPPLEMENT = "request_supplement", N_("One-off notice of gaps")
    SUPPLEMENT_ARRIVED = "supplement_arrived", N_("Papers completed")
    ACCEPT = "accept", N_("Accept")
    SCORE = "score", N_("Score")
    FIRST_REVIEW = "first_review", N_("Pass first review")
    PANEL = "panel", N_("Pass the panel")
    PUBLISH = "publish", N_("Publish")
    OBJECTION = "objection", N_("Record an objection")
    DISMISS_OBJECTION = "dismiss_objection", N_("Answer an objection")
    SUSTAIN_OBJECTION = "sustain_objection", N_("Sustain an objection")
    COUNTERSIGN = "countersign", N_("Countersign")
    DECIDE = "decide", N_("Approve")
    SETTLE = "settle", N_("Record settlement")
    RETURN = "return", N_("Return to the employer")
    BACK_TO_PRE_REVIEW = "back_to_pre_review", N_("Back to pre-review")
    BACK_TO_FIRST_REVIEW = "back_to_first_review", N_("Back to first review")
    BACK_TO_PANEL = "back_to_panel", N_("Back to the panel")
    REJECT = "reject", N_("Reject")
    WITHDRAW = "withdraw", N_("Withdraw")
    EXPIRE = "expire", N_("Expire")
    CORRECT = "correct", N_("Correct a wrong entry")


class Capacity(Word):
    """In which capacity somebody acts on a case; nobody acts in two."""

    FILER = "filer", N_("filed it")
    PRE_REVIEWER = "pre_reviewer", N_("pre-reviewed it")
    ACCEPTOR = "acceptor", N_("accepted it")
    REVIEWER = "reviewer", N_("reviewed it")
    CHAIR = "chair", N_("chaired its panel")
    MEMBER = "member", N_("voted in its panel")
    COUNTERSIGNER = "countersigner", N_("countersigned it")
    DECIDER = "decider", N_("decided it")


class Criterion(Word):
    """What an evaluation sheet can ask for; which of them it does, and their weights, is the setting evaluation.sheet.

    TILT: small in capital, high in technology and growth (reply 8E112, from 2021).
    """

    MARKET = "market", N_("Market recognition")
    POST = "post", N_("Post and duties")
    TECHNOLOGY = "technology", N_("Technology content")
    GROWTH = "growth", N_("Growth")
    SCARCITY = "scarcity", N_("Scarcity")
    TILT = "tilt", N_("Tilt to technology firms")


class Verdict(Word):
    """What a reviewer or decider finds."""

    PASS = "pass", N_("Pass")
    RETURN = "return", N_("Return to the employer")
    REJECT = "reject", N_("Reject")


class Attendance(Word):
    """Whether a member of the panel took part; one with an interest is present and stands aside."""

    PRESENT = "present", N_("Present")
    ABSENT = "absent", N_("Absent")
    RECUSED = "recused", N_("Recused")


class MeetingState(Word):
    """Where a meeting of the panel stands."""

    PLANNED = "planned", N_("Meeting planned")
    OPEN = "open", N_("Meeting in session")
    CLOSED = "closed", N_("Meeting closed")
    CANCELLED = "cancelled", N_("Meeting called off")


class Vote(Word):
    """How a member votes."""

    FOR = "for", N_("In favour")
    AGAINST = "against", N_("Against")
    ABSTAIN = "abstain", N_("Abstention")


class ItemOutcome(Word):
    """What came of a case on the agenda."""

    PENDING = "pending", N_("Not voted on yet")
    PASSED = "passed", N_("Passed by the panel")
    REJECTED = "rejected", N_("Not passed by the panel")
    NO_UNIT = "no_unit", N_("Passed, no unit left")
    POSTPONED = "postponed", N_("Postponed to another meeting")
    GONE = "gone", N_("No longer before the panel")


class Masking(Word):
    """What a public notice shows of an applicant; never a number, phone or address."""

    NAME = "name", N_("Full name only")
    MASKED = "masked", N_("Masked name and employer")
    NAME_AND_UNIT = "name_and_unit", N_("Full name and employer")


class ObjectionChannel(Word):
    """How an objection came in."""

    LETTER = "letter", N_("By letter")
    PHONE = "phone", N_("By phone")
    VISIT = "visit", N_("In person")
    EMAIL = "email", N_("By e-mail")


class Channel(Word):
    """By which channel talent comes (reply 8E112, business statistics)."""

    INTRODUCTION = "introduction", N_("Talent introduction")
    RESIDENT = "resident", N_("Residence permit to household registration")
    POINTS_NEW = "points_new", N_("Residence points, new")
    POINTS_RENEWED = "points_renewed", N_("Residence points, renewed")
    OVERSEAS = "overseas", N_("Settlement of returned students")
    SPECIAL = "special", N_("Special talent")


class PastState(Word):
    """How a past case stands in its file."""

    FINISHED = "finished", N_("Finished case")
    RETURNED = "returned", N_("Case returned for completion")
    REJECTED = "rejected", N_("Case not passed")
    PUBLICITY = "publicity", N_("Case in publicity")


class DayUnit(Word):
    """How a period is counted."""

    WORKING = "working", N_("working days")
    CALENDAR = "calendar", N_("calendar days")


class ClockLight(Word):
    """How the first-review clock stands."""

    GREEN = "green", N_("Within the target")
    AMBER = "amber", N_("Past the target, within the limit")
    RED = "red", N_("Past the review limit")


class DeadlineCause(Word):
    """What moved a limit."""

    HOLIDAYS = "holidays", N_("Holidays of {year} changed")
    PUBLICITY = "publicity", N_("End of publicity, holidays of {year} changed")
    SUPPLEMENT = "supplement", N_("Papers completed; the clock stood still meanwhile")
    SENT_BACK = "sent_back", N_("Sent back to first review; the clock stood still meanwhile")


class ObjectionState(Word):
    """What became of an objection."""

    OPEN = "open", N_("To be answered")
    DISMISSED = "dismissed", N_("Not sustained")
    SUSTAINED = "sustained", N_("Sustained")


_S = State
FINAL: Final = frozenset({_S.SETTLED, _S.REJECTED, _S.WITHDRAWN, _S.EXPIRED})
# A unit is reserved in these states and used up in those; in all others the case holds none.
RESERVED: Final = frozenset({_S.PANEL, _S.PUBLICITY_DUE, _S.PUBLICITY})
USED: Final = frozenset({_S.SETTLEMENT, _S.SETTLED})
PAUSED: Final = frozenset({_S.SUPPLEMENT, _S.REVIEW_SUPPLEMENT})
# After the decision a unit is given back only by a correcting entry.
_UNDECIDED: Final = [state for state in State if state not in FINAL | USED]

CHAIN: Final = Workflow[State, Step](
    [
        (Step.CHECK_PAPER, [_S.PRE_REVIEW], _S.PRE_REVIEW),
        (Step.PRE_REVIEW, [_S.PRE_REVIEW], _S.ACCEPTANCE),
        (Step.REQUEST_SUPPLEMENT, [_S.PRE_REVIEW], _S.SUPPLEMENT),
        (Step.SUPPLEMENT_ARRIVED, [_S.SUPPLEMENT], _S.PRE_REVIEW),
        (Step.ACCEPT, [_S.ACCEPTANCE], _S.FIRST_REVIEW),
        (Step.CHECK_PAPER, [_S.FIRST_REVIEW], _S.FIRST_REVIEW),
        (Step.SCORE, [_S.FIRST_REVIEW], _S.FIRST_REVIEW),
        (Step.FIRST_REVIEW, [_S.FIRST_REVIEW], _S.PANEL),
        (Step.REQUEST_SUPPLEMENT, [_S.FIRST_REVIEW], _S.REVIEW_SUPPLEMENT),
        (Step.SUPPLEMENT_ARRIVED, [_S.REVIEW_SUPPLEMENT], _S.FIRST_REVIEW),
        (Step.PANEL, [_S.PANEL], _S.PUBLICITY_DUE),
        (Step.PUBLISH, [_S.PUBLICITY_DUE], _S.PUBLICITY),
        (Step.OBJECTION, [_S.PUBLICITY], _S.PUBLICITY),
        (Step.DISMISS_OBJECTION, [_S.PUBLICITY], _S.PUBLICITY),
        (Step.SUSTAIN_OBJECTION, [_S.PUBLICITY], _S.REJECTED),
        (Step.COUNTERSIGN, [_S.PUBLICITY], _S.PUBLICITY),
        (Step.DECIDE, [_S.PUBLICITY], _S.SETTLEMENT),
        (Step.SETTLE, [_S.SETTLEMENT], _S.SETTLED),
        (Step.RETURN, [_S.PRE_REVIEW, _S.ACCEPTANCE, _S.FIRST_REVIEW], _S.RETURNED),
        (Step.REFILE, [_S.RETURNED], _S.PRE_REVIEW),
        (Step.BACK_TO_PRE_REVIEW, [_S.ACCEPTANCE, _S.FIRST_REVIEW], _S.PRE_REVIEW),
        (Step.BACK_TO_FIRST_REVIEW, [_S.PANEL, _S.PUBLICITY_DUE, _S.PUBLICITY], _S.FIRST_REVIEW),
        (Step.BACK_TO_PANEL, [_S.PUBLICITY_DUE, _S.PUBLICITY], _S.PANEL),
        (Step.REJECT, [_S.FIRST_REVIEW, _S.PANEL, _S.PUBLICITY], _S.REJECTED),
        (Step.WITHDRAW, _UNDECIDED, _S.WITHDRAWN),
        (
            Step.EXPIRE,
            [_S.SUPPLEMENT, _S.REVIEW_SUPPLEMENT, _S.RETURNED, _S.PANEL, _S.PUBLICITY_DUE, _S.PUBLICITY],
            _S.EXPIRED,
        ),
        (Step.CORRECT, [_S.PANEL], _S.FIRST_REVIEW),
        (Step.CORRECT, [_S.SETTLEMENT], _S.PUBLICITY),
    ]
)

_CAPACITIES: Final = {
    Step.FILE: Capacity.FILER,
    Step.REFILE: Capacity.FILER,
    Step.PRE_REVIEW: Capacity.PRE_REVIEWER,
    Step.ACCEPT: Capacity.ACCEPTOR,
    Step.SCORE: Capacity.REVIEWER,
    Step.FIRST_REVIEW: Capacity.REVIEWER,
    Step.PANEL: Capacity.CHAIR,
    Step.DISMISS_OBJECTION: Capacity.DECIDER,
    Step.SUSTAIN_OBJECTION: Capacity.DECIDER,
    Step.COUNTERSIGN: Capacity.COUNTERSIGNER,
    Step.DECIDE: Capacity.DECIDER,
}
_CAPACITIES_BY_STATE: Final = {
    State.PRE_REVIEW: Capacity.PRE_REVIEWER,
    State.ACCEPTANCE: Capacity.ACCEPTOR,
    State.FIRST_REVIEW: Capacity.REVIEWER,
    State.PANEL: Capacity.CHAIR,
    State.PUBLICITY_DUE: Capacity.DECIDER,
    State.PUBLICITY: Capacity.DECIDER,
}
_JUDGED_BY_STATE: Final = frozenset(
    {
        Step.CHECK_PAPER,
        Step.REQUEST_SUPPLEMENT,
        Step.RETURN,
        Step.BACK_TO_PRE_REVIEW,
        Step.BACK_TO_FIRST_REVIEW,
        Step.BACK_TO_PANEL,
        Step.REJECT,
    }
)


def capacity_of(step: Step, state: State) -> Capacity | None:
    """The capacity in which a step is taken from a state.

    None for steps that record what happened elsewhere: papers that arrived, a withdrawal, a notice put up.
    """
    return _CAPACITIES_BY_STATE.get(state) if step in _JUDGED_BY_STATE else _CAPACITIES.get(step)
