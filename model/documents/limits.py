"""How much a reader will take on before it refuses a work (see CWE-409, "data amplification")."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what a file may unfold into.

    Attributes
    ----------
    unpacked_bytes
        Most bytes that a zip's members may unpack to, all together.
    members
        Most members in a zip.
    ratio
        Most times a zip's member may grow when unpacked; small members are exempt.
    depth
        Deepest nesting of HTML elements.
    """

    unpacked_bytes: int = 64 * 2**20
    members: int = 10_000
    ratio: int = 200
    depth: int = 512
