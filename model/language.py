"""Tells English from what the model can't judge, by the small words that no English passage does without."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.features import Offsets

FUNCTION_WORDS: Final = (
    "the and of that with his her she you they was had have were would could from there their when what which been "
    "will your said into then out not but for this my him them it is are by be all if so up who did about like just "
    "back down over only now very than some because before after again through where too never how its our us being "
    "don't i'm didn't wasn't couldn't i'd i'll can't won't you're i've going know get got"
)
"""Frequent in English fiction; words that are also frequent in another European language (``die``, ``in``, ``me``,
``a``, ``on``) are left out."""

MIN_SHARE: Final = 0.06
"""Distinct function words per word from which a passage counts as English."""

MOSTLY: Final = 0.5
"""Share of a work's words in English below which it is not judged at all."""

ENTIRELY: Final = 0.95


def is_english(function_words: NDArray[np.float32], bounds: Offsets) -> NDArray[np.bool_]:
    """Say which passages are in English.

    Parameters
    ----------
    function_words : ndarray, shape (n_passages,)
        How many distinct `FUNCTION_WORDS` each passage holds.
    bounds : ndarray of int64, shape (n_passages + 1,)
        First token of each passage, then the number of tokens.

    Returns
    -------
    ndarray of bool, shape (n_passages,)
    """
    return function_words >= MIN_SHARE * np.minimum(np.diff(bounds), 120)
