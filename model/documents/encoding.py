"""Bytes to text: byte order marks, UTF-8, UTF-16, Windows-1252 (https://encoding.spec.whatwg.org)."""

import codecs
import re

from model.documents.errors import UndecodableText

_MARKS = (
    # UTF-32's mark starts with UTF-16's, so it is tried first.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSETS = re.compile(
    r"us-ascii|ascii|utf-?8|utf-?16(?:-?[lb]e)?|utf-?32(?:-?[lb]e)?|iso-?8859-\d{1,2}|latin-?\d|windows-125\d"
    r"|cp\d{3,4}|koi8-[ru]|mac-?roman|macintosh|gb2312|gbk|gb18030|big5|shift[_-]jis|euc-(?:jp|kr)",
    re.IGNORECASE,
)
# Windows-1252 leaves five bytes unassigned; browsers read them as the control characters of the same number.
_WINDOWS_1252 = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256))
_LATIN_LABELS = {
    "us-ascii",
    "ascii",
    "iso-8859-1",
    "iso8859-1",
    "latin1",
    "latin-1",
    "windows-1252",
    "cp1252",
}
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b")) + b"\x7f"
_SAMPLE = 4096
_TOLERATED_CONTROLS = 2
_PIECE = 4 * 2**20


def decode(data: bytes, charset: str | None = None) -> str:
    """Decode text without being told, or in spite of being told wrongly.

    Parameters
    ----------
    data
        The bytes as they came.
    charset
        The encoding that a header or the text itself names. UTF-8 is believed over it, because text that is
        valid UTF-8 by chance hardly exists.

    Returns
    -------
    str
        The text without its byte order mark; line ends are kept.

    Raises
    ------
    UndecodableText
        Where the bytes are no text.
    """
    text = _decode(data, charset)
    _refuse_noise(text)
    return text


def charset_of(media_type: str | None) -> str | None:
    """Read the encoding out of a media type such as ``text/plain; charset=utf-8``."""
    match = re.search(r"charset\s*=\s*[\"']?([\w-]+)", media_type or "", re.IGNORECASE)
    return match[1] if match else None


def _decode(data: bytes, charset: str | None) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding)
    if unmarked := _utf16_by_zeros(data):
        return _strict(data, unmarked)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _decode_legacy(data, charset, error)


def _decode_legacy(data: bytes, charset: str | None, error: UnicodeDecodeError) -> str:
    if charset and _CHARSETS.fullmatch(charset) and charset.lower() not in _LATIN_LABELS:
        try:
            return data.decode(charset)
        except (LookupError, UnicodeDecodeError):
            pass
    lenient = data.decode("utf-8", "replace")
    high = len(data) - len(data.translate(None, bytes(range(128, 256))))
    # A stray Latin-1 quote, or a file cut inside a character, doesn't make the rest of it Windows-1252.
    cut_off = error.reason == "unexpected end of data"
    if cut_off or lenient.count("\ufffd") * 10 <= high:
        return lenient
    return codecs.charmap_decode(data, "strict", _WINDOWS_1252)[0]


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UndecodableText(
            f"The text is marked as {encoding.upper()} but breaks off its rules at byte {error.start}; "
            "save it as UTF-8."
        ) from None


def _utf16_by_zeros(data: bytes) -> str | None:
    """Latin text in UTF-16 has a zero in every other byte; no other text has any."""
    sample = data[:_SAMPLE]
    half = len(sample) // 2
    if half == 0:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd * 10 >= half * 6 and even * 10 <= half:
        return "utf-16-le"
    if even * 10 >= half * 6 and odd * 10 <= half:
        return "utf-16-be"
    return None


def _count_controls(piece: str) -> int:
    codes = piece.encode("utf-8", "surrogatepass")  # Controls are a byte there, and no part of other characters.
    return len(codes) - len(codes.translate(None, _CONTROLS))


def _refuse_noise(text: str) -> None:
    controls = sum(_count_controls(text[at : at + _PIECE]) for at in range(0, len(text), _PIECE))
    if controls > _TOLERATED_CONTROLS and controls * 100 > len(text):
        raise UndecodableText(
            "The bytes are no text in any encoding read here (UTF-8, UTF-16, Windows-1252); save it as UTF-8."
        )
