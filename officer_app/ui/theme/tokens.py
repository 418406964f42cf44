"""The colours of the two themes. No colour is written anywhere else."""

from dataclasses import dataclass, fields
from typing import Final, Literal, get_args

Tone = Literal[
    "text", "text2", "text3", "disabled", "accent", "danger", "warn", "ok", "onfill",
    "biomedicine", "materials", "robotics", "it", "cruise", "other", "edge",
]  # fmt: skip
TONES: Final[tuple[Tone, ...]] = get_args(Tone)

# Which dot stands before the word of an industry; keys are the stored values of Industry.
INDUSTRY_DOTS: Final[dict[str, Tone]] = {
    "biomedicine": "biomedicine",
    "advanced_materials": "materials",
    "robotics": "robotics",
    "next_gen_it": "it",
    "cruise": "cruise",
    "other_contributor": "other",
}


@dataclass(frozen=True, slots=True)
class Tokens:
    """One theme. Every text token reaches a contrast of 4.5 on every ground it may stand on."""

    side: str
    surface: str
    sub: str
    field: str
    raised: str
    neutralsoft: str
    line: str
    line2: str
    ctl: str
    edge: str
    text: str
    text2: str
    text3: str
    disabled: str
    accent: str
    accentfill: str
    accentpress: str
    soft: str
    sel: str
    hover: str
    danger: str
    dangersoft: str
    dangerline: str
    warn: str
    warnsoft: str
    ok: str
    oksoft: str
    okline: str
    reserved: str
    rest: str
    scroll: str
    biomedicine: str
    materials: str
    robotics: str
    it: str
    cruise: str
    other: str
    onfill: str
    fillkey: str

    def named(self, name: str) -> str:
        """The colour of a token by its name."""
        value = getattr(self, name)
        assert isinstance(value, str)
        return value

    def as_dict(self) -> dict[str, str]:
        """All tokens by name, for the style sheet."""
        return {field.name: self.named(field.name) for field in fields(self)}


LIGHT: Final = Tokens(
    side="#F2F4F7",
    surface="#FFFFFF",
    sub="#F7F8FA",
    field="#FFFFFF",
    raised="#FFFFFF",
    neutralsoft="#EDF0F3",
    line="#E4E7EC",
    line2="#EEF0F3",
    ctl="#BFC6D0",
    edge="#8B94A1",
    text="#1A2330",
    text2="#465160",
    text3="#626D7B",
    disabled="#98A1AD",
    accent="#1F5C99",
    accentfill="#1F5C99",
    accentpress="#194C80",
    soft="#E6EFF8",
    sel="#E9F1F9",
    hover="#F3F6F9",
    danger="#B42318",
    dangersoft="#FDEEEC",
    dangerline="#F3C9C4",
    warn="#8A5200",
    warnsoft="#FDF4E3",
    ok="#1D6B40",
    oksoft="#E8F4ED",
    okline="#BFDFCB",
    reserved="#8FB4D9",
    rest="#D5DBE3",
    scroll="#BFC6D0",
    biomedicine="#3B8F6B",
    materials="#8A6FB8",
    robotics="#C27A2C",
    it="#3F7FC1",
    cruise="#2E97A3",
    other="#8A94A1",
    onfill="#FFFFFF",
    fillkey="#4A7CAD",
)

DARK: Final = Tokens(
    side="#15181D",
    surface="#1B1F25",
    sub="#20252C",
    field="#1F242B",
    raised="#252B33",
    neutralsoft="#2A3038",
    line="#2E353F",
    line2="#272D36",
    ctl="#4A5462",
    edge="#6F7987",
    text="#E4E8ED",
    text2="#B7BFC9",
    text3="#939DAA",
    disabled="#687280",
    accent="#86B8EA",
    accentfill="#2C6CAD",
    accentpress="#255C94",
    soft="#20354C",
    sel="#223449",
    hover="#232931",
    danger="#F39A90",
    dangersoft="#3A2322",
    dangerline="#66352F",
    warn="#E8BA66",
    warnsoft="#352B19",
    ok="#80CB9D",
    oksoft="#1D3227",
    okline="#2F5540",
    reserved="#4F7FAF",
    rest="#3A434E",
    scroll="#4A5462",
    biomedicine="#6DBB98",
    materials="#B19ADA",
    robotics="#DDA35F",
    it="#78ACE2",
    cruise="#64BFC9",
    other="#9AA4B0",
    onfill="#FFFFFF",
    fillkey="#4F86BF",
)
