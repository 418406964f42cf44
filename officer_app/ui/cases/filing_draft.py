"""What is typed into the fields of an application, read as a draft."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any  # Any: keyword arguments of a draft

from officer_app.cases.drafts import CaseDraft, PaperDraft
from officer_app.core.errors import AppError, Invalid
from officer_app.i18n import N_
from officer_app.ui.cases.month_bases import amount_of

if TYPE_CHECKING:
    from officer_app.ui.cases.filing_fields import FilingFields


def draft_typed(
    fields: "FilingFields",
    draft_id: str,
    papers: tuple[PaperDraft, ...],
    errors: list[AppError],
    *,
    keeps_number: bool,
) -> CaseDraft | None:
    """The case as typed, or None after adding to `errors` what is wrong; `keeps_number`: an empty one is the old."""
    hit = fields.enterprise.hit()
    needed: list[tuple[str, object]] = [
        ("enterprise", hit),
        ("name", fields.name.text().strip()),
        ("id_number", fields.id_number.text().strip() or keeps_number),
        ("post", fields.post.text().strip()),
        ("reason", fields.reason.toPlainText().strip()),
    ]
    errors += [Invalid(N_("This must not be empty."), field=field) for field, value in needed if not value]
    for field, edit in (("born_on", fields.born_on), ("joined_on", fields.joined_on)):
        if edit.value() is None:
            errors.append(Invalid(N_("Enter a date."), field=field))
    for field, edit in (
        ("introduced_on", fields.introduced_on),
        ("graduated_on", fields.graduated_on),
        ("contract_end", fields.contract_end),
    ):
        if edit.wrong():
            errors.append(Invalid(N_("Enter a date."), field=field))
    pay = _pay(fields, errors)
    rows: dict[str, Any] = {}
    for name, read in (("bases", fields.bases.drafts), ("family", fields.family.drafts)):
        try:
            rows[name] = read()
        except Invalid as error:
            errors.append(error)
    if errors or hit is None:
        return None
    enterprise_id = hit.value
    assert isinstance(enterprise_id, int)
    dependants, note = fields.family.unnamed()
    chosen: dict[str, Any] = {
        name: getattr(fields, name).value()
        for name in (
            "applicant_kind", "pool", "id_kind", "sex", "education", "degree", "born_on", "joined_on", "contract_end",
            "graduated_on", "introduced_on",
        )
    }  # fmt: skip
    typed = {
        name: getattr(fields, name).text().strip() for name in ("name", "id_number", "post", "school", "major", "title")
    }
    return CaseDraft(
        draft_id=draft_id,
        enterprise_id=enterprise_id,
        reason=fields.reason.toPlainText().strip(),
        recommendation=fields.recommendation.toPlainText().strip(),
        urgently_needed=fields.urgently_needed.isChecked(),
        dependants=dependants,
        dependants_note=note,
        papers=papers,
        **pay,
        **rows,
        **typed,
        **chosen,
    )


def _pay(fields: "FilingFields", errors: list[AppError]) -> dict[str, Any]:
    """Base, income and tax; what is no amount goes to `errors`. Months of their own stand in for the base."""
    by_month = fields.bases.by_month.isChecked()
    found: dict[str, Any] = {}
    for name, typed, words in (
        ("contribution_base", fields.contribution_base.text(), N_("Enter the monthly base in yuan, above zero.")),
        ("income", fields.income.text(), N_("Enter the income of a year before taxes, in yuan.")),
        ("income_tax", fields.income_tax.text(), N_("Enter the tax in yuan, zero if none was paid.")),
    ):
        amount = Decimal(0) if by_month and name == "contribution_base" else amount_of(typed)
        if amount is None:
            errors.append(Invalid(words, field=name))
        else:
            found[name] = amount
    return found
