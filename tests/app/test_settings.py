from dataclasses import fields
from pathlib import Path

import pytest

from app.settings import Settings, SettingsError, variable


def test_nothing_set_gives_the_documented_limits() -> None:
    settings = Settings.from_environment({})

    assert settings.max_body_bytes == 16 * 1024 * 1024
    assert settings.max_batch_items == 1000
    assert settings.threads >= 1
    assert settings.model is None


def test_each_setting_is_read_from_its_variable() -> None:
    settings = Settings.from_environment(
        {"FOREWARN_MODEL": "/models/a", "FOREWARN_MAX_BODY_BYTES": " 2048 ", "FOREWARN_THREADS": "3"}
    )

    assert settings.model == Path("/models/a")
    assert settings.max_body_bytes == 2048
    assert settings.threads == 3


@pytest.mark.parametrize("value", ["many", "0", "-1", "1.5", "1e3", "٣"])
def test_a_number_that_is_none_is_refused_by_name(value: str) -> None:
    with pytest.raises(SettingsError, match="FOREWARN_MAX_LINE_BYTES"):
        Settings.from_environment({"FOREWARN_MAX_LINE_BYTES": value})


def test_an_empty_variable_counts_as_unset() -> None:
    assert Settings.from_environment({"FOREWARN_MAX_BATCH_ITEMS": "", "FOREWARN_MODEL": ""}) == Settings()


def test_every_setting_is_documented() -> None:
    assert Settings.__doc__
    for field in fields(Settings):
        assert f"{field.name} : {variable(field.name)}" in Settings.__doc__


def test_words_and_lists_are_read() -> None:
    settings = Settings.from_environment(
        {"FOREWARN_CORS_ORIGINS": "https://a.example, http://[::1]:8080", "FOREWARN_LOG": "JSON"}
    )

    assert settings.cors_origins == ("https://a.example", "http://[::1]:8080")
    assert settings.log == "json"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FOREWARN_LOG", "xml"),
        ("FOREWARN_LOG_LEVEL", "loud"),
        ("FOREWARN_CORS_ORIGINS", "*"),
        ("FOREWARN_CORS_ORIGINS", "archive.example"),
        ("FOREWARN_CORS_ORIGINS", "https://archive.example/"),
    ],
)
def test_a_word_that_is_none_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({name: value})


def test_a_wait_may_be_none_but_not_less() -> None:
    assert Settings.from_environment({"FOREWARN_MAX_WAITING": "0"}).max_waiting == 0
    with pytest.raises(SettingsError, match="FOREWARN_DRAIN_DELAY_SECONDS"):
        Settings.from_environment({"FOREWARN_DRAIN_DELAY_SECONDS": "-1"})
