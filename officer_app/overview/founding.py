"""The first start: an office with its administrator and the reference data it cannot work without."""

from officer_app.core.errors import Invalid
from officer_app.core.holidays import store_shipped_years
from officer_app.core.work import Actor, Work, changes
from officer_app.directory.service import store_subdistricts
from officer_app.i18n import N_, _
from officer_app.people.access import Permission
from officer_app.people.service import found_office
from officer_app.people.settings import store_setting

_LONGEST_NAME = 60


@changes(Permission.FOUND_OFFICE)
def found(work: Work, office: str, administrator: str, password: str) -> Actor:
    """Create the first administrator, load sub-districts and holidays, and name the office as its papers do.

    All or nothing. Raises Invalid naming the field `office`, `administrator` or `password`, and Forbidden when the
    office has been founded already.
    """
    office = office.strip()
    if not office:
        raise Invalid(N_("The office needs a name."), field="office")
    if len(office) > _LONGEST_NAME:
        raise Invalid(N_("A name has at most {most} characters."), field="office", most=_LONGEST_NAME)
    try:
        actor = found_office(work, administrator, password)
    except Invalid as error:
        if error.field == "name":
            error.field = "administrator"
        raise
    store_subdistricts(work)
    store_shipped_years(work)
    store_setting(work, "office.name", work.today, office, _("Entered when the office was created."))
    return actor
