"""The window's own controls, one a file. Pages import from here.

A control is loaded when it is first asked for: the login page does not wait for charts and calendars.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from officer_app.ui.widgets.avatar import Avatar
    from officer_app.ui.widgets.burndown import Balance, Burndown
    from officer_app.ui.widgets.chart import ChartView
    from officer_app.ui.widgets.date_edit import DateEdit
    from officer_app.ui.widgets.day_dots import DayDots
    from officer_app.ui.widgets.drop_area import DropArea
    from officer_app.ui.widgets.empty_state import EmptyState, Way
    from officer_app.ui.widgets.error_bar import ErrorBar
    from officer_app.ui.widgets.filter_chip import BoundsChip, FilterChip, ManyChip, WordsChip
    from officer_app.ui.widgets.gauge import Gauge
    from officer_app.ui.widgets.inputs import Check, Choice, Entry, Prose
    from officer_app.ui.widgets.key_cap import KeyCap
    from officer_app.ui.widgets.marked_text import MarkedText
    from officer_app.ui.widgets.pill import Pill, PillSpec
    from officer_app.ui.widgets.push_button import PushButton
    from officer_app.ui.widgets.search_box import Picker, SearchBox
    from officer_app.ui.widgets.search_popup import Hit
    from officer_app.ui.widgets.section import Facts, FilterBar, PageHeading, SectionHeader, SidePanel, clear
    from officer_app.ui.widgets.segmented import Segment, Segmented
    from officer_app.ui.widgets.step_chain import Step, StepChain
    from officer_app.ui.widgets.steps import Steps
    from officer_app.ui.widgets.text import ElidedText, Icon, Link, Rule, Text
    from officer_app.ui.widgets.time_edit import TimeEdit
    from officer_app.ui.widgets.token_field import Token, TokenField
    from officer_app.ui.widgets.week_strip import StripDay, WeekStrip

__all__ = [
    "Avatar",
    "Balance",
    "BoundsChip",
    "Burndown",
    "ChartView",
    "Check",
    "Choice",
    "DateEdit",
    "DayDots",
    "DropArea",
    "ElidedText",
    "EmptyState",
    "Entry",
    "ErrorBar",
    "Facts",
    "FilterBar",
    "FilterChip",
    "Gauge",
    "Hit",
    "Icon",
    "KeyCap",
    "Link",
    "ManyChip",
    "MarkedText",
    "PageHeading",
    "Picker",
    "Pill",
    "PillSpec",
    "Prose",
    "PushButton",
    "Rule",
    "SearchBox",
    "SectionHeader",
    "Segment",
    "Segmented",
    "SidePanel",
    "Step",
    "StepChain",
    "Steps",
    "StripDay",
    "Text",
    "TimeEdit",
    "Token",
    "TokenField",
    "Way",
    "WeekStrip",
    "WordsChip",
    "clear",
]

_HOMES = {
    "avatar": ("Avatar",),
    "burndown": (
        "Balance",
        "Burndown",
    ),
    "chart": ("ChartView",),
    "date_edit": ("DateEdit",),
    "day_dots": ("DayDots",),
    "drop_area": ("DropArea",),
    "empty_state": (
        "EmptyState",
        "Way",
    ),
    "error_bar": ("ErrorBar",),
    "filter_chip": (
        "BoundsChip",
        "FilterChip",
        "ManyChip",
        "WordsChip",
    ),
    "gauge": ("Gauge",),
    "inputs": (
        "Check",
        "Choice",
        "Entry",
        "Prose",
    ),
    "key_cap": ("KeyCap",),
    "marked_text": ("MarkedText",),
    "pill": (
        "Pill",
        "PillSpec",
    ),
    "push_button": ("PushButton",),
    "search_box": (
        "Picker",
        "SearchBox",
    ),
    "search_popup": ("Hit",),
    "section": (
        "Facts",
        "FilterBar",
        "PageHeading",
        "SectionHeader",
        "SidePanel",
        "clear",
    ),
    "segmented": (
        "Segment",
        "Segmented",
    ),
    "step_chain": (
        "Step",
        "StepChain",
    ),
    "steps": ("Steps",),
    "text": (
        "ElidedText",
        "Icon",
        "Link",
        "Rule",
        "Text",
    ),
    "time_edit": ("TimeEdit",),
    "token_field": (
        "Token",
        "TokenField",
    ),
    "week_strip": (
        "StripDay",
        "WeekStrip",
    ),
}


def __getattr__(name: str) -> object:
    for module, names in _HOMES.items():
        if name in names:
            control: object = getattr(import_module(f"{__name__}.{module}"), name)
            globals()[name] = control
            return control
    raise AttributeError(name)
