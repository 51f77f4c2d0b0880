"""An exclusive lock on an open file, which the operating system releases when the process ends."""

import sys
from io import FileIO

if sys.platform == "win32":
    import msvcrt

    BEYOND_THE_END = 1 << 40
    """The position of the byte that is locked. The position is after the end of every state file, because on Windows
    other programs can't read locked bytes."""

    def lock(file: FileIO) -> bool:
        """Lock a file for this process. Returns false if another process holds the lock."""
        file.seek(BEYOND_THE_END)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def lock(file: FileIO) -> bool:
        """Lock a file for this process. Returns false if another process holds the lock. The lock applies to the inode.
        Therefore it also excludes processes that open the file through a symbolic link, a hard link or a bind mount."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
