"""Hands a message to services, by `apprise`: ``python -m followup.cli.sender`` is a process of its own.

Standard input: JSON, ``{"title": …, "body": …, "urls": […]}``. Standard output: a line for each service as soon as it
is known, its number from 0 and `DELIVERED` or `REFUSED`. Exit code: `NO_APPRISE` where that is not installed.
"""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Final

NO_APPRISE: Final = 9
DELIVERED: Final = "delivered"
REFUSED: Final = "refused"


def main() -> int:
    """Send what standard input holds, to all services at once."""
    answers = os.dup(1)
    os.dup2(2, 1)  # What others print is no answer.
    message = json.load(sys.stdin.buffer)
    try:
        import apprise
    except ImportError:
        return NO_APPRISE
    # Four seconds are little for mail; who started this process ends it in time.
    apprise.URLBase.socket_connect_timeout = apprise.URLBase.socket_read_timeout = 25.0
    # No redirects, no pictures, nothing on the disk, nothing tried again, nothing made of the text.
    asset = apprise.AppriseAsset(
        app_id="followup",
        app_desc="followup",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        storage_mode="memory",
        allow_templates=False,
        async_mode=False,
        default_service_retry=0,
        http_redirects=False,
        interpret_emojis=False,
        interpret_escapes=False,
        pem_autogen=False,
        pgp_autogen=False,
    )

    def send(service: apprise.NotifyBase | None) -> bool:
        if service is None:
            return False
        one = apprise.Apprise(service, asset=asset)
        return bool(one.notify(message["body"], message["title"], body_format=apprise.NotifyFormat.TEXT))

    # Not `add(url)`: that takes a text for a list of addresses.
    services = [apprise.Apprise.instantiate(url, asset=asset) for url in message["urls"]]
    with ThreadPoolExecutor(len(services)) as pool:
        numbers = {pool.submit(send, service): number for number, service in enumerate(services)}
        for done in as_completed(numbers):
            delivered = done.exception() is None and done.result()
            os.write(answers, f"{numbers[done]} {DELIVERED if delivered else REFUSED}\n".encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
