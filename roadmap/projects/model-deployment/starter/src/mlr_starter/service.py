"""The HTTP service. Run it: python tasks.py run, then open http://127.0.0.1:8000/docs"""

import logging
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pandas as pd
from fastapi import FastAPI, Request, Response

from .artifact import LoadedModel, ModelUnavailableError, load_model
from .data import FEATURES
from .errors import add_error_handlers
from .logs import set_up_logs
from .schemas import Health, Prediction, PredictRequest, PredictResponse
from .settings import Settings, settings_from_environment

log = logging.getLogger(__name__)


def create_app(settings: Settings | None = None) -> FastAPI:
    """Build the service; the model is loaded once, when it starts."""
    settings = settings or settings_from_environment()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        set_up_logs(settings.log_level)
        app.state.model = None
        app.state.reason = None
        try:
            app.state.model = load_model(settings.model_folder)
            log.info("model loaded", extra={"model_version": app.state.model.version})
        except ModelUnavailableError as error:
            # It starts all the same: /health says why it cannot answer, which a crash would not.
            app.state.reason = str(error)
            log.error(str(error))
        yield

    app = FastAPI(title="Mlr Starter", version="0.1.0", lifespan=lifespan)
    add_error_handlers(app)

    @app.middleware("http")
    async def identify_and_log(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        request.state.request_id = request.headers.get("x-request-id", uuid.uuid4().hex)[:64]
        started = time.perf_counter()
        response = await call_next(request)
        response.headers["x-request-id"] = request.state.request_id
        extra = {
            "request_id": request.state.request_id,
            "method": request.method,
            "path": request.url.path,
            "status": response.status_code,
            "milliseconds": round((time.perf_counter() - started) * 1000, 1),
        }
        log.info("request", extra=extra)
        return response

    @app.get("/live")
    def live() -> dict[str, str]:
        """Is the process there at all? An orchestrator restarts it when this does not answer."""
        return {"status": "alive"}

    @app.get("/health", response_model_exclude_none=True)
    def health(response: Response) -> Health:
        """Can it predict? Traffic belongs only to a copy that says yes. Restarting cures no 503."""
        if app.state.model is None:
            response.status_code = 503
            return Health(status="unavailable", reason=app.state.reason)
        return Health(status="ready", model_version=app.state.model.version)

    # A plain function: FastAPI runs it in a thread, so predicting does not block other requests.
    @app.post("/predict")
    def predict(body: PredictRequest) -> PredictResponse:
        """The probability that each parcel arrives late."""
        model: LoadedModel | None = app.state.model
        if model is None:
            raise ModelUnavailableError(app.state.reason)
        rows = pd.DataFrame([parcel.model_dump() for parcel in body.parcels])[list(FEATURES)]
        probabilities = model.pipeline.predict_proba(rows)[:, 1]
        # TODO(learner): say which model version answered, so that a complaint can be traced.
        return PredictResponse(
            predictions=[Prediction(late_probability=round(float(p), 4), late=bool(p >= settings.threshold)) for p in probabilities]
        )

    return app


def __getattr__(name: str) -> FastAPI:
    """Build `app` when a server asks for it, and not when a test imports this file."""
    if name == "app":
        return create_app()
    raise AttributeError(name)
