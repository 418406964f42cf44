"""Setting Chinese text: line breaks, rare characters, the grid, files written whole."""

import errno
import io
import os
import string
import subprocess
import sys
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from officer_app import paths
from officer_app.core.charts import scale_top
from officer_app.core.documents import faces, letter
from officer_app.core.documents.breaking import (
    CLOSING,
    NO_END,
    NO_START,
    OPENING,
    SQUEEZE,
    UNITS,
    Line,
    Paragraph,
    compose,
    take,
)
from officer_app.core.documents.faces import MissingGlyph, printable
from officer_app.core.documents.house import CELL_LINES, Cell, Frame, Row, Text, check_code, parted
from officer_app.core.documents.listing import Column, Listing
from officer_app.core.documents.outlines import cut
from officer_app.core.documents.paper import MM, Page, Paper
from officer_app.core.documents.writing import write_whole
from officer_app.core.errors import DiskTrouble
from officer_app.i18n import speaking
from tests.paper_samples import a_visit
from tests.pdf_reading import Reading

MADE = datetime(2026, 11, 19, 8, 42, tzinfo=UTC)
HAN = "企业今年新设供应链算法中心现有员工其中研发人员预计招聘岗位反映两名核心技术希望了解申报条件二三"

_words = st.text(HAN, min_size=1, max_size=9)
_tails = st.sampled_from(
    ["", "，", "。", "、", "：“", "”", "）。", "》，", "（", "《", "——", "……", "TR-2026-0042", "3.5%", "2026年", "12个",
     "（3）", "HR ", "¥5", "100万元", "！", "？”", "；", "·"]
)  # fmt: skip
_texts = st.lists(st.tuples(_words, _tails), min_size=1, max_size=25).map(
    lambda parts: "".join(word + tail for word, tail in parts)
)
_roles = st.sampled_from([faces.RUNNING, faces.LETTER, faces.VALUE, faces.STRONG])


def paper() -> Paper:
    return Paper(title="试", author="局", subject="试", made_at=MADE)


def printed(text: str, role: faces.Role = faces.RUNNING, size: float = 11, measure: float = 400) -> bytes:
    sheet = paper()
    page = sheet.new_page()
    for index, line in enumerate(compose(text, role, size, measure, justify=True)):
        page.line(line, 60, 60 + index * 1.6 * size)
    return sheet.finish()


# ---- line breaking -------------------------------------------------------------------------------------------------


@given(_texts, _roles, st.integers(14, 45), st.booleans())
def test_no_line_starts_or_ends_with_a_forbidden_mark(text: str, role: faces.Role, signs: int, justify: bool) -> None:
    lines = compose(text, role, 10, signs * 10, indent=20, justify=justify)
    for before, after in pairwise(lines):
        assert after.text[0] not in NO_START
        assert before.text[-1] not in NO_END


@given(_texts, _roles, st.integers(14, 45))
def test_runs_of_latin_and_digits_dashes_and_units_are_never_parted(text: str, role: faces.Role, signs: int) -> None:
    whole = set(string.ascii_letters + string.digits + "-.%")
    for before, after in _neighbours(compose(text, role, 10, signs * 10)):
        assert not (before in whole and after in whole)
        assert (before, after) not in {("—", "—"), ("…", "…")}
        assert not (before.isdigit() and after in UNITS)


def _neighbours(lines: list[Line]) -> list[tuple[str, str]]:
    return [
        (before.text[-1], after.text[0])
        for before, after in pairwise(lines)
        if before.paragraph.text[before.end : before.end + 1] != " "
    ]


@given(_texts, _roles, st.integers(14, 45), st.booleans())
def test_no_line_is_wider_than_the_measure_and_marks_give_way_by_a_fifth_at_most(
    text: str, role: faces.Role, signs: int, justify: bool
) -> None:
    measure = signs * 10.0
    for line in compose(text, role, 10, measure, indent=20, justify=justify):
        assert line.shift + line.width <= measure + 0.01
        assert 0 <= line.squeeze <= SQUEEZE
        if justify and not line.last and line.stretch:
            assert line.shift + line.width == pytest.approx(measure, abs=0.01)


@given(_texts, _roles, st.integers(14, 45))
def test_no_character_is_lost_between_lines(text: str, role: faces.Role, signs: int) -> None:
    joined = "".join(line.text for line in compose(text, role, 10, signs * 10))
    assert joined.replace(" ", "") == printable(text).replace(" ", "")


@given(_texts, st.integers(14, 45))
def test_a_last_line_keeps_three_characters(text: str, signs: int) -> None:
    lines = compose(text, faces.VALUE, 10, signs * 10)
    if len(lines) > 1:
        assert len(lines[-1].text.strip()) >= 3 or lines[-1].text[0] in "（《" or len(lines[-2].text) < 5


@given(st.text(max_size=300), st.integers(3, 40))
def test_any_text_is_set_or_refused_by_name(text: str, signs: int) -> None:
    try:
        lines = compose(text, faces.VALUE, 10, signs * 10, justify=True)
    except MissingGlyph as refusal:
        missing = str(refusal.params["character"])
    else:
        missing = ""
        assert sum(len(line.text.replace(" ", "")) for line in lines) <= len(printable(text))
    assert missing in printable(text)


def test_two_marks_in_a_row_lose_half_an_em() -> None:
    def width(text: str) -> float:
        return Paragraph(text, faces.VALUE, 10).width

    assert width("（试行）。") == pytest.approx(45)
    assert width("：“好") == pytest.approx(25)
    assert width("好，好") == pytest.approx(30)


def test_han_and_digits_stand_apart_without_a_space_character() -> None:
    line = Paragraph("共28家", faces.VALUE, 10)
    plain = sum(faces.VALUE.widths[sign] for sign in "共28家") / 100
    assert line.width == pytest.approx(plain + 2.8)
    with Reading(printed("共走访28家、28次，其中上门16次")) as reading:
        assert reading.text().strip() == "共走访28家、28次，其中上门16次"


def test_company_names_break_before_their_legal_form() -> None:
    for name, form in (
        ("上海沪北长屿供应链管理（集团）有限公司", "有限公司"),
        ("上海砺岩新材料科技发展股份有限公司", "股份有限公司"),
    ):
        lines = compose(name, faces.VALUE, 9, 9 * (len(name) - 2), company=True)
        assert [line.text for line in lines] == [name.removesuffix(form), form]


def test_a_run_longer_than_the_line_is_cut_after_a_sign_and_kept_whole_otherwise() -> None:
    address = "https://example.invalid/" + "very-long-part/" * 20
    lines = compose(address, faces.VALUE, 10, 200)
    assert "".join(line.text for line in lines) == address
    assert all(line.text[-1] in "-/" for line in lines[:-1])


@given(st.integers(1, 60), st.integers(0, 59))
def test_a_paragraph_never_leaves_one_line_alone(count: int, room: int) -> None:
    lines = compose(HAN * count, faces.VALUE, 10, 200)
    taken = take(lines, room)
    assert taken <= max(room, 0) or taken == len(lines) <= room
    if 0 < taken < len(lines):
        assert taken >= 2
        assert len(lines) - taken >= 2


def test_twenty_thousand_characters_are_set_in_less_than_a_blink() -> None:
    # No timing here: the point is that nothing is quadratic and nothing is lost.
    text = (HAN + "，2026年3.5%（二）。") * 350
    assert sum(len(line.text) for line in compose(text, faces.RUNNING, 11, 430, justify=True)) == len(text)


# ---- characters ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [faces.VALUE, faces.STRONG, faces.RUNNING, faces.LETTER, faces.TITLE])
def test_rare_names_copy_out_whole(role: faces.Role) -> None:
    names = "陆𬭎宋龑周喆何㛃𫚉𠮷"
    with Reading(printed(names, role)) as reading:
        assert reading.squeezed() == names


def test_a_character_that_no_face_has_is_refused_with_its_place() -> None:
    with pytest.raises(MissingGlyph) as refused:
        compose("企业来电反映，员工很高兴😀，希望继续", faces.RUNNING, 11, 400)
    with speaking("en"):
        assert "😀" in str(refused.value)
        assert "U+1F600" in str(refused.value)
        assert "员工很高兴" in str(refused.value)


def test_bidirectional_controls_are_made_visible_and_other_controls_dropped() -> None:
    assert printable("甲\u202e乙\u200b丙\x07\ufeff") == "甲[U+202E]乙丙"
    assert printable("甲\r\n乙\u2028丙") == "甲\n乙\n丙"
    assert printable("a\u00a0b\tc") == "a b c"
    assert printable("cafe\u0301") == "café"
    assert printable("\ud800x") == "[U+D800]x"


def test_only_the_faces_that_are_used_are_read_and_embedded() -> None:
    with Reading(printed("企业今年", faces.VALUE)) as reading:
        assert reading.faces() == {"NotoSansSC-Regular"}
    assert len(printed("企业今年", faces.VALUE)) < 20_000


def test_more_than_a_hundred_and_more_than_255_characters_of_a_face_copy_out() -> None:
    many = "".join(chr(code) for code in range(0x4E00, 0x9FA5, 37))
    with Reading(printed(many, faces.RUNNING, 11, 450)) as reading:
        assert sorted(reading.squeezed()) == sorted(many)


@pytest.mark.parametrize(
    ("role", "size"), [(faces.VALUE, 9), (faces.VALUE, 7.5), (faces.RUNNING, 10.5), (faces.LETTER, 16)]
)
def test_the_strokes_of_two_and_three_survive_a_photocopier(role: faces.Role, size: float) -> None:
    sheet = paper()
    page = sheet.new_page()
    page.text("二", role, size, 20, 30)
    page.text("三", role, size, 20 + 2 * size, 30)
    with Reading(sheet.finish()) as reading:
        width, _height, grey = reading.grey(0, 300 / 72)
    scale = 300 / 72
    for strokes, x in ((2, 20.0), (3, 20 + 2 * size)):
        column = int((x + size / 2) * scale)
        top, bottom = int((30 - size) * scale), int((30 + size * 0.2) * scale)

        def copied(row: int, column: int = column) -> bool:
            near = [grey[(row + dy) * width + column + dx] for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
            return sum(near) / 9 < 190

        dark = [copied(row) for row in range(top, bottom)]
        assert sum(now and not before for before, now in zip([False, *dark], dark, strict=False)) == strokes


def test_a_cut_face_is_a_sound_font_with_the_same_outlines() -> None:
    for face in (faces.SANS, faces.KAI, faces.RARE, faces.SERIF_TITLE):
        codes = [code for code in face.ttf.charToGlyph if code > 0x20][:900]
        made = TTFont(io.BytesIO(cut(face.ttf, codes)), checkChecksums=2)
        full = TTFont(paths.resources() / "fonts" / face.file)
        names = full.getBestCmap()
        for number, code in enumerate(codes, 1):
            ours = made["glyf"][made.getGlyphName(number)].getCoordinates(made["glyf"])[0]
            assert ours == full["glyf"][names[code]].getCoordinates(full["glyf"])[0]
        made.close()
        full.close()


def test_papers_are_known_to_the_program_without_reading_reportlab() -> None:
    code = "import sys, officer_app.visits.report, officer_app.quota.report; sys.exit('reportlab' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=paths.resources().parent).returncode == 0


# ---- the grid ------------------------------------------------------------------------------------------------------


def test_616_han_characters_fill_22_lines_of_28_on_the_grid() -> None:
    sheet = paper()
    written = letter.Letter(sheet)
    lines = compose((HAN * 20)[:616], faces.LETTER, letter.SIZE, letter.MEASURE, justify=True)
    assert [len(line.text) for line in lines] == [28] * 22
    written.body("\n".join((HAN * 20)[start : start + 26] for start in range(0, 26 * 22, 26)))
    with Reading(sheet.finish()) as reading:
        signs = [sign for sign in reading.signs(0) if sign.size == pytest.approx(16, abs=0.01)]
    rows: dict[float, list[float]] = {}
    for sign in signs:
        row = (sign.y - 37 * MM - 20.575) / 28.991
        assert row == pytest.approx(round(row), abs=0.01)
        rows.setdefault(round(row), []).append(sign.x)
    assert sorted(rows) == list(range(22))
    for places in rows.values():
        steps = [b - a for a, b in pairwise(places)]
        assert all(step == pytest.approx(15.79, abs=0.02) for step in steps)


def test_pages_of_a_letter_are_numbered_on_the_outer_side() -> None:
    sheet = paper()
    written = letter.Letter(sheet)
    written.body((HAN + "。") * 60)
    written.number_pages()
    assert len(sheet.pages) > 2
    with Reading(sheet.finish()) as reading:
        for number in (0, 1):
            folio = [sign for sign in reading.signs(number) if sign.size == pytest.approx(14, abs=0.01)]
            assert "".join(sign.text for sign in folio) == f"—{number + 1}—"
            assert (folio[0].x > 105 * MM) == (number == 0)


# ---- tables and frames ---------------------------------------------------------------------------------------------


def _open(sheet: Paper) -> tuple[Page, float]:
    return sheet.new_page(), 60.0


def test_a_list_over_pages_repeats_its_head_and_loses_no_row() -> None:
    sheet = paper()
    columns = (Column("序号", 80, 120, "right"), Column("事由", 130, 500))
    listing = Listing(columns, lambda: _open(sheet))
    words = HAN[:20] + "，"
    for number in range(400):
        listing.row((f"K{number:04d}", words * (90 if number % 40 == 7 else 1)))
    listing.total([(1, "合计四百")])
    listing.end("注：完。")
    with Reading(sheet.finish()) as reading:
        text = reading.squeezed()
        assert text.count("序号事由") == len(reading) > 10
        for number in range(400):
            assert text.count(f"K{number:04d}") == 1
        assert text.count("合计四百") == 1
        assert text.count("，") == 400 + 10 * 89
        assert all(sign.y < 281 * MM for page in range(len(reading)) for sign in reading.signs(page))


def test_a_long_cell_is_parted_into_rows_of_a_dozen_lines() -> None:
    rows = parted([Cell(40, "7"), Cell(200, HAN * 20)], 20)
    assert len(rows) > 3
    assert [len(row.cells[0].lines) for row in rows] == [1] + [0] * (len(rows) - 1)
    assert all(len(row.cells[1].lines) <= CELL_LINES for row in rows)
    assert sum(len(line.text) for row in rows for line in row.cells[1].lines) == len(HAN * 20)


def test_a_frame_turns_the_page_rather_than_split_a_whole_section() -> None:
    sheet = paper()
    frame = Frame(lambda: _open(sheet))
    lines = compose((HAN + "。") * 50, faces.RUNNING, 11, 400)
    frame.split("内容", [Text(lines, 17.8)])
    left = frame.room()
    assert 50 < left < 500
    frame.whole("后续", [Row([Cell(200, "甲")], left * 0.6), Row([Cell(200, "乙")], left * 0.6)])
    frame.close()
    with Reading(sheet.finish()) as reading:
        pages = [reading.squeezed(page) for page in range(len(reading))]
    assert sum("甲" in page and "乙" in page for page in pages) == 1
    assert "".join(pages).count("内") > 1


@given(st.integers(0, 10**6))
def test_a_chart_axis_starts_at_nought_and_holds_the_highest_value(highest: int) -> None:
    top, step = scale_top(highest)
    assert top >= max(highest, 1)
    assert top % step == 0
    assert top // step <= 6


# ---- the file ------------------------------------------------------------------------------------------------------


def test_the_same_paper_made_twice_is_the_same_file() -> None:
    assert printed("企业今年2026") == printed("企业今年2026")


def test_the_file_says_what_it_is_and_when_it_was_made() -> None:
    sheet = Paper(title="企业走访记录", author="局", subject="走访", made_at=MADE)
    page = sheet.new_page()
    page.text("甲", faces.VALUE, 9, 50, 50)
    sheet.mark("第一章", page)
    sheet.mark("<b>第一节</b> & 𬭎", page, 100, 1)
    with Reading(sheet.finish()) as reading:
        said = reading.metadata()
        assert (said["Title"], said["Author"], said["Subject"]) == ("企业走访记录", "局", "走访")
        assert said["CreationDate"].startswith("D:20261119084200")
        assert reading.outline() == [(0, "第一章"), (1, "<b>第一节</b> & 𬭎")]


def test_the_check_code_changes_with_the_content_and_not_with_the_time_of_printing() -> None:
    code = check_code(a_visit())
    assert len(code.replace("-", "")) == 10
    assert check_code(a_visit(made_at=datetime(2027, 1, 1, tzinfo=UTC))) == code
    assert check_code(a_visit(content="改了")) != code
    assert check_code(a_visit(demands=a_visit().demands[:2])) != code


def test_a_file_is_written_whole_and_replaces_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "走访.pdf"
    target.write_bytes(b"old")
    write_whole(target, b"new")
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("step", ["fsync", "replace", "write"])
def test_a_full_disk_leaves_no_part_and_keeps_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def full(*_arguments: object, **_named: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    target = tmp_path / "走访.pdf"
    target.write_bytes(b"old")
    if step == "fsync":
        monkeypatch.setattr(os, "fsync", full)
    elif step == "replace":
        monkeypatch.setattr(Path, "replace", full)
    else:
        monkeypatch.setattr("tempfile.mkstemp", full)
    with pytest.raises(DiskTrouble) as trouble:
        write_whole(target, b"new" * 1000)
    assert "走访.pdf" in str(trouble.value)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_that_is_not_there_is_told_plainly(tmp_path: Path) -> None:
    with pytest.raises(DiskTrouble):
        write_whole(tmp_path / "no" / "x.pdf", b"x")


def test_every_mark_of_the_rules_is_in_the_shipped_faces() -> None:
    for role in (faces.VALUE, faces.STRONG, faces.RUNNING, faces.LETTER, faces.TITLE):
        for mark in CLOSING + OPENING + "—…·%℃‰￥√№①□✓":
            assert role.find(mark)[1] > 0
