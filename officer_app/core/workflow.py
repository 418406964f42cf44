"""Workflow as a declared table: what is not in the table cannot happen."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from officer_app.core.errors import IllegalTransition
from officer_app.core.words import Word

S = TypeVar("S", bound=Word)
Step = TypeVar("Step", bound=Word)


@dataclass(frozen=True)
class Transition(Generic[S, Step]):
    """A step that leads from any of the sources to the target."""

    step: Step
    sources: frozenset[S]
    target: S


class Workflow(Generic[S, Step]):
    """A set of transitions; from one state, a step leads to exactly one state."""

    def __init__(self, transitions: Iterable[tuple[Step, Iterable[S], S]]) -> None:
        self._next: dict[tuple[S, Step], S] = {}
        for step, sources, target in transitions:
            for source in sources:
                if (source, step) in self._next:
                    raise ValueError(f"{step} from {source} is declared twice")
                self._next[source, step] = target

    def after(self, state: S, step: Step) -> S:
        """The state the step leads to. Raises IllegalTransition, never skips it silently."""
        try:
            return self._next[state, step]
        except KeyError:
            raise IllegalTransition(step=step.label, state=state.label) from None

    def steps(self, state: S) -> tuple[Step, ...]:
        """The steps possible from a state, in the order they were declared."""
        return tuple(step for source, step in self._next if source == state)

    def transitions(self) -> tuple[Transition[S, Step], ...]:
        """The whole table, for tests and documentation."""
        return tuple(Transition(step, frozenset({source}), target) for (source, step), target in self._next.items())
