"""The key file: what opens it, what does not, and how what went wrong with it is told apart."""

import hashlib
import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies as st

from officer_app.core.errors import DiskTrouble, Invalid, SignInFailed
from officer_app.core.keyfile import (
    KeyFile,
    KeyFileDamaged,
    KeyFileMissing,
    RecoveryKeyWrong,
    before,
    beside,
    changing,
    new_database_key,
    next_database_key,
)
from officer_app.core.other_keys import put_spare_back
from officer_app.core.recovery import join, new_recovery_key, split
from officer_app.core.sealing import Cost
from officer_app.core.signing import SIGNS, canonical

CHEAP = Cost(1, 8, 1)
OFFICE = "9a0f2b1c-0000-4000-8000-000000000001"
PASSWORD = "correct horse battery"
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)


@pytest.fixture
def key() -> bytes:
    return new_database_key()


@pytest.fixture
def kept(tmp_path: Path, key: bytes) -> KeyFile:
    """A file with two slots and a recovery key, as it lies on the disk."""
    file = KeyFile(tmp_path / "office.keys", OFFICE).sealed_anew(key)
    file = file.with_slot("骆林溪", PASSWORD, key, cost=CHEAP).with_slot(
        "陆𬭎", "another long password", key, cost=CHEAP
    )
    return file.with_recovery(bytes(range(32)), NOW, key).save()


def test_each_password_opens_the_same_key_and_no_other_does(kept: KeyFile, key: bytes) -> None:
    file = KeyFile.read(kept.path)
    assert file == kept
    assert file.names == ("骆林溪", "陆𬭎")
    assert file.open(" 骆林溪 ", PASSWORD) == file.open("陆𬭎", "another long password") == key
    for name, password in (("骆林溪", "another long password"), ("陆𬭎", ""), ("nobody", PASSWORD), ("", PASSWORD)):
        with pytest.raises(SignInFailed):
            file.open(name, password)
    assert file.open_recovery(bytes(range(32))) == key
    for wrong in (bytes(32), bytes(range(31)), b""):
        with pytest.raises(RecoveryKeyWrong):
            file.open_recovery(wrong)
    text = kept.path.read_text()
    assert key[:32].hex() not in text
    assert bytes(range(32)).hex() not in text
    assert kept.path.stat().st_mode & 0o077 == 0


def test_the_next_key_reaches_every_slot_without_a_password_and_the_former_one_is_gone(
    kept: KeyFile, key: bytes
) -> None:
    following = next_database_key(key)
    assert following[32:] == key[32:]
    both = kept.sealed_anew(key, following).save()
    assert both.is_rekeying
    assert KeyFile.read(kept.path).keys("骆林溪", PASSWORD) == (key, following)
    assert both.recovery_keys(bytes(range(32))) == (key, following)
    after = both.without("陆𬭎").sealed_anew(following).save(forgets=True)
    for path in (kept.path, before(kept.path)):
        file = KeyFile.read(path)
        assert file.keys("骆林溪", PASSWORD) == (following,)
        with pytest.raises(SignInFailed):
            file.open("陆𬭎", "another long password")
    assert not after.is_rekeying


def test_a_name_has_two_slots_while_its_password_changes_and_a_prepared_one_opens_nothing(
    kept: KeyFile, key: bytes
) -> None:
    changing_ = kept.with_slot("骆林溪", "the new long password", key, cost=CHEAP)
    assert changing_.open("骆林溪", PASSWORD) == changing_.open("骆林溪", "the new long password") == key
    changed = changing_.without_others(changing_.slots[-1])
    with pytest.raises(SignInFailed):
        changed.open("骆林溪", PASSWORD)
    assert changed.names == ("陆𬭎", "骆林溪")
    assert changing_.without_slot(changing_.slots[-1]).slots == kept.slots
    prepared = KeyFile(kept.path, OFFICE).with_slot("王敏", PASSWORD, cost=CHEAP)
    assert prepared.keys("王敏", PASSWORD) == ()
    with pytest.raises(SignInFailed):
        prepared.open("王敏", PASSWORD)
    assert prepared.sealed_anew(key).open("王敏", PASSWORD) == key


def test_a_missing_file_and_a_damaged_one_are_told_with_what_to_put_in_their_place(kept: KeyFile) -> None:
    kept.due_since(NOW).save()  # so that there is one before
    kept.path.unlink()
    with pytest.raises(KeyFileMissing, match=r"office\.keys\.before"):
        KeyFile.read(kept.path)
    assert put_spare_back(kept.path.with_suffix(".db")) is None
    kept.path.write_bytes(b"")
    with pytest.raises(KeyFileDamaged, match="与密码无关"):
        KeyFile.read(kept.path)
    aside = put_spare_back(kept.path.with_suffix(".db"))
    assert aside is not None
    assert aside.read_bytes() == b""
    assert KeyFile.read(kept.path).slots == kept.slots
    with pytest.raises(Invalid):
        put_spare_back(kept.path.with_suffix(".db"))


@hypothesis.given(data=st.data())
@hypothesis.settings(
    max_examples=300, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture], deadline=None
)
def test_flipped_bytes_are_always_damage_and_never_a_wrong_password(kept: KeyFile, data: st.DataObject) -> None:
    content = bytearray(kept.path.read_bytes())
    harmless = b" \n"  # blanks between values carry nothing
    for _again in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] ^= data.draw(st.integers(1, 255))
    broken = kept.path.with_name("broken.keys")
    broken.write_bytes(content)
    try:
        read = KeyFile.read(broken)
    except KeyFileDamaged:
        return
    same = bytes(sign for sign in content if sign not in harmless).replace(b"\t", b"").replace(b"\r", b"")
    assert same == bytes(sign for sign in kept.path.read_bytes() if sign not in harmless)
    assert read.at(kept.path) == kept


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("format",), 2),
        (("office",), 7),
        (("database",), "00"),
        (("slots", 0, "name"), ""),
        (("slots", 0, "name"), "名" * 81),
        (("slots", 0, "argon2id"), [1, 8]),
        (("slots", 0, "argon2id"), [True, 8, 1]),
        (("slots", 0, "argon2id"), [1, 2_000_000, 1]),
        (("slots", 0, "argon2id"), [10**9, 8, 1]),
        (("slots", 0, "argon2id"), [0, 8, 1]),
        (("slots", 0, "argon2id"), [1, 262_145, 1]),
        (("recovery_at",), "yesterday"),
        (("rekey_due",), "2026-11-24T08:00:00"),
        (("slots", 0, "salt"), "ff"),
        (("slots", 0, "sealed"), ["00"]),
        (("slots", 0, "sealed"), [None]),
        (("recovery", "public"), "zz" * 32),
        (("slots",), {}),
    ],
)
def test_what_this_program_never_wrote_is_not_believed_though_its_sum_is_right(
    kept: KeyFile, where: tuple[str | int, ...], value: object
) -> None:
    body = json.loads(kept.path.read_text())
    body.pop("check")
    inner = body
    for step in where[:-1]:
        inner = inner[step]
    inner[where[-1]] = value
    body["check"] = hashlib.sha256(canonical(body).encode()).hexdigest()
    kept.path.write_text(json.dumps(body))
    with pytest.raises(KeyFileDamaged):
        KeyFile.read(kept.path)


@pytest.mark.parametrize("content", ["5", "null", '"text"', "[]", "", "[" * 100_000, '{"check": 1}'])
def test_json_of_another_kind_is_damage(kept: KeyFile, content: str) -> None:
    kept.path.write_text(content)
    with pytest.raises(KeyFileDamaged):
        KeyFile.read(kept.path)


def test_a_name_opens_its_slot_however_it_is_typed(kept: KeyFile, key: bytes) -> None:
    file = kept.with_slot("Zoë Ｌi", PASSWORD, key, cost=CHEAP)
    for typed in ("Zoë Ｌi", "Zoe\u0308 Li", " zoë li\u200b", "ZOË　LI"):
        assert file.open(typed, PASSWORD) == key


def test_a_slot_under_another_name_or_in_another_office_opens_nothing(kept: KeyFile) -> None:
    slot = kept.slots[0]
    for stolen in (
        replace(kept, slots=(replace(slot, name="郑予"),)),
        replace(kept, office="9a0f2b1c-0000-4000-8000-000000000002"),
        replace(kept, slots=(replace(slot, public=kept.slots[1].public),)),
        replace(kept, slots=(replace(slot, wrapped=kept.slots[1].wrapped),)),
    ):
        with pytest.raises(SignInFailed):
            stolen.open(stolen.slots[0].name, PASSWORD)
    # The right password, and a database key that was sealed to somebody else: no fault of who typed it.
    with pytest.raises(KeyFileDamaged):
        replace(kept, slots=(replace(slot, sealed=kept.slots[1].sealed),)).open(slot.name, PASSWORD)


def test_a_file_that_cannot_be_written_stays_as_it_was(kept: KeyFile, monkeypatch: pytest.MonkeyPatch) -> None:
    was = kept.path.read_bytes()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        with pytest.raises(DiskTrouble):
            kept.without("陆𬭎").save(forgets=True)
    assert kept.path.read_bytes() == was
    assert [path.name for path in kept.path.parent.iterdir()] == ["office.keys"]
    with changing(kept.path):
        kept.save()
    assert beside(kept.path.with_suffix(".db")) == kept.path


@pytest.fixture
def halves() -> tuple[bytes, str, str]:
    key = new_recovery_key()
    printed = split(key)
    return key, printed.first, printed.second


def test_two_halves_make_the_recovery_key_however_they_are_typed(halves: tuple[bytes, str, str]) -> None:
    key, first, second = halves
    assert join(first, second) == join(second, first) == key
    assert join(first.lower().replace("-", " "), second.replace("0", "o").replace("1", "l")) == key
    assert split(key).first != first
    for alone in ((first, first), (second, second), (first, split(bytes(32)).first)):
        with pytest.raises(Invalid):
            join(*alone)


def test_every_single_slip_in_a_half_names_its_group(halves: tuple[bytes, str, str]) -> None:
    _key, first, second = halves
    groups = first.split("-")
    for place, group in enumerate(groups):
        for at, sign in enumerate(group):
            for other in SIGNS.replace(sign, "")[:: 7 if at else 1]:
                typed = [*groups]
                typed[place] = group[:at] + other + group[at + 1 :]
                with pytest.raises(Invalid) as refused:
                    join("-".join(typed), second)
                assert (refused.value.field, refused.value.params["place"]) == ("first", place + 1)
        swapped = [*groups]
        swapped[place] = group[1] + group[0] + group[2:]
        if group[0] != group[1]:
            with pytest.raises(Invalid):
                join("-".join(swapped), second)
    with pytest.raises(Invalid, match="64"):
        join(first[:-1], second)
