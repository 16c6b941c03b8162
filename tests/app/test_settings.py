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
