"""The service that one would write in an afternoon: a pipeline of scikit-learn behind FastAPI."""

from fastapi import FastAPI
from pydantic import BaseModel

from bench.peers import passages_of, pipeline
from bench.scoring import n_features
from model.verdict import HEADS

app = FastAPI()
_PIPELINE = pipeline(n_features())


class Work(BaseModel):
    """What is sent."""

    text: str


@app.get("/readyz")
def ready() -> dict[str, str]:
    """Say that the service is up."""
    return {"status": "ready"}


@app.post("/v1/classify")
def classify(work: Work) -> dict[str, float]:
    """Answer the highest probability of any passage for each head."""
    highest = _PIPELINE.predict_proba(passages_of(work.text)).max(axis=0).tolist()
    return {f"{name}>={level}": value for (name, level), value in zip(HEADS, highest, strict=True)}
