"""From which pool a case is to get its unit: chosen until first review passes."""

from officer_app.i18n import _
from officer_app.quota.case_file import CaseFile
from officer_app.quota.pools import PoolRow, choose_pool, list_pools
from officer_app.ui.cases.step_form import Call, StepForm
from officer_app.ui.page import Desk
from officer_app.ui.widgets import Choice


class PoolForm(StepForm):
    """The year's pools with what is left in each."""

    def __init__(self, desk: Desk, file: CaseFile) -> None:
        super().__init__(file, _("Pool of the unit"), _("Take the unit from it"))
        self.pool = Choice(_("Pool"))
        self.form.add("pool", _("Pool"), self.pool, needed=True)
        self.say(_("First review reserves one unit there; it can be chosen until then."))
        desk.jobs.read(list_pools, desk.today().year, then=self._offer, owner=self)

    def call(self) -> Call | None:
        name = self.pool.value()
        if name is None:
            return None
        said = _("The unit comes from: {pool}.").format(pool=self.pool.currentText())
        return Call(choose_pool, (self.file.id, str(name)), said)

    def _offer(self, pools: list[PoolRow]) -> None:
        words = _("{pool}, {left} left")
        choices = [(pool.name, words.format(pool=pool.label, left=pool.left)) for pool in pools]
        self.pool.set_choices(choices, self.file.filed.pool)
