"""服务联系卡 on A6: the officers with their numbers large enough to read at arm's length, what they do, how to come."""

from typing import Final

from officer_app.core.documents.breaking import compose
from officer_app.core.documents.faces import FORM_TITLE, STRONG, VALUE
from officer_app.core.documents.paper import INNER, MM, OUTER, Page, Paper
from officer_app.core.words import chinese_day
from officer_app.overview.contact_card import CardOfficer, ContactCard, absence

TITLE: Final = "服务联系卡"
SIZE: Final = (105 * MM, 148 * MM)

_SIDE: Final = 9 * MM
_RIGHT: Final = SIZE[0] - _SIDE
_SPAN: Final = _RIGHT - _SIDE
_MIDDLE: Final = SIZE[0] / 2
_ROW: Final = 8.6 * MM
_NOTE: Final = 4.6 * MM
_MOST_EXTRA: Final = 3.6 * MM
_FOOT: Final = 139 * MM
_WAY: Final = 4.7 * MM
_SERVICE: Final = 5 * MM
_GAP: Final = 6 * MM


def draw_card(card: ContactCard) -> bytes:
    """The PDF, one page however many serve. Raises MissingGlyph."""
    paper = Paper(
        title=f"{TITLE} {card.enterprise}", author=card.office, subject=TITLE, made_at=card.made_at, size=SIZE
    )
    page = paper.new_page()
    y = _head(page, card)
    below = _below(card)
    instead = "请拨服务热线" if card.hotline else "—"
    shown = _fitting(card.officers, _foot_at(card) - below - y)
    # A card with few names uses the room it has.
    others = _NOTE if len(shown) < len(card.officers) else 0
    spare = (_foot_at(card) - below - y - _height(shown) - others) / (len(shown) + 2)
    row = _ROW + max(0.0, min(_MOST_EXTRA, spare))
    for one in shown:
        y = _officer(page, one, y, row, instead)
    if not shown:
        y = _nobody(page, y, "联络员待定，请先拨服务热线" if card.hotline else "联络员待定")
    elif len(shown) < len(card.officers):
        names = "、".join(one.name for one in card.officers[len(shown) :])
        line = compose(f"另有 {names}", VALUE, 8, _SPAN)[0]
        page.line(line, _SIDE, y + 4 * MM)
        y += _NOTE
    if card.services:
        _services(page, card.services, y + _GAP + max(0.0, min(_MOST_EXTRA, spare)))
    _foot(page, card)
    paper.mark(card.enterprise, page)
    return paper.finish()


def _head(page: Page, card: ContactCard) -> float:
    page.text(card.office, VALUE, 8, _MIDDLE, 12 * MM, "center")
    page.text(TITLE, FORM_TITLE, 18, _MIDDLE, 22 * MM, "center")
    y = 30 * MM
    for line in compose(card.enterprise, STRONG, 10.5, _SPAN, company=True)[:2]:
        page.line(line, _SIDE + (_SPAN - line.width) / 2, y)
        y += 5.2 * MM
    y -= 1.6 * MM
    page.rule(_SIDE, y, _RIGHT, y, OUTER)
    return y


def _officer(page: Page, one: CardOfficer, y: float, row: float, instead: str) -> float:
    baseline = y + row / 2 + 1.6 * MM
    page.text(one.duty, VALUE, 8.5, _SIDE, baseline)
    page.text(one.name, STRONG, 12, _SIDE + 31 * MM, baseline)
    if one.phone:
        page.text(one.phone, VALUE, 11.5, _RIGHT, baseline, "right")
    else:
        page.text(instead, VALUE, 8.5, _RIGHT, baseline, "right")
    y += row
    if one.stand_in:
        page.text(absence(one), VALUE, 8.5, _RIGHT, y + 0.9 * MM, "right")
        y += _NOTE
    page.rule(_SIDE, y, _RIGHT, y, INNER)
    return y


def _nobody(page: Page, y: float, words: str) -> float:
    page.text(words, VALUE, 9.5, _MIDDLE, y + 5.9 * MM, "center")
    page.rule(_SIDE, y + _ROW, _RIGHT, y + _ROW, INNER)
    return y + _ROW


def _fitting(officers: tuple[CardOfficer, ...], room: float) -> tuple[CardOfficer, ...]:
    """As many officers as have room, the first ones; the names of the others take a line."""
    if _height(officers) <= room:
        return officers
    return next(officers[:count] for count in range(len(officers), -1, -1) if _height(officers[:count]) + _NOTE <= room)


def _height(officers: tuple[CardOfficer, ...]) -> float:
    return sum(_ROW + (_NOTE if one.stand_in else 0) for one in officers)


def _below(card: ContactCard) -> float:
    """The height of what is offered, with the space above it."""
    return 0 if not card.services else _GAP + 5 * MM + _SERVICE * len(_columns(card.services))


def _columns(services: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Rows of services: two where both fit into half the width, else one."""
    rows: list[tuple[str, ...]] = []
    waiting: str | None = None
    for service in services:
        if compose(service, VALUE, 9, _SPAN)[0].width > _SPAN / 2 - 4 * MM:
            rows += [(waiting,)] if waiting is not None else []
            rows.append((service,))
            waiting = None
        elif waiting is None:
            waiting = service
        else:
            rows.append((waiting, service))
            waiting = None
    return rows + ([(waiting,)] if waiting is not None else [])


def _services(page: Page, services: tuple[str, ...], y: float) -> None:
    page.text("可为您办理", STRONG, 9, _SIDE, y)
    y += 2 * MM
    for row in _columns(services):
        y += _SERVICE
        for place, service in enumerate(row):
            x = _SIDE + place * _SPAN / 2
            page.dot(x + 1.1 * MM, y - 1.1 * MM, 0.45 * MM)
            page.line(compose(service, VALUE, 9, _SPAN - 4 * MM)[0], x + 3.2 * MM, y)


def _foot_at(card: ContactCard) -> float:
    """The height of the rule above how the office is reached."""
    return _FOOT - _WAY * len(card.ways()) - 4.6 * MM


def _foot(page: Page, card: ContactCard) -> None:
    ways = card.ways()
    top = _FOOT - _WAY * len(ways)
    page.rule(_SIDE, _foot_at(card), _RIGHT, _foot_at(card), OUTER)
    for place, (label, words) in enumerate(ways):
        baseline = top + place * _WAY
        page.text(label, VALUE, 8.5, _SIDE, baseline)
        page.line(compose(words, STRONG if not place else VALUE, 8.5, _SPAN - 17 * MM)[0], _SIDE + 17 * MM, baseline)
    page.text(f"{chinese_day(card.made_at.date())}制", VALUE, 7.5, _RIGHT, _FOOT, "right")
