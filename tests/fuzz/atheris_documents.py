"""Fuzz a reader by the branches that inputs reach, with atheris (https://github.com/google/atheris):

    pip install atheris
    python -m tests.fuzz.atheris_documents epub -dict=tests/fuzz/tokens.dict -max_len=65536 tests/fuzz/corpus/epub

What follows the format goes to libFuzzer. New inputs are written into the first folder named; give one of your own
before the corpus to keep it as it is. atheris is no dependency: it has wheels for few versions of Python.
"""

import sys

import atheris

with atheris.instrument_imports(include=["model.documents"]):
    from model.documents import docx, epub, html, markdown, plain  # noqa: F401  (readers are imported when first used)
    from tests.fuzz.target import MEDIA_TYPES, examine


def main() -> None:
    """Hand one format's reader to the fuzzer."""
    reader = sys.argv.pop(1) if len(sys.argv) > 1 else ""
    if reader not in MEDIA_TYPES:
        sys.exit(f"Name a format first: {', '.join(MEDIA_TYPES)}.")

    def test_one_input(data: bytes) -> None:
        finding = examine(reader, data).finding
        # Instrumented code is many times slower: time is measured without.
        if finding and not finding.startswith("slow"):
            raise RuntimeError(finding)

    atheris.Setup(sys.argv, test_one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
