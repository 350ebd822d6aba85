"""Settings are a contract; a fault in one is one sentence that says what to do, and never repeats a secret."""

from pathlib import Path

import pytest

from tariffwire.settings import Fault, load_settings


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (
        "TELEGRAM_BOT_TOKEN",
        "TELEGRAM_BOT_TOKEN_FILE",
        "TARIFFWIRE_FEEDS",
        "TARIFFWIRE_HOME",
        "DATABASE_URL",
    ):
        monkeypatch.delenv(name, raising=False)


def _fault() -> str:
    with pytest.raises(Fault) as caught:
        load_settings()
    return str(caught.value)


def test_nothing_set_means_the_terminal_chat_on_a_file_in_the_users_own_folder() -> None:
    settings = load_settings()
    assert settings.token is None
    assert settings.database.startswith("sqlite+aiosqlite:///") and settings.database.endswith("tariffwire.sqlite3")
    assert settings.feeds is None


def test_a_webhook_without_a_secret_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_WEBHOOK_URL", "https://bot.example.org/hook")
    assert "TELEGRAM_WEBHOOK_SECRET" in _fault()


def test_a_malformed_token_is_refused_without_being_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "not-a-token-but-secret")
    fault = _fault()
    assert "BotFather" in fault and "secret" not in fault


def test_the_token_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("123456:ABCdefGHIjklMNO\n")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", str(tmp_path / "token"))
    assert load_settings().token == "123456:ABCdefGHIjklMNO"


def test_a_missing_token_file_is_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", str(tmp_path / "none"))
    assert "TELEGRAM_BOT_TOKEN_FILE cannot be read" in _fault()


def test_admins_are_numbers_separated_by_commas_or_blanks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TARIFFWIRE_ADMINS", "12, 34 56")
    assert load_settings().tariffwire_admins == frozenset({12, 34, 56})
    monkeypatch.setenv("TARIFFWIRE_ADMINS", "@somebody")
    assert "TARIFFWIRE_ADMINS" in _fault()


def test_an_empty_source_address_switches_it_off_and_a_bad_one_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TARIFFWIRE_CSMS_URL", "")
    assert load_settings().tariffwire_csms_url == ""
    monkeypatch.setenv("TARIFFWIRE_CSMS_URL", "ftp://x")
    assert "TARIFFWIRE_CSMS_URL must be an http or https address" in _fault()


def test_feeds_are_named_addresses_and_empty_means_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TARIFFWIRE_FEEDS", "a=https://a.example/f b=http://b.example/g")
    assert load_settings().feeds == {"a": "https://a.example/f", "b": "http://b.example/g"}
    monkeypatch.setenv("TARIFFWIRE_FEEDS", "")
    assert load_settings().feeds == {}
    monkeypatch.setenv("TARIFFWIRE_FEEDS", "just-a-word")
    assert "NAME=URL" in _fault()


@pytest.mark.parametrize("value", ["0", "soon"])
def test_a_polling_interval_that_is_no_number_of_seconds_is_told(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("TARIFFWIRE_POLL_SECONDS", value)
    assert "TARIFFWIRE_POLL_SECONDS" in _fault()
