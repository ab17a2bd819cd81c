"""Named points at which tests kill the process, or let its disk fail, to see that nothing is lost."""

from __future__ import annotations

import errno
import os
import signal

# NOSOGRAPH_FAULT=name:N kills at the N-th time the point is passed, name:N:ENOSPC raises that error there.
_name, _count, _error = [*os.environ.get("NOSOGRAPH_FAULT", "").split(":"), "", ""][:3]
_left = int(_count) if _count.isdigit() else 1


def fault(name: str) -> None:
    """Die here without any clean-up, or fail as a disk does, where the environment asks for it."""
    global _left
    if name != _name:
        return
    _left -= 1
    if _left:
        return
    if not _error:
        os.kill(os.getpid(), signal.SIGKILL)
    code = getattr(errno, _error)
    raise OSError(code, os.strerror(code))
