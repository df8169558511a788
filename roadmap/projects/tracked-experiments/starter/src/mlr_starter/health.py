"""Whether the tracking server answers: asked once, before MLflow asks it again and again."""

import http.client
import os
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from .errors import ProblemError, end

PATIENCE = 10  # seconds
OWN = ("127.0.0.1", "localhost", "::1")


def check_server(uri: str) -> None:
    """Raise ProblemError when a tracking server over HTTP does not answer. Any answer will do; other stores pass."""
    parts = urlsplit(uri)
    if parts.scheme not in ("http", "https"):
        return
    # Without the name and password that an address may hold.
    address = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl().rstrip("/")
    # A proxy knows nothing of this machine.
    direct = [urllib.request.ProxyHandler({})] if parts.hostname in OWN else []
    try:
        urllib.request.build_opener(*direct).open(f"{address}/health", timeout=PATIENCE).close()
    except urllib.error.HTTPError:
        return
    except (OSError, http.client.HTTPException, ValueError) as error:
        # Whom to trust is MLflow's question; the server is there.
        if "CERTIFICATE" in str(error):
            return
        raise ProblemError(f"{address} does not answer. Start the server (python tasks.py server), or unset MLFLOW_TRACKING_URI.") from None


def spare_this_machine() -> None:
    """Keep a proxy of the environment away from servers of this machine, for all that asks one from here on."""
    direct = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
    missing = [each for each in OWN if each not in direct.split(",")]
    if direct != "*" and missing and urllib.request.getproxies_environment():
        os.environ["NO_PROXY"] = os.environ["no_proxy"] = ",".join(filter(None, [direct, *missing]))


def main() -> int:
    """Ask the server that MLFLOW_TRACKING_URI names, if it names one."""
    check_server(os.environ.get("MLFLOW_TRACKING_URI", ""))
    return 0


if __name__ == "__main__":
    end(main)
