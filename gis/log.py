"""One JSON line a log record, without the fields that may hold personal data."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

import orjson

#: What a record may carry beside its message; anything else that is passed as ``extra`` is dropped.
ALLOWED = frozenset(
    {
        "method",
        "route",
        "status",
        "milliseconds",
        "bytes",
        "layer",
        "role",
        "request_id",
        "step",
        "rows",
        "job",
        "device",
    }
)  # fmt: skip


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON.

    Only ``ALLOWED`` extras are written: a list of what is safe stays right when somebody logs a new thing, a list
    of what is secret does not. An exception is named with its place in the code, never with its text, in
    which a database repeats the values of the row.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: value for name, value in vars(record).items() if name in ALLOWED}
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            trace = record.exc_info[2]
            while trace is not None and trace.tb_next is not None:
                trace = trace.tb_next
            if trace is not None:
                line["where"] = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"
        return orjson.dumps(line, default=str).decode()


def configure(level: int = logging.INFO) -> None:
    """Send every record of this process to standard error as JSON."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
