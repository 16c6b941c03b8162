"""The service's addresses, one file per resource."""

from fastapi import APIRouter

from app.routes import batch, classify, docs, health, metrics, model, moderations, page, problem

ROUTERS: tuple[APIRouter, ...] = (
    classify.router,
    batch.router,
    moderations.router,
    model.router,
    health.router,
    metrics.router,
    problem.router,
    docs.router,
    page.router,
)
