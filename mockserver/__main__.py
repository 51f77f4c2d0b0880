"""``python -m mockserver``, where the console script is not on the path."""

import sys

from mockserver.cli import main

sys.exit(main())
