"""Values of options that several commands take."""

import argparse

MAX_EVIDENCE = 20


def evidence(value: str) -> int:
    """Read how many passages to show."""
    if not (value.isascii() and value.isdecimal() and int(value) <= MAX_EVIDENCE):
        raise argparse.ArgumentTypeError(f"a whole number from 0 to {MAX_EVIDENCE} is needed")
    return int(value)


def above_zero(value: str) -> int:
    """Read a whole number above zero."""
    if not (value.isascii() and value.isdecimal() and int(value) > 0):
        raise argparse.ArgumentTypeError("a whole number above zero is needed")
    return int(value)
