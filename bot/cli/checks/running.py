"""The Tandem that runs on this machine, if one does."""

from http.client import HTTPConnection, HTTPException

from bot.cli.checks.finding import Finding, State
from bot.cli.checks.settings import Given

NAME = "process"
SECONDS = 5
WHERE = {"TANDEM_HOST", "TANDEM_PORT"}
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  (where to ask whoever listens everywhere)
START = "start it with `tandem run`; where it runs on another machine, this is as it should be"


def look(given: Given) -> list[Finding]:
    if given.faulty & WHERE:
        return [Finding(State.OPEN, NAME, "where it listens is not to be known from the settings")]
    host, port = given.settings.host, given.settings.port
    return [_asked(EVERYWHERE.get(host, host), port)]


def _asked(host: str, port: int) -> Finding:
    connection = HTTPConnection(host, port, timeout=SECONDS)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        return _said(answer.status, answer.read(200).decode(errors="replace"), port)
    except TimeoutError:
        said = f"what listens on port {port} does not answer within {SECONDS} s"
        return Finding(State.BROKEN, NAME, said, "restart it; its log may say why")
    except OSError:
        return Finding(State.LOOK, NAME, f"no Tandem runs here on port {port}", START)
    except HTTPException:
        return Finding(State.LOOK, NAME, f"what listens on port {port} is no Tandem", START)
    finally:
        connection.close()


def _said(status: int, text: str, port: int) -> Finding:
    if status == 200 and text == "ready":
        return Finding(State.OK, NAME, f"Tandem runs here on port {port}, and is ready")
    if status == 503:
        said = "".join(filter(str.isprintable, text))
        return Finding(
            State.BROKEN,
            NAME,
            f"Tandem runs here, but is not ready: {said}",
            "see its log, and the lines above",
        )
    return Finding(State.LOOK, NAME, f"what listens on port {port} is no Tandem", START)
