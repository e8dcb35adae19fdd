"""`tandem manifest`: what to paste where Slack asks for an app manifest."""

# ruff: noqa: PLC0415  (see the package: every start is quick)

import json
from urllib.parse import urlsplit

import click


@click.command()
@click.option("--url", metavar="URL", help="Where Slack reaches Tandem: https, without a path.")
@click.option("--socket", is_flag=True, help="For Socket Mode: Slack needs to reach no address.")
def manifest(url: str | None, socket: bool) -> None:
    """Print Slack's app manifest, as JSON.

    Paste it at api.slack.com/apps: Create New App, From a manifest.
    """
    from bot.slack import manifest as made

    address = _checked(url) if url else None
    if not address and not socket:
        address = made.EXAMPLE
        click.echo(f"Put your own address in place of {address}, or use --url or --socket.", err=True)
    click.echo(json.dumps(made.manifest(address, socket=socket), indent=2))


def _checked(url: str) -> str:
    from bot.slack.manifest import PATH

    example = "for example --url https://tandem.example.com"
    try:
        parts = urlsplit(url)
        fits = parts.scheme == "https" and parts.hostname and parts.port != 0
    except ValueError:
        fits = False
    if not fits or parts.query or parts.fragment or any(map(str.isspace, url)):
        raise click.BadParameter(f"Slack wants an https address, {example}", param_hint="--url")
    if parts.path.rstrip("/") not in {"", PATH}:
        raise click.BadParameter(f"leave the path out, {example}", param_hint="--url")
    return f"https://{parts.netloc}"
