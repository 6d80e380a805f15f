"""Hidden folders in which plans are written before they appear, and those that dead writers left.

The name says who writes: `.NAME.HOST-PID.RANDOM.tmp`, `.old` for a plan that is being replaced, `.run` for the
plans on the way of a solve.
"""

from __future__ import annotations

import glob
import os
import platform
import re
import shutil
import tempfile
import time
from pathlib import Path

STALE_AFTER_S = 86_400.0
"""Age at which an unfinished plan is taken for left behind, s; writing one takes seconds."""

_WRITER = re.compile(r"\.(?P<host>[^.]+)-(?P<pid>\d+)\.[^.]+\.(tmp|run)$")


def hidden_beside(folder: Path, ending: str) -> Path:
    """A new empty hidden folder on the same disk, so that a rename is one step."""
    prefix = f".{folder.name}.{_this_host()}-{os.getpid()}."
    made = Path(tempfile.mkdtemp(prefix=prefix, suffix=ending, dir=folder.parent))
    # mkdtemp lets only its owner in; a plan is as readable as any new folder.
    mask = os.umask(0)
    os.umask(mask)
    made.chmod(0o777 & ~mask)
    return made


def sweep(folder: Path) -> None:
    """Delete what writers of this plan left unfinished: those that are dead, or a day old.

    Another host's processes cannot be seen from here, so that only the age tells of them. What
    cannot be deleted stays.
    """
    for left in folder.parent.glob(f".{glob.escape(folder.name)}.*.tmp"):
        writer = _WRITER.search(left.name)
        if writer is not None and _is_stale(left, writer["host"], int(writer["pid"])):
            shutil.rmtree(left, ignore_errors=True)


def is_being_written(hidden: Path) -> bool:
    """Whether the process that made a hidden folder may still be at work on it."""
    writer = _WRITER.search(hidden.name)
    return writer is not None and not _is_stale(hidden, writer["host"], int(writer["pid"]))


def _is_stale(left: Path, host: str, pid: int) -> bool:
    if host == _this_host() and not _is_alive(pid):
        return True
    try:
        return time.time() - left.stat().st_mtime > STALE_AFTER_S
    except FileNotFoundError:
        # Its writer has finished in the meantime.
        return False


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        # It runs, for somebody else.
        return True
    return True


def _this_host() -> str:
    return re.sub(r"[^\w-]", "-", platform.node())[:60] or "host"
