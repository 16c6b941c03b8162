"""Why a work could not be read.

DocumentError
 ├─ UnsupportedFormat    a PDF, an image, a zip that is no book
 ├─ UndecodableText      binary noise, or an encoding that is none of ours
 ├─ EncryptedDocument    an EPUB or docx with DRM or a password
 ├─ DocumentTooLarge     unpacks to more than the limit (a zip bomb), or nests too deep
 └─ BrokenDocument       the format is known, the file is damaged
"""

from typing import Any

_LONGEST = 1000


class DocumentError(ValueError):
    """A work that can't be read. ``str(error)`` names the reason and the way out, in one line."""

    code = "unreadable_document"

    def __init__(self, reason: str) -> None:
        # Names out of an archive may hold anything, at any length.
        super().__init__(" ".join(reason.split())[:_LONGEST])


class UnsupportedFormat(DocumentError):
    code = "unsupported_format"


class UndecodableText(DocumentError):
    code = "undecodable_text"


class EncryptedDocument(DocumentError):
    code = "encrypted_document"


class DocumentTooLarge(DocumentError):
    code = "document_too_large"


class BrokenDocument(DocumentError):
    code = "broken_document"


def in_a_line(error: Exception) -> str:
    """Say why a library gave up on a file; never in its own words, for they quote the file."""
    last: Any = getattr(getattr(error, "error_log", None), "last_error", None)
    if last is None:
        return "a part of it is missing or can't be read."
    return f"{last.type_name.removeprefix('ERR_').replace('_', ' ').lower()}, line {last.line}."
