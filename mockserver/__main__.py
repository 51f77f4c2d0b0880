"""Runs the command line with ``python -m mockserver``, for systems where the console script is not on the path."""

import sys

from mockserver.cli import main

sys.exit(main())
