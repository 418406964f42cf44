"""The sample office's network in motion: backups, a handover to come, and a colleague who stands in during leave."""

import uuid
from datetime import date
from typing import Final

from officer_app.assignments.cover import CoverDraft, arrange_cover
from officer_app.assignments.handover import HandoverDraft
from officer_app.assignments.model import Duty
from officer_app.assignments.service import assign
from officer_app.core.work import Actor, Office
from officer_app.directory.lists.browsing import DirectoryFilter, list_enterprises
from officer_app.overview.handover import hand_over, preview_handover
from officer_app.sample.diary import Diary
from officer_app.sample.people import Crew

_EFFECTIVE: Final = date(2026, 10, 8)
_PASSED_ON: Final = 12
_BACKED_UP: Final = 10


class Network:
    """What a supervisor arranges in the last weeks before today."""

    def __init__(self, office: Office, diary: Diary, crew: Crew) -> None:
        self._office, self._diary = office, diary
        self._boss = crew.supervisors[0]
        self._first, _second, self._third, self._absent, self._leaving = crew.liaisons[:5]

    def plan(self) -> None:
        """Enter it all into the diary."""
        self._diary.enter(date(2026, 8, 3), 10, 0, self._back_up)
        self._diary.enter(date(2026, 9, 10), 15, 30, self._pass_on)
        self._diary.enter(date(2026, 9, 11), 17, 0, self._stand_in)

    def _back_up(self) -> None:
        mine = DirectoryFilter(officer_id=self._first.id, large_client=True)
        rows = self._office.read(list_enterprises, self._boss, mine, limit=_BACKED_UP).rows
        self._office.perform(
            assign,
            self._boss,
            [row.id for row in rows],
            _id(self._third),
            Duty.BACKUP,
            starts_on=self._diary.today,
            reason="大客户设 B 角",
        )

    def _pass_on(self) -> None:
        preview = self._office.read(
            preview_handover, self._boss, _id(self._leaving), _id(self._third), _EFFECTIVE, (Duty.LIAISON,)
        )
        chosen = tuple((line.duty.id, line.duty.version) for line in preview.lines if line.duty.obstacle is None)
        draft = HandoverDraft(
            _key("handover"), _id(self._leaving), _id(self._third), _EFFECTIVE, "轮岗", chosen[:_PASSED_ON]
        )
        self._office.perform(hand_over, self._boss, draft)

    def _stand_in(self) -> None:
        draft = CoverDraft(
            _key("cover"), _id(self._absent), _id(self._first), date(2026, 9, 14), date(2026, 9, 18), "年休假"
        )
        self._office.perform(arrange_cover, self._boss, draft)


def _id(actor: Actor) -> int:
    return actor.id or 0


def _key(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"sample {name}"))
