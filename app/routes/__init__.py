"""The service's addresses, one file per resource."""

from starlette.routing import BaseRoute

from app.routes import batch, classify, docs, health, metrics, model, moderations, page, problem

# In one list, where each is looked for once: a router that is included looks for its routes twice.
ROUTES: list[BaseRoute] = [
    *classify.router.routes,
    *batch.router.routes,
    *moderations.router.routes,
    *model.router.routes,
    *health.router.routes,
    *metrics.router.routes,
    *problem.router.routes,
    *docs.router.routes,
    *page.router.routes,
]
