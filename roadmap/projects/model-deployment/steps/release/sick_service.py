"""The project's own service, in which the paths of VERIFY_SICK_PATHS answer 503.

Laid in the place of the service's module, which is kept beside it as `well_service`.
"""

import functools
import os

from fastapi.responses import JSONResponse

from . import well_service
from .well_service import *  # noqa: F403


class Sick:
    """Middleware that answers for the sick paths."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        app = self.app
        if scope["type"] == "http" and scope["path"] in os.environ["VERIFY_SICK_PATHS"].split():
            reason = "this copy is sick on purpose"
            app = JSONResponse({"status": "unavailable", "reason": reason, "detail": reason}, 503)
        await app(scope, receive, send)


def create_app(*args, **kwargs):
    app = well_service.create_app(*args, **kwargs)
    app.add_middleware(Sick)
    return app


# A server asks for `app`; it must not get the well one.
globals().pop("app", None)


@functools.cache
def sick_app():
    app = well_service.app
    app.add_middleware(Sick)
    return app


def __getattr__(name):
    if name == "app":
        return sick_app()
    raise AttributeError(name)
