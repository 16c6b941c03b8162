"""Exit codes, as ``forewarn --help`` gives them."""

JUDGED = 0
SOME_NOT_JUDGED = 1
FOUND = 1
USAGE = 2
COULD_NOT_RUN = 3
INTERRUPTED = 130
PIPE_CLOSED = 141
