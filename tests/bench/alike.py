"""What may be the same: how long the look-up takes while somebody types, and how many misspelled names it finds."""

import random
from pathlib import Path
from time import process_time
from typing import Final

import sqlalchemy as sa

from officer_app.core.work import Office
from officer_app.directory.duplicates import Described, likely_duplicates
from officer_app.directory.model import Enterprise
from tests.bench.data import SEED
from tests.bench.lookups import furnish_again
from tests.bench.measure import Report, once
from tests.bench.office import SUPERVISOR, furnish

_TRIED: Final = 200
_STEM: Final = "澜旻珂朔玖凌翊穹珩屹曜岚隽霁筠沅昉铎苒琮"


def _written_otherwise(draw: random.Random, name: str) -> dict[str, str]:
    """The name as others would write it; the last two are wrong by one character of the name proper."""
    bare = name.removeprefix("上海")
    place = 2 + draw.randrange(2)
    return {
        "legal form": name.replace("有限公司", "有限责任公司"),
        "brackets": f"{bare.removesuffix('有限公司')}（上海）有限公司",
        "unfinished": name[: max(5, len(name) - 4)],
        "one character left out": name[:place] + name[place + 1 :],
        "one character wrong": name[:place] + draw.choice(_STEM) + name[place + 1 :],
    }


def measure(size: int, folder: Path) -> Report:
    """As somebody enters an enterprise that is there already, written in another way."""
    report = Report("alike", size)
    path = folder / "office.sqlite"
    if not path.exists():
        report.facts["seconds_to_fill"] = round(once(lambda: furnish(path, size).close()), 1)
    office = furnish_again(path)
    draw = random.Random(SEED)
    found: dict[str, list[bool]] = {}
    for key, name in _names(office, draw.sample(range(1, size + 1), min(2 * _TRIED, size)))[:_TRIED]:
        for way, written in _written_otherwise(draw, name).items():
            described, hits = Described(written), []

            def look(described: Described = described, hits: list[int] = hits) -> None:
                hits[:] = [one.id for one in office.read(likely_duplicates, SUPERVISOR, described)]

            look()
            seconds = once(look, process_time)
            report.add({"look": [seconds], way: [seconds]})
            found.setdefault(way, []).append(key in hits)
    report.limit("look p95", report.p95("look") * 1000, 50)
    report.facts["found"] = {way: round(sum(hits) / len(hits), 3) for way, hits in found.items()}
    office.close()
    return report


def _names(office: Office, ids: list[int]) -> list[tuple[int, str]]:
    with office.database.transaction(writes=False) as connection:
        query = sa.select(Enterprise.id, Enterprise.name).where(Enterprise.id.in_(ids)).order_by(Enterprise.id)
        rows = list(connection.execute(query))
    # Others are not written otherwise by changing the end.
    plain = [row for row in rows if row.name.endswith("有限公司") and "（" not in row.name and "股份" not in row.name]
    return [(row.id, row.name) for row in plain]
