"""Errors as the service gives them: problem details (RFC 9457), and never a stack trace."""

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from .artifact import ModelUnavailableError

log = logging.getLogger(__name__)


def problem(request: Request, status: int, detail: str, **more: Any) -> JSONResponse:
    """One error as JSON, with the request's id to find it in the log by."""
    request_id = getattr(request.state, "request_id", "")
    return JSONResponse(
        {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "detail": detail,
            "request_id": request_id,
            **more,
        },
        status_code=status,
        headers={"x-request-id": request_id},
        media_type="application/problem+json",
    )


def add_error_handlers(app: FastAPI) -> None:
    """Make every error of the service a problem document."""

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        errors = [{"field": ".".join(str(part) for part in each["loc"][1:]), "message": each["msg"]} for each in error.errors()]
        return problem(request, 422, "The request does not fit the schema.", errors=errors)

    @app.exception_handler(ModelUnavailableError)
    async def unavailable(request: Request, error: ModelUnavailableError) -> JSONResponse:
        return problem(request, 503, str(error))

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> JSONResponse:
        response = problem(request, error.status_code, str(error.detail))
        # Such as Allow, which says what a 405 would accept.
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> JSONResponse:
        request_id = getattr(request.state, "request_id", "")
        log.error("unexpected error", exc_info=error, extra={"request_id": request_id})
        return problem(request, 500, "Something went wrong here. The log knows more.")
