"""What can go wrong with a lake, and the exit code each ends the command line with."""

from extract.errors import ExitCode, NosographError


class LakeError(NosographError):
    """A lake, a version of it or a file for it cannot be used as asked."""

    exit_code = ExitCode.USAGE


class QueryError(LakeError):
    """A query is not a single SELECT, or DuckDB refuses it."""


class DamagedLakeError(LakeError):
    """The commit log or a file it names is missing or not what the log says."""

    exit_code = ExitCode.DAMAGED


class DiskFullError(LakeError):
    """No room is left where the lake stands; nothing was published."""

    exit_code = ExitCode.DISK_FULL
