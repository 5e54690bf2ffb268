"""`python -m runnable` is the command `runnable`."""

from runnable.integration.main import main

raise SystemExit(main())
