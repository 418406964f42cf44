"""The sample office's directory: the first edition from a workbook, the next one a year on, papers in a few files."""

import uuid
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

from officer_app.assignments.importing import import_enterprises
from officer_app.core.work import Office
from officer_app.directory.attachments import PaperDraft, add_paper
from officer_app.directory.custom_fields import FieldKind
from officer_app.directory.defining_fields import FieldDraft, define_field
from officer_app.directory.editions.listings import (
    ListingDraft,
    ListingFilter,
    ListingLine,
    Standing,
    list_enterprise,
    list_listings,
    remove_listing,
    save_listing,
)
from officer_app.directory.editions.service import EditionRow, begin_edition, list_editions, publish_edition
from officer_app.directory.imports.importing import ImportRequest
from officer_app.directory.industries import Industry
from officer_app.sample.diary import Diary
from officer_app.sample.enterprises import LISTING_STAGES
from officer_app.sample.people import Crew

_FIRST: Final = 2025
_REVISED_ON: Final = date(2026, 1, 12)
_PAPERS: Final = (
    ("高新技术企业证书说明.txt", "证书编号见原件，有效期三年。原件由企业保管。"),
    ("2025 年用工情况表.txt", "全员 412 人，其中博士 6 人、硕士 71 人；本年新引进 38 人。"),
)
# In every so manieth line of the directory the next edition differs.
_LATER, _LEFT, _MOVED = 29, 31, 47


class Editions:
    """Two published editions, and what changed between them."""

    def __init__(self, office: Office, diary: Diary, crew: Crew) -> None:
        self._office, self._diary, self._crew = office, diary, crew
        self._boss = crew.supervisors[0]

    def first(self, workbook: Path) -> None:
        """The first edition, as the workbook lists it; some are left for the next."""
        office, boss = self._office, self._boss
        for field in (
            FieldDraft("上市进展", FieldKind.CHOICE, LISTING_STAGES),
            FieldDraft("研发人员占比", FieldKind.NUMBER),
        ):
            office.perform(define_field, self._crew.administrator, field)
        office.perform(import_enterprises, boss, ImportRequest(workbook, edition=_FIRST))
        edition = self._latest()
        for line in self._every(edition, _LATER):
            office.perform(remove_listing, boss, line.id, reason="入选材料不齐，下一年再议")
        self._publish()

    def plan(self) -> None:
        """Enter the next edition into the diary, and papers that officers add to files."""
        self._diary.enter(_REVISED_ON, 9, 30, self._next)
        for number, (name, text) in enumerate(_PAPERS):
            self._diary.enter(date(2026, 3, 9 + number), 16, 5, self._keep(number, name, text))

    def _next(self) -> None:
        office, boss = self._office, self._boss
        first = self._latest()
        edition_id = office.perform(begin_edition, boss, _FIRST + 1, like=first.id).value
        left_for_now = ListingFilter(standing=Standing.REMOVED)
        for line in office.read(list_listings, boss, first.id, left_for_now, limit=1000).rows:
            office.perform(
                list_enterprise,
                boss,
                edition_id,
                line.enterprise_id,
                industry=line.industry,
                tier=line.tier,
                reason=line.reason,
                evidence="2025 年补充材料",
            )
        draft = self._latest()
        for line in self._every(draft, _LEFT):
            office.perform(remove_listing, boss, line.id, reason="迁出本区")
        for line in self._every(draft, _MOVED):
            materials = line.industry is Industry.ADVANCED_MATERIALS
            other = Industry.ROBOTICS if materials else Industry.ADVANCED_MATERIALS
            office.perform(save_listing, boss, line.id, ListingDraft(other, line.tier, "主营业务调整", "年度经营报告"))
        self._publish()

    def _latest(self) -> EditionRow:
        return self._office.read(list_editions, self._boss)[0]

    def _publish(self) -> None:
        edition = self._latest()
        self._office.perform(publish_edition, self._boss, edition.id, version=edition.version)

    def _every(self, edition: EditionRow, step: int) -> list[ListingLine]:
        rows = self._office.read(list_listings, self._boss, edition.id, limit=1000).rows
        return list(rows[::step])

    def _keep(self, number: int, name: str, text: str) -> Callable[[], object]:
        def keep() -> None:
            line = self._every(self._latest(), 40)[number]
            key = str(uuid.uuid5(uuid.NAMESPACE_OID, name))
            paper = PaperDraft(key, line.enterprise_id, name, text.encode())
            self._office.perform(add_paper, self._crew.liaisons[0], paper)

        return keep
