"""No secret reaches a log line, whoever writes it."""

import io
import logging

import pytest

from tariffwire.logs import Redaction, set_up

TOKEN = "123456789:AAF-abcdefghijklmnopqrstuvwxyz012345"


@pytest.mark.parametrize(
    "line",
    [
        f"HTTP Request: POST https://api.telegram.org/bot{TOKEN}/sendMessage",
        f"token is {TOKEN}",
        "postgresql+asyncpg://user:hunter2hunter2@db/tariffwire",
        "webhook secret s3cret-of-the-hook",
    ],
)
def test_tokens_passwords_and_the_webhook_secret_are_blotted_out(line: str) -> None:
    clean = Redaction(["s3cret-of-the-hook"]).clean(line)
    for secret in (TOKEN, "hunter2hunter2", "s3cret-of-the-hook"):
        assert secret not in clean
    assert "•••" in clean


def test_a_trace_back_is_cleaned_too() -> None:
    set_up(secrets=[TOKEN])
    stream = io.StringIO()
    handler = logging.getLogger().handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(stream)
    try:
        raise ValueError(f"https://api.telegram.org/bot{TOKEN}/getMe failed")
    except ValueError:
        logging.getLogger("any").exception("it failed with %s", TOKEN)
    assert TOKEN not in stream.getvalue()
    assert "it failed with" in stream.getvalue()


def test_httpx_does_not_log_addresses_at_all() -> None:
    set_up()
    assert not logging.getLogger("httpx").isEnabledFor(logging.INFO)
    assert not logging.getLogger("httpcore").isEnabledFor(logging.INFO)
