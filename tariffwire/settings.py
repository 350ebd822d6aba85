"""Settings: environment or .env, checked at start, one sentence for each fault. The names are a contract."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

FEDERAL_REGISTER_URL = "https://www.federalregister.gov/api/v1"
WHITE_HOUSE_URL = "https://www.whitehouse.gov/presidential-actions/feed/"
HTS_URL = "https://hts.usitc.gov/reststop"
CSMS_URL = "https://content.govdelivery.com/accounts/USDHSCBP/widgets/USDHSCBP_WIDGET_2/0.json"
USTR_URL = "https://ustr.gov/rss.xml"


class Fault(Exception):
    """A setting that cannot be used; the text is one clear sentence that says what to do next."""


class Settings(BaseSettings):
    """Everything an operator can set. See ``.env.example`` for each with its default."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=False
    )

    telegram_bot_token: SecretStr | None = None
    telegram_bot_token_file: Path | None = None
    telegram_api_url: str = "https://api.telegram.org/bot"
    telegram_webhook_url: str | None = None
    telegram_webhook_secret: SecretStr | None = None
    database_url: str | None = None
    tariffwire_home: Path = Field(default_factory=lambda: user_data_path("tariffwire", appauthor=False))
    tariffwire_admins: Annotated[frozenset[int], NoDecode] = frozenset()
    tariffwire_federal_register_url: str = FEDERAL_REGISTER_URL
    tariffwire_white_house_url: str = WHITE_HOUSE_URL
    tariffwire_hts_url: str = HTS_URL
    tariffwire_csms_url: str = CSMS_URL
    tariffwire_ustr_url: str = USTR_URL
    tariffwire_feeds: str | None = None
    tariffwire_poll_seconds: int = 300
    tariffwire_metrics_port: int | None = None

    @field_validator(
        "telegram_bot_token",
        "telegram_bot_token_file",
        "telegram_webhook_url",
        "telegram_webhook_secret",
        "database_url",
        "tariffwire_metrics_port",
        mode="before",
    )
    @classmethod
    def _blank_is_none(cls, value: object) -> object:
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("telegram_api_url", "tariffwire_home", "tariffwire_poll_seconds", mode="before")
    @classmethod
    def _blank_is_default(cls, value: object, info: object) -> object:
        if isinstance(value, str) and not value.strip():
            return cls.model_fields[info.field_name].get_default(call_default_factory=True)  # type: ignore[attr-defined]
        return value

    @field_validator("tariffwire_admins", mode="before")
    @classmethod
    def _read_admins(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        words = [word for word in re.split(r"[\s,;]+", value) if word]
        if not all(re.fullmatch(r"-?\d+", word) for word in words):
            raise ValueError(
                "must hold Telegram user ids, numbers separated by commas or blanks; /start shows you yours"
            )
        return frozenset(int(word) for word in words)

    @field_validator("tariffwire_poll_seconds")
    @classmethod
    def _poll_floor(cls, value: int) -> int:
        if value < 1:
            raise ValueError("must be a whole number of seconds, at least 1; 300 is the default")
        return value

    @field_validator("tariffwire_metrics_port")
    @classmethod
    def _port(cls, value: int | None) -> int | None:
        if value is not None and not 0 < value < 65536:
            raise ValueError("must be a port between 1 and 65535; leave it empty for no metrics")
        return value

    @field_validator(
        "telegram_api_url",
        "telegram_webhook_url",
        "tariffwire_federal_register_url",
        "tariffwire_white_house_url",
        "tariffwire_hts_url",
        "tariffwire_csms_url",
        "tariffwire_ustr_url",
    )
    @classmethod
    def _http(cls, value: str | None) -> str | None:
        if value and not re.match(r"https?://[^\s/]+", value):
            raise ValueError("must be an http or https address")
        return value

    @model_validator(mode="after")
    def _webhook_needs_secret(self) -> Settings:
        if self.telegram_webhook_url and not self.telegram_webhook_secret:
            raise ValueError(
                "TELEGRAM_WEBHOOK_URL is set without TELEGRAM_WEBHOOK_SECRET: anybody could post updates; "
                "set the secret to 1-256 characters of A-Z a-z 0-9 _ -"
            )
        if self.telegram_webhook_secret and not re.fullmatch(
            r"[A-Za-z0-9_-]{1,256}", self.telegram_webhook_secret.get_secret_value()
        ):
            raise ValueError("TELEGRAM_WEBHOOK_SECRET must be 1-256 characters of A-Z a-z 0-9 _ -")
        return self

    @property
    def token(self) -> str | None:
        """The bot token, from the setting or the file; None = terminal chat.

        Raises:
            Fault: the file cannot be read or the token does not look like one.
        """
        raw: str | None = None
        if self.telegram_bot_token is not None:
            raw = self.telegram_bot_token.get_secret_value().strip()
        elif self.telegram_bot_token_file is not None:
            try:
                raw = self.telegram_bot_token_file.read_text(encoding="utf-8").strip()
            except OSError as error:
                raise Fault(
                    f"TELEGRAM_BOT_TOKEN_FILE cannot be read ({error.strerror}): check the path and its permissions."
                ) from None
        if not raw:
            return None
        if not re.fullmatch(r"\d+:[A-Za-z0-9_-]{10,}", raw):
            raise Fault("TELEGRAM_BOT_TOKEN does not look like a token (123456:ABC...): copy it whole from @BotFather.")
        return raw

    @property
    def database(self) -> str:
        """SQLAlchemy address of the database; default a SQLite file in ``TARIFFWIRE_HOME``."""
        return self.database_url or f"sqlite+aiosqlite:///{self.tariffwire_home / 'tariffwire.sqlite3'}"

    @property
    def feeds(self) -> dict[str, str] | None:
        """Configured feeds by name; None when unset (the default list is used), empty for none.

        Raises:
            Fault: an entry is not NAME=URL.
        """
        if self.tariffwire_feeds is None:
            return None
        feeds: dict[str, str] = {}
        for word in self.tariffwire_feeds.split():
            name, _, url = word.partition("=")
            if not name or not re.match(r"https?://", url):
                raise Fault(f"TARIFFWIRE_FEEDS: {word[:60]!r} is not NAME=URL with an http or https address.")
            feeds[name] = url
        return feeds


def load_settings() -> Settings:
    """Read environment and .env.

    Raises:
        Fault: with one sentence per fault, one a line; secrets are never repeated.
    """
    try:
        settings = Settings()
        _ = settings.token, settings.feeds
    except ValidationError as error:
        sentences = []
        for fault in error.errors(include_input=False, include_url=False):
            name = "_".join(str(part) for part in fault["loc"]).upper()
            text = fault["msg"].removeprefix("Value error, ")
            sentences.append(text + "." if not name else f"{name} {text}.")
        raise Fault("\n".join(sentences)) from None
    return settings
