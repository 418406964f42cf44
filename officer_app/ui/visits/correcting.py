"""A correction under way: which visit, as it was when the correction began, and what somebody else made of it since."""

from collections.abc import Mapping
from typing import Any  # a kept draft is JSON of any shape

from officer_app.ui.visits.checklist import answers_payload
from officer_app.ui.visits.differences import Difference, Side, differences, merged
from officer_app.ui.visits.fields import payload_of
from officer_app.visits.reading import VisitFile


class Correcting:
    """`visit_id` is None while a new visit is written. `original` is the form as it was when the correction began."""

    def __init__(self) -> None:
        self.visit_id: int | None = None
        self.version: int | None = None
        self.original: dict[str, Any] | None = None
        self._stored: tuple[dict[str, Any], int] = ({}, 0)

    def begin(self, file: VisitFile, original: dict[str, Any]) -> None:
        """Correct this visit, shown on the form as `original`."""
        self.visit_id, self.version, self.original = file.row.id, file.version, original

    def as_draft(self) -> dict[str, Any]:
        """What a draft holds of it besides what was typed."""
        return {"visit_id": self.visit_id, "version": self.version, "original": self.original}

    def resume(self, kept: Mapping[str, Any]) -> None:
        """Go on as it was kept."""
        original = kept.get("original")
        self.visit_id, self.version = kept.get("visit_id"), kept.get("version")
        self.original = dict(original) if original else None

    def compare(self, file: VisitFile, mine: Mapping[str, Any], questions: Mapping[str, str]) -> list[Difference]:
        """Where mine and what is stored now differ."""
        self._stored = {**payload_of(file), "answers": answers_payload(file.answers)}, file.version
        return self._differences(mine, questions)

    def settle(
        self, mine: Mapping[str, Any], questions: Mapping[str, str], sides: Mapping[str, Side]
    ) -> dict[str, Any]:
        """What was chosen; it is saved on top of what is stored now."""
        whole = merged(mine, self._stored[0], self._differences(mine, questions), sides)
        self.original, self.version = self._stored
        return whole

    def _differences(self, mine: Mapping[str, Any], questions: Mapping[str, str]) -> list[Difference]:
        theirs = self._stored[0]
        return differences(self.original or theirs, mine, theirs, questions)
