"""The sample office's past cases: last year's business and this year's of other channels, brought in from files."""

import csv
import random
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Final

from officer_app.cases.past import import_history
from officer_app.core.calendar import WorkingCalendar
from officer_app.core.work import Office
from officer_app.directory.imports.importing import ImportRequest
from officer_app.directory.lists.browsing import list_enterprises
from officer_app.quota.city import CityDraft, CityMeasure, enter_city_figure
from officer_app.sample.diary import Diary
from officer_app.sample.people import Crew

_SEED: Final = 20250917
_HEAD: Final = (
    "案件编号", "业务类型", "申请条件", "申请人代码", "统一社会信用代码", "企业名称", "街镇", "社保缴费基数倍数",
    "受理日期", "初审日期", "初审工作日", "办结日期", "状态", "备注",
)  # fmt: skip
# Channel, prefix of its numbers, condition, and how many were finished in 2025 and in 2026 until August.
_BUSINESS: Final = (
    ("人才引进", "YJ", "高层次人才", 64, 58),
    ("人才引进", "YJ", "重点机构紧缺急需人才", 22, 31),
    ("居转户", "JZ", "持证及参保满7年", 96, 83),
    ("居住证积分新办", "JX", "", 41, 33),
    ("居住证积分续办", "JX", "", 78, 74),
    ("留学生落户", "LX", "", 18, 14),
    ("特殊人才", "TS", "区专用额度自主审批", 37, 0),
)
_FILES: Final = ((date(2026, 1, 12), 2025, date(2025, 12, 31)), (date(2026, 9, 2), 2026, date(2026, 8, 31)))
_DAYS: Final = (1, 2, 2, 2, 3, 3, 3, 4, 5)


class PastBusiness:
    """Enters the imports of past cases, and the city's figures, into the diary."""

    def __init__(self, office: Office, diary: Diary, crew: Crew, calendar: WorkingCalendar) -> None:
        self._office, self._diary, self._crew, self._calendar = office, diary, crew, calendar

    def plan(self) -> None:
        """Let the office staff import a file a year, and a supervisor enter what the city published."""
        for day, year, until in _FILES:
            self._diary.enter(day, 15, 20, partial(self._import, year, until))
        self._diary.enter(date(2026, 3, 6), 10, 5, partial(self._city, 2025, "52.40", "示例：2025 年全市人才工作通报"))
        self._diary.enter(date(2026, 7, 20), 10, 5, partial(self._city, 2026, "54.10", "示例：2026 年上半年全市通报"))

    def _city(self, year: int, value: str, source: str) -> None:
        draft = CityDraft(year, CityMeasure.BASE, Decimal(value), source)
        self._office.perform(enter_city_figure, self._crew.supervisors[0], draft)

    def _import(self, year: int, until: date) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{year}年人才业务台账.csv"
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows([_HEAD, *self._rows(year, until)])
            self._office.perform(import_history, self._crew.staff, ImportRequest(path))

    def _rows(self, year: int, until: date) -> Iterator[Sequence[object]]:
        draw = random.Random(_SEED + year)
        listed = self._office.read(list_enterprises, self._crew.staff, limit=1000).rows
        first = date(year, 1, 8)
        number = 0
        for channel, prefix, condition, last_year, this_year in _BUSINESS:
            for _case in range(last_year if year == 2025 else this_year):
                number += 1
                finished = first + timedelta(days=draw.randrange((until - first).days + 1))
                took = draw.choice(_DAYS)
                reviewed = self._calendar.add_working_days(finished, -draw.randrange(3, 12)).day
                accepted = self._calendar.add_working_days(reviewed, -took).day
                whose, who = draw.choice(listed), f"申请人{year % 100}{number:04d}"
                base = f"{draw.randrange(180, 560) / 100:.2f}" if channel in ("特殊人才", "居转户") else ""
                yield (
                    f"{prefix}{year}{number:05d}", channel, condition, who, whose.uscc, whose.name, whose.subdistrict,
                    base, accepted, reviewed, took, finished, "办结", "",
                )  # fmt: skip
