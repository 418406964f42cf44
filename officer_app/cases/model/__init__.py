"""The tables of special-talent cases."""

from officer_app.cases.model.case import (
    CaseBase,
    CaseDependant,
    CaseRecusal,
    CaseSnapshot,
    CaseStep,
    CaseTrip,
    DeadlineChange,
    TalentCase,
)
from officer_app.cases.model.case import (
    case_number as case_number,
)
from officer_app.cases.model.judging import (
    MEETING_SERIES,
    AgendaItem,
    Countersignature,
    MeetingMember,
    Panel,
    PanelMeeting,
    PanelMember,
    Score,
    meeting_number,
)
from officer_app.cases.model.papers import CasePaper, SupplementNotice
from officer_app.cases.model.past import PastCase
from officer_app.cases.model.public import Objection, Publicity, PublicNotice, Settlement

__all__ = [
    "MEETING_SERIES",
    "AgendaItem",
    "CaseBase",
    "CaseDependant",
    "CasePaper",
    "CaseRecusal",
    "CaseSnapshot",
    "CaseStep",
    "CaseTrip",
    "Countersignature",
    "DeadlineChange",
    "MeetingMember",
    "Objection",
    "Panel",
    "PanelMeeting",
    "PanelMember",
    "PastCase",
    "PublicNotice",
    "Publicity",
    "Score",
    "Settlement",
    "SupplementNotice",
    "TalentCase",
    "case_number",
    "meeting_number",
]
