"""The pages of the navigation, in its order. Each is imported when it is first opened."""

from typing import Final

from officer_app.ui.page import Page

PAGES: Final[tuple[Page, ...]] = ()
