"""The pools of the sample office: the year's grants, an industry's and a campaign's pool, a move and an adjustment."""

import random
from datetime import date
from functools import partial
from typing import Final

from officer_app.core.work import Office
from officer_app.directory.industries import Industry
from officer_app.quota.model import GENERAL, PoolKind
from officer_app.quota.moving import MoveDraft, move_units
from officer_app.quota.pool import GrantDraft, adjust_quota, grant_quota
from officer_app.quota.pools import PoolDraft, open_pool
from officer_app.sample.diary import Diary
from officer_app.sample.people import Crew
from officer_app.sample.visits import draft_id

CAMPAIGN: Final = "海外人才秋季专项"
_INDUSTRY: Final = Industry.NEXT_GEN_IT
_SEED: Final = 20260701


class Pools:
    """What happens to the quota beside the cases; the first supervisor answers for it."""

    def __init__(self, office: Office, diary: Diary, draw: random.Random, crew: Crew) -> None:
        self._office, self._diary, self._draw, self._boss = office, diary, draw, crew.supervisors[0]
        self._own = random.Random(_SEED)

    def plan(self) -> None:
        """Enter the year's grants and what becomes of them."""
        for day, count, document in (
            (date(2026, 1, 5), 50, "沪人社才〔2026〕3 号"),
            (date(2026, 6, 18), 9, "沪人社才〔2026〕47 号"),
        ):
            grant = GrantDraft(draft_id(self._draw), day.year, count, document)
            self._diary.enter(day, 9, 30, partial(self._office.perform, grant_quota, self._boss, grant))
        self._diary.enter(date(2026, 7, 1), 9, 10, self._open)
        lowered = GrantDraft(
            draft_id(self._own), 2026, -1, "沪人社才〔2026〕58 号", "市局核减重复核定 1 个", _INDUSTRY.value
        )
        self._diary.enter(date(2026, 7, 20), 15, 20, partial(self._office.perform, adjust_quota, self._boss, lowered))

    def _open(self) -> None:
        for draft in (
            PoolDraft(2026, PoolKind.INDUSTRY, industry=_INDUSTRY),
            PoolDraft(2026, PoolKind.CAMPAIGN, CAMPAIGN),
        ):
            self._office.perform(open_pool, self._boss, draft)
        for target, count, reason in (
            (_INDUSTRY.value, 4, "新一代信息技术企业申报集中，单列使用"),
            (CAMPAIGN, 2, "海外人才秋季专项推介会"),
        ):
            move = MoveDraft(draft_id(self._own), 2026, GENERAL, target, count, reason, "宝人社〔2026〕31 号")
            self._office.perform(move_units, self._boss, move)
