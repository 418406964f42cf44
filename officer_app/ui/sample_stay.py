"""A throw-away sample office on this machine: its folder, its people, and the end of both."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from officer_app.core.progress import Progress
    from officer_app.sample.build import SampleOffice


class SampleStay:
    """`folder` is None until one is built and after it was removed; `people` are names with their roles."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self.people: list[tuple[str, str]] = []
        self.password = ""

    def build(self, progress: "Progress") -> "SampleOffice":
        """Make the office in the folder; runs off the window's thread. Raises Cancelled, DiskTrouble."""
        from officer_app.sample.build import build, write_directory

        assert self.folder is not None
        write_directory(self.folder / "directory.xlsx")
        return build(str(self.folder / "office.db"), self.folder / "directory.xlsx", progress)

    def begin(self) -> None:
        """Take a folder for it."""
        import tempfile

        self.folder = Path(tempfile.mkdtemp(prefix="officer-sample-"))

    def know(self, sample: "SampleOffice") -> None:
        """Who can be chosen at the sign-in: whoever looks round begins with the work, not with the administration."""
        from officer_app.people.access import Role
        from officer_app.sample.people import PASSWORD

        crew = sample.crew
        people = sorted(crew.everyone, key=lambda actor: actor in (crew.administrator, *crew.of(Role.AUDITOR)))
        self.people = [(actor.name, actor.role) for actor in people]
        self.password = PASSWORD

    def drop(self) -> None:
        """Remove it with everything that was entered."""
        if self.folder is not None:
            import shutil

            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder = None
