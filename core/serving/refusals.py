"""What went wrong, as one JSON sentence with the status that programs understand."""

from __future__ import annotations

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from core.errors import CoreError, PictureRefused

_log = logging.getLogger(__name__)

_PLAIN = {
    HTTPStatus.NOT_FOUND: "There is nothing here. Send photos to /predict.",
    HTTPStatus.METHOD_NOT_ALLOWED: "Send photos to /predict with POST; /health takes GET.",
}


class RequestRefused(CoreError):
    """A request that is not answered.

    Parameters
    ----------
    status : int
        For programs.
    came, expected, advice : str
        For people, as in `CoreError`.
    """

    def __init__(self, status: int, came: str, expected: str = "", advice: str = "") -> None:
        super().__init__(came, expected, advice)
        self.status = status


def refusal(status: int, sentence: str) -> JSONResponse:
    """Return an error as programs get it."""
    return JSONResponse({"error": sentence}, status)


def add_refusals(app: FastAPI) -> None:
    """Let an app answer every error with one sentence."""
    app.add_exception_handler(CoreError, _in_words)
    app.add_exception_handler(HTTPException, _plain)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _unexpected)


def _in_words(request: Request, error: Exception) -> JSONResponse:
    del request
    if isinstance(error, RequestRefused):
        return refusal(error.status, str(error))
    unreadable = isinstance(error, PictureRefused)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if unreadable else HTTPStatus.SERVICE_UNAVAILABLE
    return refusal(status, str(error))


def _plain(request: Request, error: Exception) -> JSONResponse:
    del request
    status = getattr(error, "status_code", HTTPStatus.BAD_REQUEST)
    return refusal(status, _PLAIN.get(status, "This request cannot be understood."))


def _gone(request: Request, error: Exception) -> JSONResponse:
    """Answer whoever went away while they sent: nobody reads it, and nothing is wrong here."""
    del request, error
    return refusal(HTTPStatus.BAD_REQUEST, "The photo was not sent to its end.")


def _unexpected(request: Request, error: Exception) -> JSONResponse:
    del request
    _log.error("A photo was not answered.", exc_info=error)
    sentence = f"Something unexpected went wrong: {type(error).__name__}. The terminal says more."
    return refusal(HTTPStatus.INTERNAL_SERVER_ERROR, sentence)
