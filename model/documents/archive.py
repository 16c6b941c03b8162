"""Zip archives opened with care: nothing is unpacked before its size is known (APPNOTE.TXT, CWE-409)."""

import io
import zipfile
import zlib

from model.documents.errors import BrokenDocument, DocumentTooLarge, EncryptedDocument
from model.documents.limits import Limits

_DIRECTORY_ENTRY = b"PK\x01\x02"
_IS_ENCRYPTED = 0x1
_SMALL_MEMBER = 2**20
DAMAGE = (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, ValueError)
"""What ``zipfile`` raises when an archive is not what it should be."""
_MEGABYTE = 2**20


class Archive:
    """A zip archive within limits.

    Parameters
    ----------
    data
        The whole archive.
    limits
        Bounds on its members; sizes are checked as declared here, and as they come while reading.

    Raises
    ------
    BrokenDocument
        Where it is damaged or cut off.
    DocumentTooLarge
        Where it holds too many members, or would unpack to too much.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        if data.count(_DIRECTORY_ENTRY) > limits.members:
            raise DocumentTooLarge(f"The archive holds more than {limits.members} files.")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except DAMAGE:
            raise BrokenDocument("The zip archive is damaged or cut off; send it again.") from None
        self._members = {info.filename: info for info in self._zip.infolist()}
        self._by_lower_name = {name.lower(): name for name in self._members}
        self._left = limits.unpacked_bytes
        self._limits = limits

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all members, in the archive's order."""
        return tuple(self._members)

    def check_sizes(self) -> None:
        """Refuse an archive that says itself that it unpacks to too much.

        Raises
        ------
        DocumentTooLarge
            Where its members, or one of them, exceed the limits.
        """
        total = sum(info.file_size for info in self._zip.infolist())
        if total > self._limits.unpacked_bytes:
            raise self._too_large(total)
        for info in self._zip.infolist():
            grown = info.file_size > self._limits.ratio * max(1, info.compress_size)
            if grown and info.file_size > _SMALL_MEMBER:
                raise DocumentTooLarge(
                    f"{info.filename} in the archive unpacks to over {self._limits.ratio} times its size."
                )

    def is_locked(self) -> bool:
        """Tell whether any member has a password."""
        return any(info.flag_bits & _IS_ENCRYPTED for info in self._members.values())

    def find(self, name: str) -> str | None:
        """Find a member by its name, or by the name in another case."""
        return name if name in self._members else self._by_lower_name.get(name.lower())

    def read(self, name: str) -> bytes:
        """Unpack one member.

        Raises
        ------
        BrokenDocument
            Where it is missing or damaged.
        EncryptedDocument
            Where it has a password.
        DocumentTooLarge
            Where all that has been read exceeds the limit.
        """
        found = self.find(name)
        if found is None:
            raise BrokenDocument(f"The archive lacks {name}, which it refers to.")
        info = self._members[found]
        if info.flag_bits & _IS_ENCRYPTED:
            raise EncryptedDocument(f"{found} in the archive has a password; send it without one.")
        try:
            with self._zip.open(info) as member:
                data = member.read(self._left + 1)
        except DAMAGE:
            raise BrokenDocument(f"{found} in the archive is damaged; send it again.") from None
        if len(data) > self._left:
            raise self._too_large(self._limits.unpacked_bytes + 1)
        self._left -= len(data)
        return data

    def _too_large(self, size: int) -> DocumentTooLarge:
        allowed = self._limits.unpacked_bytes / _MEGABYTE
        return DocumentTooLarge(
            f"The archive unpacks to {size / _MEGABYTE:.1f} MB or more; up to {allowed:.1f} MB are read."
        )
