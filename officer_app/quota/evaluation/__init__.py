"""The evaluation of a case on the sheet that was in force when it was accepted."""

from officer_app.cases.evaluation_sheet import MOST as MOST
from officer_app.cases.evaluation_sheet import Band as Band
from officer_app.cases.evaluation_sheet import SheetCriterion as SheetCriterion
from officer_app.cases.evaluation_sheet import SheetForm as SheetForm
from officer_app.quota.evaluation.scoring import ScoreDraft as ScoreDraft
from officer_app.quota.evaluation.scoring import score as score
from officer_app.quota.evaluation.sheet import Mark as Mark
from officer_app.quota.evaluation.sheet import ReviewerTotal as ReviewerTotal
from officer_app.quota.evaluation.sheet import Sheet as Sheet
from officer_app.quota.evaluation.sheet import SheetLine as SheetLine
from officer_app.quota.evaluation.sheet import readiness as readiness
from officer_app.quota.evaluation.sheet import sheet_of as sheet_of
from officer_app.quota.evaluation.sheet import sheet_seen as sheet_seen
from officer_app.quota.evaluation.sheet import weigh as weigh
