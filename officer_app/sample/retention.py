"""The sample office keeps people met on visits for half a year; two days ago it was proposed to remove the rest."""

from datetime import date, timedelta
from typing import Final
from uuid import NAMESPACE_OID, uuid5

from officer_app.core.work import Office
from officer_app.overview.retention.kinds import Kind
from officer_app.overview.retention.service import MONTHS, propose_purge, retention_kinds
from officer_app.people.access import Role
from officer_app.people.settings import store_setting
from officer_app.sample.diary import Diary
from officer_app.sample.people import Crew

_HALF_A_YEAR: Final = 6


class Retention:
    """`plan` enters it into the diary."""

    def __init__(self, office: Office, diary: Diary, crew: Crew) -> None:
        self._office, self._diary, self._crew = office, diary, crew

    def plan(self, today: date) -> None:
        """The period is set with the office; the proposal is two days old."""
        staff = self._crew.of(Role.STAFF)[0]
        months = {row.kind.value: row.months for row in self._office.read(retention_kinds, staff)}
        months[Kind.VISIT_PERSON.value] = _HALF_A_YEAR
        self._office.perform(
            store_setting, self._crew.administrator, MONTHS.key, self._diary.today, months, "示例单位自定"
        )
        self._diary.enter(today - timedelta(days=2), 16, 0, self._propose)

    def _propose(self) -> None:
        staff = self._crew.of(Role.STAFF)[0]
        draft = str(uuid5(NAMESPACE_OID, "sample removal"))
        self._office.perform(propose_purge, staff, draft, Kind.VISIT_PERSON, "走访人员信息保存期满")
