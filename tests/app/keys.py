"""API keys to test with, made as their owners make them."""

import subprocess
import sys
from pathlib import Path


def made(file: Path, name: str, *options: str) -> str:
    """Make a key in a process of its own and return what it printed."""
    command = [sys.executable, "-m", "app", "keys", "new", name, *options, "--file", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout.strip()
