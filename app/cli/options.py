"""Values of options that several commands take."""

import argparse

MAX_EVIDENCE = 20


def evidence(value: str) -> int:
    """Read how many passages to show."""
    if not (value.isascii() and value.isdecimal() and int(value) <= MAX_EVIDENCE):
        raise argparse.ArgumentTypeError(f"a whole number from 0 to {MAX_EVIDENCE} is needed")
    return int(value)
