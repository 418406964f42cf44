"""Whether a paper is a draft or was issued: what it says of itself in its head and foot."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from officer_app.core.words import chinese_day

DRAFT_WORD: Final = "草稿"


@dataclass(frozen=True, slots=True)
class Stamp:
    """The number a paper was issued under, and which one it replaces; without a number it is a draft."""

    number: str = ""
    replaces: str = ""
    replaced_on: date | None = None

    @property
    def head(self) -> str:
        """Under the title: the draft as one, else the number."""
        return f"（{self.number}）" if self.number else f"（{DRAFT_WORD}）"

    @property
    def replacing(self) -> str:
        """Which paper this one takes the place of, as a line of its own; empty if none."""
        if not self.replaces or self.replaced_on is None:
            return ""
        return f"（替代{chinese_day(self.replaced_on)}印发的{self.replaces}）"

    @property
    def foot(self) -> str:
        """In the foot line."""
        return self.number or DRAFT_WORD

    @property
    def mark(self) -> str:
        """In the head line of a list or form: the number or that it is a draft, and which paper it replaces."""
        return self.foot + self.replacing


DRAFT: Final = Stamp()
