"""Signed decisions: one chain, kept by the database, proven against what the tables say, read back from paper."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, cast  # Any: values of a JSON object

import pytest
import sqlalchemy as sa
from PIL import Image, ImageFilter
from sqlalchemy.orm import Session

from officer_app.cases.model import CaseStep, TalentCase
from officer_app.cases.words import Criterion, State, Step, Verdict
from officer_app.core.database import Database
from officer_app.core.documents.printed_codes import NoCode, NotReadable, codes_in, read_codes
from officer_app.core.errors import Forbidden, Invalid, SignInFailed
from officer_app.core.signing import canonical, digest, new_key, public_of, short_form, sign
from officer_app.core.work import NOBODY, Actor, Work, changes
from officer_app.directory.service import EnterpriseDraft, draft_of, save_enterprise
from officer_app.people.access import WITH_CODE, Permission, Role
from officer_app.people.keys import RESET, KeyRow, lacks_key, list_keys, make_key
from officer_app.people.model import SigningKey
from officer_app.people.service import change_password, reset_password, sign_in
from officer_app.quota.approval_paper import draw_approval
from officer_app.quota.evaluation import ScoreDraft, score
from officer_app.quota.model import DecisionSignature, QuotaEntry
from officer_app.quota.panel import hold_panel
from officer_app.quota.paper import case_print
from officer_app.quota.pool import reverse_entry
from officer_app.quota.proving import ChainFault, ChainVerdict, chain_verdict, verify_chain
from officer_app.quota.publicity import publish
from officer_app.quota.reading_back import CodeAnswer, CodeVerdict, verify_code
from officer_app.quota.service import decide, first_review
from officer_app.quota.signatures import KeyClosed
from officer_app.sample.enterprises import uscc
from tests.casework import Casework, casework
from tests.factories import hired, key_of

PASSWORD = "a long password"


@pytest.fixture
def house(database: Database) -> Casework:
    made = casework(database)
    made.grant(5)
    return made


def chain(house: Casework) -> list[DecisionSignature]:
    with Session(house.bureau.office.database.engine) as session:
        return list(session.scalars(sa.select(DecisionSignature).order_by(DecisionSignature.seq)))


def told(signed: DecisionSignature) -> dict[str, Any]:
    """What was signed."""
    return cast(dict[str, Any], json.loads(signed.content))


def fault(house: Casework) -> ChainFault | None:
    with Session(house.bureau.office.database.engine) as session:
        return verify_chain(session).fault


@contextmanager
def another_hand(house: Casework) -> Iterator[Session]:
    """What somebody at the database's own console may do, guards taken away; taken back at the end."""
    with house.bureau.office.database.connect(writes=True) as connection, connection.begin() as transaction:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
            for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            yield session
        transaction.rollback()


def test_every_verdict_is_signed_by_whoever_gave_it(house: Casework) -> None:
    case_id = house.walk(State.SETTLED)
    rejected = house.walk(State.REJECTED)
    signed = chain(house)
    assert [(one.seq, one.case_id, one.account_id) for one in signed] == [
        (1, case_id, house.reviewer.id),
        (2, case_id, house.chair.id),
        (3, case_id, house.decider.id),
        (4, rejected, house.reviewer.id),
    ]
    assert [told(one)["step"]["step"] for one in signed] == ["first_review", "panel", "decide", "reject"]
    assert [told(one)["entry"] and told(one)["entry"]["kind"] for one in signed] == [
        "reserve",
        None,
        "consume",
        None,
    ]
    assert told(signed[2])["panel"]["votes_for"] == 3
    assert told(signed[2])["publicity"]["round"] == 1
    assert [one.previous for one in signed] == ["", *(one.signature for one in signed[:-1])]
    assert all(sign(key_of(one.account_id), one.content) == one.signature for one in signed)
    # Nothing that identifies the applicant but the name is there to be read.
    with Session(house.bureau.office.database.engine) as session:
        number = session.scalars(sa.select(TalentCase.id_number).where(TalentCase.id == case_id)).one()
    assert number not in signed[0].content
    verdict = cast(ChainVerdict, house.ask(chain_verdict, house.decider))
    assert (verdict.count, verdict.before, verdict.sound) == (4, 0, True)


def test_without_an_open_key_nothing_is_decided(house: Casework) -> None:
    case_id = house.ready()
    house.bureau.office.keyring.forget(house.reviewer.id)
    with pytest.raises(KeyClosed):
        house.do(first_review, house.reviewer, case_id, Verdict.PASS, "同意")
    assert house.state(case_id) is State.FIRST_REVIEW
    assert house.entries(case_id) == []
    assert chain(house) == []


def test_what_may_lawfully_change_later_leaves_the_chain_sound(house: Casework) -> None:
    case_id = house.walk(State.PANEL)
    with Session(house.bureau.office.database.engine) as session:
        entry_id = session.scalars(sa.select(QuotaEntry.id).where(QuotaEntry.case_id == case_id)).one()
    house.do(reverse_entry, house.decider, entry_id, "误报")
    house.do(score, house.reviewer, case_id, [ScoreDraft(Criterion.MARKET, 60, "复核后下调")])
    house.do(first_review, house.reviewer, case_id, Verdict.PASS, "复核后仍符合。")
    signed = chain(house)
    assert [told(one)["step"]["step"] for one in signed] == ["first_review", "correct", "first_review"]
    assert told(signed[1])["entry"]["kind"] == "reverse"
    assert fault(house) is None
    # The employer's code is corrected, on the record.
    draft = cast(EnterpriseDraft, house.ask(draft_of, house.staff, house.enterprise_id))
    house.do(save_enterprise, house.staff, replace(draft, uscc=uscc(Random(5))))
    assert fault(house) is None


# What somebody changes past the program, and what is named: the number in the chain, and what differs.
Tampering = tuple[str, Callable[[Session, Casework], object], int, str]


def _run(statement: str) -> Callable[[Session, Casework], object]:
    return lambda session, _house: session.execute(sa.text(statement))


def _step_of(seq: int) -> str:
    return f"(SELECT step_id FROM decision_signature WHERE seq = {seq})"


def _case_of(seq: int) -> str:
    return f"(SELECT case_id FROM decision_signature WHERE seq = {seq})"


def _sign_again(seq: int, private_of: Callable[[Session, int], tuple[int, str]] | None = None) -> object:
    def tamper(session: Session, house: Casework) -> None:
        row = session.scalars(sa.select(DecisionSignature).where(DecisionSignature.seq == seq)).one()
        content = {**told(row), "step": {**told(row)["step"], "opinion": "改写的意见。"}}
        private, key_id = key_of(row.account_id), row.key_id
        if private_of is not None:
            private = new_key()
            key = SigningKey(
                account_id=row.account_id,
                public_key=public_of(private),
                wrapped="-",
                salt="-",
                created_at=house.bureau.clock.now - timedelta(days=400),
                retired_at=house.bureau.clock.now,
            )
            session.add(key)
            session.flush()
            key_id = key.id
        text = canonical(content)
        session.execute(
            sa.update(DecisionSignature)
            .where(DecisionSignature.seq == seq)
            .values(content=text, digest=digest(text), signature=sign(private, text), key_id=key_id)
        )
        session.execute(sa.update(CaseStep).where(CaseStep.id == row.step_id).values(opinion="改写的意见。"))

    return tamper


def _swap(session: Session, _house: Casework) -> None:
    for old, new in ((4, 40), (5, 4), (40, 5)):
        session.execute(sa.text(f"UPDATE decision_signature SET seq = {new} WHERE seq = {old}"))


def _rewrite(session: Session, _house: Casework) -> None:
    row = session.scalars(sa.select(DecisionSignature).where(DecisionSignature.seq == 5)).one()
    content = canonical({**told(row), "panel": {**told(row)["panel"], "votes_for": 2}})
    session.execute(sa.update(DecisionSignature).where(DecisionSignature.seq == 5).values(content=content))


TAMPERINGS: tuple[tuple[str, object, int | None, str], ...] = (
    ("opinion", _run(f"UPDATE case_step SET opinion = '不同意。' WHERE id = {_step_of(5)}"), 5, "opinion"),
    ("moment", _run(f"UPDATE case_step SET at = '2026-01-01 00:00:00' WHERE id = {_step_of(2)}"), 2, "at"),
    ("entry", _run("UPDATE quota_entry SET used = used + 1 WHERE kind = 'consume'"), 3, "entry"),
    ("no entry", _run("UPDATE decision_signature SET entry_id = NULL WHERE seq = 6"), 6, "entry"),
    ("name", _run(f"UPDATE talent_case SET name = '另一人' WHERE id = {_case_of(4)}"), 4, "applicant"),
    ("id", _run(f"UPDATE talent_case SET id_number = '310113199001010011' WHERE id = {_case_of(1)}"), 1, "identity"),
    ("multiple", _run(f"UPDATE talent_case SET base_multiple = 400 WHERE id = {_case_of(1)}"), 1, "multiple"),
    ("points", _run(f"UPDATE case_score SET points = 99 WHERE case_id = {_case_of(4)}"), 4, "scores"),
    ("pages", _run(f"UPDATE case_paper SET pages = 9 WHERE case_id = {_case_of(4)}"), 4, "papers"),
    ("code", _run("UPDATE enterprise SET uscc = '91310113MA1GK1429B'"), 1, "enterprise"),
    ("vote", _run(f"UPDATE panel SET votes_for = 2, abstentions = 1 WHERE case_id = {_case_of(4)}"), 5, "panel"),
    ("notice", _run(f"UPDATE publicity SET ends_on = '2026-12-31' WHERE case_id = {_case_of(1)}"), 3, "publicity"),
    ("signature", _run("UPDATE decision_signature SET signature = 'ab' WHERE seq = 5"), 5, "signature"),
    ("content", _rewrite, 5, "content"),
    ("digest", _run("UPDATE decision_signature SET digest = 'ab' WHERE seq = 2"), 2, "content"),
    ("link", _run("UPDATE decision_signature SET previous = 'ab' WHERE seq = 2"), 2, "previous"),
    ("key", _run("UPDATE signing_key SET public_key = 'ab' WHERE id = 2"), 2, "key"),
    ("another's key", _run("UPDATE decision_signature SET key_id = 1 WHERE seq = 2"), 2, "key"),
    ("key of a later day", _run("UPDATE signing_key SET retired_at = '2026-01-01' WHERE id = 1"), 1, "key"),
    ("row deleted", _run("DELETE FROM decision_signature WHERE seq = 4"), 4, "missing"),
    ("first row deleted", _run("DELETE FROM decision_signature WHERE seq = 1"), 1, "missing"),
    ("last row deleted", _run("DELETE FROM decision_signature WHERE seq = 6"), 6, "missing"),
    ("all of it deleted", _run("DELETE FROM decision_signature"), 1, "missing"),
    ("rows swapped", _swap, 4, "seq"),
    ("signed again with the same key", _sign_again(4), 5, "previous"),
    ("signed again with a key put in", _sign_again(4, lambda _s, n: (n, "")), 4, "key"),
)


def test_whatever_is_changed_past_the_program_is_named(house: Casework) -> None:
    house.walk(State.SETTLED)
    house.walk(State.SETTLED)
    assert fault(house) is None
    found = {}
    for name, tamper, _seq, _field in TAMPERINGS:
        with another_hand(house) as session:
            cast(Callable[[Session, Casework], object], tamper)(session, house)
            session.expire_all()
            bad = verify_chain(session).fault
            found[name] = None if bad is None else (bad.seq, bad.field)
    assert found == {name: (seq, field) for name, _tamper, seq, field in TAMPERINGS}
    with another_hand(house) as session:
        # The last signature and the number that tells of it: the decision itself still does.
        session.execute(sa.text("DELETE FROM decision_signature WHERE seq = 6"))
        session.execute(sa.text("UPDATE series SET last = 5 WHERE name = 'signature'"))
        bad = verify_chain(session).fault
        assert bad is not None
        assert (bad.seq, bad.field) == (None, "unsigned")
        assert "没有签名" in bad.text
    assert fault(house) is None
    words = ChainFault(5, "宝人特〔2026〕1 号", "opinion").text
    assert "5" in words
    assert "宝人特〔2026〕1 号" in words


def test_the_database_keeps_the_chain(house: Casework) -> None:
    house.walk(State.PUBLICITY_DUE)
    office = house.bureau.office
    row = chain(house)[-1]
    values = {
        column.name: getattr(row, column.name) for column in DecisionSignature.__table__.columns if column.name != "id"
    }
    house.walk(State.PANEL)
    values |= {"signature": "ff", "step_id": house_step(house)}

    @changes(Permission.FOUND_OFFICE)
    def put(work: Work, /, **changed: object) -> None:
        work.session.execute(sa.insert(DecisionSignature).values(**values | changed))

    for changed in (
        {"seq": 5},
        {"seq": 3},
        {"seq": 4, "previous": ""},
        {"seq": 4, "previous": chain(house)[-1].signature, "key_id": row.key_id - 1},
        {"seq": 4, "previous": chain(house)[-1].signature, "step_id": row.step_id},
    ):
        with pytest.raises(sa.exc.DBAPIError):
            office.perform(put, NOBODY, **changed)
    for statement in ("UPDATE decision_signature SET digest = ''", "DELETE FROM decision_signature"):
        with pytest.raises(sa.exc.DBAPIError), office.database.transaction(writes=True) as connection:
            connection.exec_driver_sql(statement)


def house_step(house: Casework) -> int:
    """The latest step of all."""
    with Session(house.bureau.office.database.engine) as session:
        return session.scalars(sa.select(sa.func.max(CaseStep.id))).one()


def test_a_decision_made_before_signing_began_is_no_fault(house: Casework) -> None:
    house.walk(State.SETTLED)
    with another_hand(house) as session:
        session.execute(sa.text("DELETE FROM decision_signature"))
        session.execute(sa.text("DELETE FROM series WHERE name = 'signature'"))
        session.execute(sa.update(SigningKey).values(created_at=house.bureau.clock.now + timedelta(days=1)))
        verdict = verify_chain(session)
        assert (verdict.count, verdict.before, verdict.fault) == (0, 3, None)
        session.execute(sa.delete(SigningKey))
        assert verify_chain(session).before == 3


def test_two_who_decide_at_once_sign_one_after_the_other(house: Casework) -> None:
    cases = [house.ready() for _ in range(6)]
    house.grant(6)
    others = [house.bureau.person(Role.SUPERVISOR) for _ in range(2)]
    errors: list[BaseException] = []
    start = threading.Barrier(3)

    def work(actor: Actor, mine: list[int]) -> None:
        try:
            start.wait(20)
            for case_id in mine:
                # Whoever reviewed it rejects; the others may not, so each has a case of their own.
                house.bureau.office.perform(first_review, actor, case_id, Verdict.REJECT, "不属于紧缺岗位。")
        except BaseException as error:  # told to the test's own thread
            errors.append(error)

    actors = [house.reviewer, *others]
    threads = [threading.Thread(target=work, args=(actor, cases[n::3])) for n, actor in enumerate(actors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    assert [one.seq for one in chain(house)] == list(range(1, 7))
    assert fault(house) is None


def test_a_batch_is_signed_at_its_end_without_what_failed_in_it(house: Casework) -> None:
    cases = [house.ready() for _ in range(3)]

    @changes(Permission.CASE_FIRST_REVIEW)
    def batch(work: Work) -> None:
        for number, case_id in enumerate(cases):
            try:
                with work.session.begin_nested():
                    first_review(work, case_id, Verdict.PASS, "同意")
                    if number == 1:
                        raise Invalid("no")
            except Invalid:
                pass

    house.do(batch, house.reviewer)
    assert [(one.seq, one.case_id) for one in chain(house)] == [(1, cases[0]), (2, cases[2])]
    assert house.entries(cases[1]) == []
    assert fault(house) is None


def test_a_key_follows_its_owners_password(sqlite_url: str) -> None:
    house = casework(Database(sqlite_url))
    office = house.bureau.office
    account = cast(int, hired(office, house.admin, "沈国梁", Role.SUPERVISOR, PASSWORD).id)

    def enter(password: str) -> Actor:
        actor = office.perform(sign_in, NOBODY, "沈国梁", password).value
        if office.read(lacks_key, actor):
            office.perform(make_key, actor, password)
        return actor

    def keys() -> list[KeyRow]:
        return [row for row in cast(list[KeyRow], house.ask(list_keys, house.admin)) if row.account == "沈国梁"]

    actor = enter(PASSWORD)
    (first,) = keys()
    assert first.retired_at is None
    office.keyring.forget(account)
    with pytest.raises(SignInFailed):
        office.perform(sign_in, NOBODY, "沈国梁", "another password")
    assert office.keyring.of(account) is None
    with pytest.raises(SignInFailed):
        office.perform(make_key, actor, "another password")
    office.perform(change_password, actor, PASSWORD, "a longer password")
    office.keyring.clear()
    enter("a longer password")
    assert office.keyring.of(account) is not None
    assert [row.fingerprint for row in keys()] == [first.fingerprint]
    # Nobody can open it without the password; the administrator who sets a new one loses it.
    issued = office.perform(reset_password, house.admin, account).value
    assert office.keyring.of(account) is None
    (retired,) = keys()
    assert (retired.retired_at, retired.retired_for) == (house.bureau.clock.now, RESET)
    assert office.perform(sign_in, NOBODY, "沈国梁", issued.code).value.role == WITH_CODE
    office.perform(change_password, actor, issued.code, "set by the person")
    enter("set by the person")
    assert [row.retired_at is None for row in keys()] == [True, False]
    # Whoever decides nothing has no key.
    assert not office.read(lacks_key, house.liaison)
    with pytest.raises(Forbidden):
        house.ask(list_keys, house.liaison)
    office.close()


def test_a_printed_form_is_read_back(house: Casework, tmp_path: Path) -> None:
    case_id = house.walk(State.FIRST_REVIEW)

    def printed(name: str) -> Path:
        path = tmp_path / name
        path.write_bytes(draw_approval(house.bureau.office.read(case_print, house.decider, case_id)))
        return path

    def asked(code: str) -> CodeVerdict:
        return cast(CodeVerdict, house.ask(verify_code, house.decider, code))

    (code,) = read_codes(printed("early.pdf"))
    assert asked(code).answer is CodeAnswer.UNSIGNED
    house.do(score, house.reviewer, case_id, [ScoreDraft(one, 80, "有据可查") for one in Criterion])
    house.do(first_review, house.reviewer, case_id, Verdict.PASS, "符合受理范围。")
    reviewed = read_codes(printed("reviewed.pdf"))[0]
    house.do(hold_panel, house.chair, case_id, house.panel())
    house.do(publish, house.staff, case_id)
    house.later(30)
    house.do(decide, house.decider, case_id, Verdict.PASS, "同意。")
    decided = printed("decided.pdf")
    (code,) = read_codes(decided)
    genuine = asked(code)
    assert (genuine.answer, genuine.step, genuine.by, genuine.state) == (
        CodeAnswer.GENUINE,
        Step.DECIDE,
        house.decider.name,
        State.SETTLEMENT,
    )
    assert not genuine.later
    assert asked(reviewed).later
    last = chain(house)[-1]
    assert genuine.short == short_form(last.signature)
    assert asked(genuine.short.lower().replace("-", " ")) == genuine
    # A photograph of it: turned a little, blurred, grey.
    import pypdfium2

    picture = pypdfium2.PdfDocument(decided)[0].render(scale=2.6).to_pil()
    photo = picture.convert("L").rotate(4, expand=True, fillcolor=235).filter(ImageFilter.GaussianBlur(0.8))
    for name in ("photo.jpg", "photo.png"):
        photo.save(tmp_path / name)
        assert read_codes(tmp_path / name) == [code]
    # Scanned at 300 points an inch out of focus, then copied in black and white.
    scan = pypdfium2.PdfDocument(decided)[0].render(scale=300 / 72).to_pil().convert("L")
    scan = scan.rotate(1.3, fillcolor=255).filter(ImageFilter.GaussianBlur(2.5)).point(lambda v: 255 * (v > 140))
    scan.save(tmp_path / "scan.pdf", resolution=300)
    assert read_codes(tmp_path / "scan.pdf") == [code]
    # Invented, and altered.
    number = genuine.number
    assert asked(f"{number} 99 {genuine.short} AAAA-BBBB-CC").answer is CodeAnswer.UNKNOWN
    assert asked(f"{number} 3 AAAA-BBBB-CCCC-DDDD AAAA-BBBB-CC").answer is CodeAnswer.DISAGREES
    assert asked("AAAA-BBBB-CCCC-DDDD").answer is CodeAnswer.UNKNOWN
    assert asked(code.replace(f"{number}", "宝人特〔2025〕1 号")).answer is CodeAnswer.UNKNOWN
    with pytest.raises(Invalid):
        asked("https://example.org/")
    with house.bureau.office.database.transaction(writes=True) as connection:
        connection.execute(sa.update(TalentCase).where(TalentCase.id == case_id).values(name="另一人"))
    altered = asked(code)
    assert altered.answer is CodeAnswer.DISAGREES
    assert "3" in altered.fault


def test_hostile_files_are_refused_with_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("officer_app.core.documents.printed_codes.MOST_BYTES", 100_000)
    monkeypatch.setattr("officer_app.core.documents.printed_codes.MOST_PIXELS", 1_000_000)
    Image.new("1", (4000, 4000), 1).save(tmp_path / "bomb.png")
    Image.new("L", (300, 300), 255).save(tmp_path / "blank.png")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing follows")
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"x" * 50)
    (tmp_path / "cut.jpg").write_bytes(b"\xff\xd8\xff\xe0" + b"\0" * 20)
    (tmp_path / "large.pdf").write_bytes(b"%PDF-" + b"0" * 200_000)
    (tmp_path / "page.html").write_text("<html>")
    (tmp_path / "empty.png").touch()
    for name in ("bomb.png", "broken.pdf", "broken.png", "cut.jpg", "large.pdf", "page.html", "empty.png", "gone.png"):
        with pytest.raises(NotReadable) as caught:
            list(codes_in(str(tmp_path / name)))
        assert name in str(caught.value)
    # Read apart, as the program does, the reason is the same.
    with pytest.raises(NotReadable, match=r"cut\.jpg"):
        read_codes(tmp_path / "cut.jpg")
    with pytest.raises(NoCode):
        read_codes(tmp_path / "blank.png")


def test_an_open_key_of_another_is_never_used(house: Casework) -> None:
    """A key that was retired elsewhere signs nothing, though it is still open here."""
    case_id = house.ready()
    with house.bureau.office.database.transaction(writes=True) as connection:
        connection.execute(
            sa.update(SigningKey)
            .where(SigningKey.account_id == house.reviewer.id)
            .values(retired_at=house.bureau.clock.now)
        )
    with pytest.raises(KeyClosed):
        house.do(first_review, house.reviewer, case_id, Verdict.PASS, "同意")
    assert house.state(case_id) is State.FIRST_REVIEW
