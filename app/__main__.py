"""``python -m app`` is ``forewarn``."""

import sys

from app.cli import main

sys.exit(main())
