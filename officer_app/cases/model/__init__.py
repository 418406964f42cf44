"""The tables of special-talent cases."""

from officer_app.cases.model.case import (
    CaseBase,
    CaseDependant,
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
    AgendaItem,
    Countersignature,
    MeetingMember,
    Panel,
    PanelMeeting,
    PanelMember,
    Score,
)
from officer_app.cases.model.papers import CasePaper, SupplementNotice
from officer_app.cases.model.past import PastCase
from officer_app.cases.model.public import Objection, Publicity, PublicNotice, Settlement

__all__ = [
    "AgendaItem",
    "CaseBase",
    "CaseDependant",
    "CasePaper",
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
]
