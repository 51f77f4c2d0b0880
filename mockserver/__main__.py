"""Makes `python -m mockserver` run the command line, for systems where the script `mockserver` is not on the PATH."""

import sys

from mockserver.cli import main

sys.exit(main())
