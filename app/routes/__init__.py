"""The service's addresses, one file per resource."""

from fastapi import APIRouter

from app.routes import batch, classify, health, model, page, problem

ROUTERS: tuple[APIRouter, ...] = (
    classify.router,
    batch.router,
    model.router,
    health.router,
    problem.router,
    page.router,
)
