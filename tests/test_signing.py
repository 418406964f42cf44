"""Keys, canonical text and short forms, without an office."""

import copy
import json
import pickle
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officer_app.core.signing import (
    KeyNotOpened,
    Keyring,
    OpenKey,
    WrappedKey,
    canonical,
    is_signed,
    new_key,
    public_of,
    read_short_form,
    short_form,
    sign,
    unwrap,
    wrap,
)

_texts = st.text(st.characters(exclude_categories=["Cs"]))
_plain = st.recursive(
    st.none() | st.booleans() | st.integers() | _texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_texts, inner, max_size=4),
    max_leaves=12,
)


def _mixed(value: object) -> object:
    """The same value with its keys put in another order."""
    if isinstance(value, dict):
        return {key: _mixed(value[key]) for key in reversed(list(value))}
    return [_mixed(item) for item in value] if isinstance(value, list) else value


@given(_plain)
def test_equal_values_have_one_text_and_the_text_says_the_value(value: object) -> None:
    text = canonical(value)
    assert canonical(_mixed(value)) == text
    assert canonical(json.loads(text)) == text
    assert json.loads(text) == value


@given(_plain, _plain)
def test_values_that_differ_have_texts_that_differ(one: object, other: object) -> None:
    # 1 and True are equal to the language, and not the same value.
    assert (canonical(one) == canonical(other)) == (
        json.dumps(_mixed(one), sort_keys=True) == json.dumps(_mixed(other), sort_keys=True)
    )


@pytest.mark.parametrize("value", [1.5, Decimal("1.5"), float("nan"), {1: "a"}, b"x", {"a": [{"b": 0.0}]}, {1, 2}])
def test_what_has_more_than_one_text_is_not_signed(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)


def test_a_wrapped_key_opens_with_its_password_alone() -> None:
    private = new_key()
    kept = wrap(private, "长长的口令一二三四")
    opened = unwrap(kept, "长长的口令一二三四")
    assert is_signed(kept.public, "同意。", sign(opened, "同意。"))
    other = wrap(new_key(), "长长的口令一二三四")
    for wrong, password in (
        (kept, "长长的口令一二三"),
        (WrappedKey(kept.public, other.wrapped, other.salt), "长长的口令一二三四"),  # somebody else's private half
        (WrappedKey(kept.public, kept.wrapped[:-2] + "00", kept.salt), "长长的口令一二三四"),
        (WrappedKey(kept.public, "no hex", kept.salt), "长长的口令一二三四"),
    ):
        with pytest.raises(KeyNotOpened):
            unwrap(wrong, password)


def test_a_signature_holds_for_its_text_and_its_key() -> None:
    private, other = new_key(), new_key()
    signature = sign(private, "同意。")
    assert is_signed(public_of(private), "同意。", signature)
    assert not is_signed(public_of(private), "不同意。", signature)
    assert not is_signed(public_of(other), "同意。", signature)
    assert not is_signed("12", "同意。", signature)
    assert not is_signed(public_of(private), "同意。", "not hexadecimal")


def test_an_open_key_shows_itself_nowhere_and_cannot_leave() -> None:
    private = new_key()
    secret = private.private_bytes_raw().hex()
    ring = Keyring()
    ring.hold(1, OpenKey(7, private))
    kept = wrap(private, "a long password")
    shown = f"{ring!r} {ring.of(1)!r} {ring} {kept!r}"
    assert secret not in shown
    assert kept.wrapped not in shown
    assert "private" not in repr(ring.of(1)).lower()
    for thing in (ring, ring.of(1)):
        with pytest.raises(TypeError):
            pickle.dumps(thing)
        with pytest.raises(TypeError):
            copy.copy(thing)
    ring.forget(1)
    ring.forget(None)
    assert ring.of(1) is None
    assert ring.of(None) is None


@given(_texts)
def test_a_short_form_is_read_back_however_it_was_typed(text: str) -> None:
    short = short_form(text)
    assert len(short) == 19
    assert read_short_form(short) == short
    assert read_short_form(short.lower().replace("-", " ").replace("0", "o").replace("1", "l")) == short
    assert read_short_form(short.replace("-", "")) == short


@pytest.mark.parametrize("typed", ["", "7F3K", "7F3K-29QD-M4XA-0Z1", "7F3K-29QD-M4XA-0Z1U", "宝人特〔2026〕1 号"])
def test_what_is_no_short_form_is_not_read_as_one(typed: str) -> None:
    assert read_short_form(typed) == ""
