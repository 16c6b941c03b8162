"""Who could reach a service that is about to start, and whether that is meant."""

import argparse
import ipaddress

from app.settings import Settings, SettingsError, variable


def add_option(parser: argparse.ArgumentParser) -> None:
    """Let a command line say that strangers are welcome."""
    text = "ask nobody for an API key, although others than this machine can reach the address"
    parser.add_argument("--no-auth", action="store_true", help=text)


def check(host: str, settings: Settings, no_auth: bool) -> None:
    """Refuse to let in whoever comes, unless told to.

    Parameters
    ----------
    host
        The address to listen on.
    no_auth
        Whether ``--no-auth`` was said.

    Raises
    ------
    SettingsError
        Keys are asked for and none are there, or the other way round.
    """
    if settings.keys:
        if no_auth:
            raise SettingsError(f"--no-auth and {variable('keys')} contradict each other: say one of them.")
        from app.keys import read

        if not read(settings.keys):
            way_out = f"`forewarn keys new NAME --file {settings.keys}` makes one"
            raise SettingsError(f"{settings.keys} has no keys, so that nobody could come in: {way_out}.")
    elif not (no_auth or _is_loopback(host)):
        raise SettingsError(
            f"On {host or 'every address'} anyone who reaches it could use the service. Make a key, "
            f"`forewarn keys new NAME --file FILE`, and set {variable('keys')}=FILE; or, where something else keeps "
            "strangers out, say --no-auth."
        )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
