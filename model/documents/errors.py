"""Why a work could not be read.

DocumentError
 ├─ UnsupportedFormat    a PDF, an image, a zip that is no book
 ├─ UndecodableText      binary noise, or an encoding that is none of ours
 ├─ EncryptedDocument    an EPUB or docx with DRM or a password
 ├─ DocumentTooLarge     unpacks to more than the limit (a zip bomb), or nests too deep
 └─ BrokenDocument       the format is known, the file is damaged
"""


class DocumentError(ValueError):
    """A work that can't be read. ``str(error)`` names the reason and the way out, in one line."""

    code = "unreadable_document"


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


_LONGEST_REASON = 120


def in_a_line(error: Exception) -> str:
    """Write what a library says of a file in one short line."""
    return " ".join(str(error).split())[:_LONGEST_REASON]
