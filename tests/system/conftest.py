"""What tests of the command line share."""

from __future__ import annotations

import pytest

from nosograph.cli import main
from tests.system.command import Command, Ran


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str]) -> Command:
    """A command run in this process."""

    def run(*arguments: object) -> Ran:
        code = main([str(argument) for argument in arguments])
        captured = capfd.readouterr()
        return Ran(code, captured.out, captured.err)

    return run
