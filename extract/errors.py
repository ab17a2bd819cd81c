"""The errors a user may meet, with the exit code each one ends the command line with."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the command line's exit status means; documented in docs/commands.md."""

    DONE = 0
    INTERNAL = 1
    USAGE = 2
    PAGES_FAILED = 3
    REFUSED = 4
    INTERRUPTED = 5
    RATE_LIMITED = 6
    DAMAGED = 7
    DISK_FULL = 8


class NosographError(Exception):
    """Base of every error Nosograph raises on purpose.

    The message names the file, address or option concerned and says what to do about it: it is shown to
    the user as it stands, without a traceback.
    """

    exit_code: ExitCode = ExitCode.INTERNAL


class UsageError(NosographError):
    """An option, a configuration file or an input the user gave cannot be used."""

    exit_code = ExitCode.USAGE
