"""What every reader of documents promises of every input, and how it is looked into."""

import io
import signal
import time
import traceback
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from model import documents
from model.documents import Document, DocumentError

CORPUS = Path(__file__).parent / "corpus"
MEDIA_TYPES = {each.reader: media_type for media_type, each in documents.SUPPORTED.items()}
HANG = 60
SECONDS_PER_MB = 1.0
FREE_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an input.

    Attributes
    ----------
    finding
        What is wrong, in a line; None where nothing is.
    refused
        Whether the input was refused, as most should be that make no sense.
    seconds
        Time of the processor.
    """

    finding: str | None
    refused: bool
    seconds: float


def corpus_of(reader: str) -> list[bytes]:
    """Read the corpus of a format, in the order of its names."""
    return [path.read_bytes() for path in sorted((CORPUS / reader).iterdir())]


def examine(reader: str, data: bytes, patience: int = HANG) -> Outcome:
    """Read an input and look for crashes, hangs, slowness and documents that are none."""
    begun = time.process_time()
    finding, refused = None, False
    try:
        with _alarm(patience):
            document = documents.read(data, MEDIA_TYPES[reader])
        finding = fault_of(document)
    except DocumentError as error:
        refused = True
        finding = None if str(error) and "\n" not in str(error) else f"an error that is not one line: {error!r}"
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        finding = f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}: {error}"[:200]
    seconds = time.process_time() - begun
    return Outcome(finding or _slowness(seconds, data), refused, seconds)


def fault_of(document: Document) -> str | None:
    """Say what is wrong with a document; None where nothing is."""
    before = 0
    for chapter in document.chapters:
        if not len(chapter.paragraphs):
            return "a chapter without a paragraph"
        for start, end in chapter.paragraphs.tolist():
            if not before <= start < end <= len(document.text):
                return f"a paragraph from {start} to {end} after one that ends at {before}"
            before = end
    try:
        "".join((document.text, document.title or "", *(note.text for note in document.notes))).encode()
    except UnicodeEncodeError:
        return "text that is no Unicode"
    return None


def _slowness(seconds: float, data: bytes) -> str | None:
    megabytes = _unpacked(data) / 2**20
    if seconds <= max(FREE_SECONDS, megabytes * SECONDS_PER_MB):
        return None
    return f"slow: {seconds:.2f} s for {megabytes:.2f} MB"


def _unpacked(data: bytes) -> int:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(info.file_size for info in archive.infolist())
    except Exception:
        return len(data)


@contextmanager
def _alarm(seconds: int) -> Iterator[None]:
    def ring(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"not done after {seconds} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
