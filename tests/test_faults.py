"""The quick form of the catalogue of faults (tests/faults): each strikes a few times, and the program holds."""

from pathlib import Path

import pytest

from tests.faults.catalogue import CannotBeDone, Fault, faults
from tests.ui.rooms import NO_SCREEN


@pytest.mark.qt_log_ignore(*NO_SCREEN, extend=True)
@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(one, id=one.name, marks=[pytest.mark.postgresql] if one.postgresql else [])
        for one in faults()
        # The rest strikes in a test of its own.
        if not one.proven_by
    ],
)
def test_the_program_holds(fault: Fault, tmp_path: Path) -> None:
    try:
        came = fault.run(fault.quick, tmp_path / fault.name)
    except CannotBeDone as reason:
        pytest.skip(str(reason))
    assert came.all_held, f"{fault.id}, {fault.what}: {came.held} of {came.rounds}; {came.evidence}"
