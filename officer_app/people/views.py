"""Views of lists that people keep: filters, order and columns under a name; one's own, or everybody's when shared.

What a view holds is the page's own matter; here it is a JSON object.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final  # Any: a JSON object of the page

import sqlalchemy as sa

from officer_app.core.errors import Conflict, Forbidden, Invalid
from officer_app.core.work import Work, asks, changes
from officer_app.i18n import N_
from officer_app.people.access import Permission, may
from officer_app.people.model import Account, SavedView

LONGEST_NAME: Final = 60
MOST_VIEWS: Final = 50

State = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A view as menus show it; `mine` may change it whatever the role."""

    id: int
    name: str
    owner: str
    mine: bool
    shared: bool
    state: State
    version: int


@asks(Permission.OWN_ACCOUNT)
def list_views(work: Work, page: str) -> list[ViewRow]:
    """The actor's own views of a page and those that are shared, by name; one's own come first."""
    own = SavedView.account_id == work.actor.id
    query = (
        sa.select(SavedView, Account.name)
        .join(Account, Account.id == SavedView.account_id)
        .where(SavedView.page == page, sa.or_(own, SavedView.shared))
        .order_by(sa.case((own, 0), else_=1), SavedView.name, SavedView.id)
    )
    return [_row(work, view, owner) for view, owner in work.session.execute(query)]


@changes(Permission.OWN_ACCOUNT)
def keep_view(work: Work, page: str, name: str, state: State) -> ViewRow:
    """A new view of the actor's own. Raises Invalid naming `name`."""
    name = _checked(work, page, name)
    mine = sa.select(sa.func.count()).where(SavedView.page == page, SavedView.account_id == work.actor.id)
    if (work.session.scalar(mine) or 0) >= MOST_VIEWS:
        raise Invalid(N_("At most {most} views fit."), remedy=N_("Delete one first."), most=MOST_VIEWS)
    view = work.add(SavedView(page=page, name=name, account_id=work.actor.id, shared=False, state=dict(state)))
    return _row(work, view, work.actor.name)


@changes(Permission.OWN_ACCOUNT)
def change_view(
    work: Work, view_id: int, *, version: int, name: str | None = None, state: State | None = None
) -> ViewRow:
    """Another name, or what the list shows now, or both. Raises Invalid, Conflict, Forbidden."""
    view = _to_change(work, view_id, version)
    if name is not None and name.strip() != view.name:
        view.name = _checked(work, view.page, name, view)
    if state is not None:
        view.state = dict(state)
    work.session.flush()
    return _row(work, view, work.get(Account, view.account_id).name)


@changes(Permission.VIEW_SHARE)
def share_view(work: Work, view_id: int, *, shared: bool, version: int) -> None:
    """Everybody sees the view, or its owner alone again."""
    _to_change(work, view_id, version).shared = shared


@changes(Permission.OWN_ACCOUNT)
def delete_view(work: Work, view_id: int, *, version: int) -> None:
    """A view is gone; `restore_view` brings it back."""
    work.session.delete(_to_change(work, view_id, version))


@changes(Permission.OWN_ACCOUNT)
def restore_view(work: Work, page: str, gone: ViewRow) -> ViewRow:
    """A deleted view is there again, as one of the actor's own. Raises Invalid."""
    name = _checked(work, page, gone.name)
    shared = gone.shared and may(work.actor.role, Permission.VIEW_SHARE)
    kept = SavedView(page=page, name=name, account_id=work.actor.id, shared=shared, state=dict(gone.state))
    return _row(work, work.add(kept), work.actor.name)


def _row(work: Work, view: SavedView, owner: str) -> ViewRow:
    mine = view.account_id == work.actor.id
    return ViewRow(view.id, view.name, owner, mine, view.shared, dict(view.state), view.version)


def _to_change(work: Work, view_id: int, version: int) -> SavedView:
    view = work.get(SavedView, view_id)
    if view.account_id != work.actor.id and not (view.shared and may(work.actor.role, Permission.VIEW_SHARE)):
        raise Forbidden(N_("This view belongs to somebody else."), remedy=N_("Keep it under a name of your own."))
    if view.version != version:
        raise Conflict()
    return view


def _checked(work: Work, page: str, name: str, view: SavedView | None = None) -> str:
    name = " ".join(name.split())
    if not name:
        raise Invalid(N_("The view needs a name."), field="name")
    if len(name) > LONGEST_NAME:
        raise Invalid(N_("A name has at most {most} characters."), field="name", most=LONGEST_NAME)
    owner = view.account_id if view is not None else work.actor.id
    taken = sa.select(SavedView.id).where(SavedView.page == page, SavedView.account_id == owner, SavedView.name == name)
    if view is not None:
        taken = taken.where(SavedView.id != view.id)
    if work.session.scalar(taken) is not None:
        raise Invalid(
            N_("There is a view “{name}” already."), remedy=N_("Choose another name."), field="name", name=name
        )
    return name
