"""Returns freed memory to the operating system."""

import ctypes
import sys


def return_freed() -> None:
    """Return the memory of freed objects to the operating system.

    Otherwise the C library keeps this memory for later allocations. The call takes about 10 ms after 50 MB were freed.
    If the C library is not glibc, it does nothing.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)
