"""Logs as one JSON object a line, which every log collector can read."""

import json
import logging
from datetime import UTC, datetime

FIELDS = (
    "request_id",
    "method",
    "path",
    "status",
    "milliseconds",
    "parcels",
    "unusual",
    "model_version",
)


class JsonFormatter(logging.Formatter):
    """Formats a record as JSON, with the fields of a request when it has them."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        entry |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry)


def set_up_logs(level: str) -> None:
    """Send all logs to the standard error stream as JSON."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # The server's own lines take the same form; requests are logged by the service, with their id.
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = name != "uvicorn.access"
