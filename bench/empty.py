"""A service that parses the same JSON and does nothing with it: what FastAPI alone costs."""

from fastapi import FastAPI, Request, Response

app = FastAPI()


@app.get("/readyz")
async def ready() -> dict[str, str]:
    """Say that the service is up."""
    return {"status": "ready"}


@app.post("/v1/classify")
async def classify(request: Request) -> Response:
    """Answer how long the text is."""
    work = await request.json()
    return Response(b'{"characters":%d}' % len(work["text"]), media_type="application/json")
