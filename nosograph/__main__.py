"""`python -m nosograph` is the command `nosograph`."""

import sys

from nosograph.cli import main

sys.exit(main())
