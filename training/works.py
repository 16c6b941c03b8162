"""The small models over whole works: each head and the rating, with who dies (`dying`)."""

from copy import copy
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.cast import Cast
from model.company import Company
from model.judging import LEAST_LIKELY, death_columns
from model.linear import Linear
from model.pooling import STRONGEST, sigmoid
from model.reader import Reader
from model.summary import Summary, sum_up
from model.taxonomy import RATINGS
from training.calibrate import Folds, Question, fit_rising, fit_steady, held_out, only_works, restrict
from training.company import fit_company
from training.dying import DyingModels, fit_dying
from training.examples import UNKNOWN, Example
from training.heads import Material, scarcer_side
from training.neighbours import Beside

WORK_REGULARISATION: Final = 1.0
"""`C` of the small logistic regressions, chosen on works of left-out sources."""

RATING_PENALTY: Final = 3.0
MIN_RATED: Final = 10

FEW_WORKS: Final = 12
"""A head that fewer works reach (or miss) is given the model fitted on all heads together."""


@dataclass(frozen=True, slots=True)
class WorkModels:
    """The small models over whole works, and what they said of works that they had not seen.

    Attributes
    ----------
    company : Company
        What words say beside a name.
    neighbours : Linear or None
        What a passage says of a major death, seen with the passages beside it.
    dying : DyingModels
    heads : list of Linear
    rating : list of Linear
    log_odds : ndarray, shape (n_works, n_heads)
        Out of fold.
    rating_reached : ndarray, shape (n_works, n_ratings - 1)
        Out of fold: probability of at least Teen, Mature, Explicit.
    """

    company: Company
    neighbours: Linear | None
    dying: DyingModels
    heads: list[Linear]
    rating: list[Linear]
    log_odds: NDArray[np.float64]
    rating_reached: NDArray[np.float64]


def fit_works(works: list[Example], material: Material, scores: NDArray[np.float32], folds: Folds) -> WorkModels:
    """Fit the small models on works scored by heads that had not seen them.

    Parameters
    ----------
    works : list of Example
    material : Material
    scores : ndarray of float32, shape (n_passages_of_works, n_heads)
        Calibrated log-odds, out of fold.
    folds
        Over labelled passages, then works.

    Returns
    -------
    WorkModels
    """
    n_passages = len(material.passage_groups)
    casts = _read(works, material, folds)
    folds = only_works(folds, n_passages)
    weights = np.array([work.weight for work in works])
    summaries, beside = _sum_up(casts, material, weights, scores, folds)
    dying = fit_dying(works, [summary.characters for summary in summaries], folds)
    strongest = np.stack([summary.strongest[0] for summary in summaries])
    signals = np.stack([summary.told for summary in summaries])
    of_death = material.labels.columns.get("death", slice(0))
    likeliest = np.array([max(likely, default=0.0) for likely in dying.likely])
    signals[:, of_death, -1] = np.log(likeliest + LEAST_LIKELY)[:, None]
    heads, log_odds = _fit_heads_of_works(signals, material, weights, folds)
    log_odds = np.where(_is_brief(material)[:, None] & by_passage(material), strongest, log_odds)
    rating, reached = _fit_rating(works, sigmoid(strongest), weights, folds)
    company = fit_company(material.contexts, np.ones(n_passages, bool))
    neighbours = beside.fit(np.ones(len(works), bool))
    return WorkModels(company, neighbours, dying, heads, rating, log_odds, reached)


def _read(works: list[Example], material: Material, folds: Folds) -> list[Cast]:
    """Note whom works name, with what was learned from others of the words beside names."""
    n_passages = len(material.passage_groups)
    casts: dict[int, Cast] = {}
    for learned, out in folds:
        reader = Reader(company=fit_company(material.contexts, learned[:n_passages]))
        for number in np.flatnonzero(out[n_passages:]).tolist():
            document = works[number].document
            assert document is not None
            casts[number] = Cast(document.text)
            reader.read(document, casts[number])
    return [casts[number] for number in range(len(works))]


def _sum_up(
    casts: list[Cast],
    material: Material,
    weights: NDArray[np.float64],
    scores: NDArray[np.float32],
    folds: Folds,
) -> tuple[list[Summary], Beside]:
    """Sum works up, each with what was learned from others of passages side by side."""
    columns = death_columns(material.labels)
    own = [scores[material.owners == number] for number in range(len(casts))]

    def summary_of(number: int, cast: Cast, neighbours: Linear | None) -> Summary:
        return sum_up(cast, own[number], np.ones(len(own[number]), bool), columns, neighbours)

    # Who takes leave where is known without neighbours. A cast can be summed up once, a copy of it as well.
    farewells = [summary_of(number, copy(cast), None).farewells for number, cast in enumerate(casts)]
    beside = Beside.of(material.deaths, material.owners, weights, scores, np.concatenate(farewells), columns)
    summaries: dict[int, Summary] = {}
    for learned, out in folds:
        neighbours = beside.fit(learned)
        for number in np.flatnonzero(out).tolist():
            summaries[number] = summary_of(number, casts[number], neighbours)
    return [summaries[number] for number in range(len(casts))], beside


def _fit_heads_of_works(
    signals: NDArray[np.float64], material: Material, weights: NDArray[np.float64], folds: Folds
) -> tuple[list[Linear], NDArray[np.float64]]:
    """One model a head, or the model of all heads together where a head has too few works to learn from.

    Scores of heads learned from whole works are on a scale of their own, so these have no part in what is common.
    """
    labels, alone = material.work_labels, material.only_in_works
    known = (labels != UNKNOWN) & ~alone
    work = np.broadcast_to(np.arange(len(labels))[:, None], labels.shape)[known]
    together = Question(signals[known], labels[known] == 1, weights[work])
    common = _fit_head(together)
    unseen = np.zeros(labels.shape)
    unseen[known] = held_out(together, restrict(folds, work), _fit_head)
    heads, log_odds = [], np.zeros(labels.shape)
    for head in range(labels.shape[1]):
        own = labels[:, head] != UNKNOWN
        question = Question(signals[own, head], labels[own, head] == 1, weights[own])
        if not alone[head] and min(question.labels.sum(), (~question.labels).sum()) < FEW_WORKS:
            heads.append(common)
            log_odds[own, head] = unseen[own, head]
        else:
            heads.append(_fit_head(question))
            log_odds[own, head] = held_out(question, restrict(folds, own), _fit_head)
    return heads, log_odds


def by_passage(material: Material) -> NDArray[np.bool_]:
    """Which heads answer for brief works themselves, as `model.judging.Judge` takes it, shape (n_heads,).

    Those that enough passages were judged on, unless as many brief works were as a model of works is learned from.
    """
    return material.calibrated & (scarcer_side(material.work_labels[_is_brief(material)]) < FEW_WORKS)


def _is_brief(material: Material) -> NDArray[np.bool_]:
    """Which works are brief; in training all passages are taken to be English."""
    return np.bincount(material.owners, minlength=len(material.work_labels)) <= STRONGEST


def _fit_head(question: Question) -> Linear:
    return fit_steady(question, WORK_REGULARISATION)


def _fit_rating(
    works: list[Example], signals: NDArray[np.float64], weights: NDArray[np.float64], folds: Folds
) -> tuple[list[Linear], NDArray[np.float64]]:
    """A model for each step of the rating, and what they say of works held out; none where too few are rated."""
    rated = np.array([work.rating is not None for work in works])
    ratings = np.array([work.rating for work in works if work.rating is not None], int)
    steps, reached = list[Linear](), np.zeros((len(works), len(RATINGS) - 1))
    if len(ratings) < MIN_RATED or len(np.unique(ratings)) == 1:
        return steps, reached
    for step in range(1, len(RATINGS)):
        question = Question(signals[rated], ratings >= step, weights[rated])
        steps.append(_fit_step(question))
        reached[rated, step - 1] = sigmoid(held_out(question, restrict(folds, rated), _fit_step))
    return steps, np.minimum.accumulate(reached, axis=1)


def _fit_step(question: Question) -> Linear:
    return fit_rising(question, RATING_PENALTY)
