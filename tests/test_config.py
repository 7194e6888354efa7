"""Settings: file, environment and command line, the later winning; and clear refusals."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from app.config import ENVIRONMENT, ScannerChoice, Settings, keep, load, settings_file
from app.errors import UserError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kontor.toml"


def loaded(file: Path, given: Mapping[str, str | None] | None = None, **environment: str) -> Settings:
    return load({"KONTOR_SETTINGS": str(file), **environment}, **(given or {}))


def test_without_anything_there_are_defaults(file: Path) -> None:
    assert loaded(file) == Settings()


def test_the_later_wins(file: Path) -> None:
    file.write_text('language = "de"\nregion = "DE"\nscanner = "/dev/ttyACM0"\n', "utf-8")
    settings = loaded(file, {"language": "ru", "database_url": None}, KONTOR_LANGUAGE="en", KONTOR_REGION="KZ")
    assert (settings.language, settings.region, settings.scanner) == ("ru", "KZ", "/dev/ttyACM0")


def test_every_field_has_a_variable(file: Path) -> None:
    given = {name: "en" if field == "language" else f"value of {field}" for field, name in ENVIRONMENT.items()}
    settings = load(given | {"KONTOR_SETTINGS": str(file)})
    assert {field: getattr(settings, field) for field in ENVIRONMENT} == {
        field: given[name] for field, name in ENVIRONMENT.items()
    }


def test_an_empty_variable_says_nothing(file: Path) -> None:
    assert loaded(file, KONTOR_LANGUAGE="", KONTOR_DATABASE_URL="").language == "en"


def test_own_files_lie_in_one_folder() -> None:
    settings = Settings(folder="/srv/kontor")
    assert settings.database == "sqlite:////srv/kontor/kontor.sqlite"
    assert settings.demo_database == "sqlite:////srv/kontor/demo.sqlite"
    assert {settings.spool.parent, settings.preferences.parent} == {Path("/srv/kontor")}
    assert Settings(database_url="postgresql://db/kontor").database == "postgresql://db/kontor"


def test_own_addresses_are_compared_in_small_letters() -> None:
    assert Settings(own_addresses=" Sales@Elbtal.example, elbtal.example,").own == {"sales@elbtal.example", "elbtal.example"}


def test_the_file_lies_where_the_system_keeps_such_files() -> None:
    assert settings_file({}).name == "kontor.toml"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("language = ", "cannot be read"),
        ('langauge = "de"', "unknown name: langauge"),
        ("region = 7", "region .* must be text"),
        ('language = "fr"', "does not speak fr"),
    ],
)
def test_what_is_wrong_in_the_file_is_said(file: Path, text: str, said: str) -> None:
    file.write_text(text, "utf-8")
    with pytest.raises(UserError, match=said):
        loaded(file)


def test_a_file_in_another_encoding_is_said(file: Path) -> None:
    file.write_bytes('language = "Русский"'.encode("cp1251"))
    with pytest.raises(UserError, match="cannot be read"):
        loaded(file)


def test_a_folder_in_the_place_of_the_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read"):
        loaded(tmp_path)


def test_what_is_kept_is_read_back_and_the_rest_stays(file: Path) -> None:
    file.write_text('# our own\nregion = "DE"\nscanner = "/dev/ttyACM0"\n', "utf-8")
    keep(file, scanner='/dev/ttyACM0,COM "3"\\x', keyboard_scanner="pause")
    assert loaded(file).scanners == ScannerChoice(("/dev/ttyACM0", 'COM "3"\\x'), "pause")
    assert file.read_text("utf-8").splitlines()[:2] == ["# our own", 'region = "DE"']
    keep(file, scanner="")
    assert loaded(file).scanners == ScannerChoice((), "pause")


def test_a_missing_file_is_made_and_one_that_cannot_be_is_told(tmp_path: Path) -> None:
    path = tmp_path / "new" / "kontor.toml"
    keep(path, scanner=" COM3, COM3 ,")
    assert loaded(path).scanners.ports == ("COM3",)
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(UserError, match="cannot be written"):
        keep(tmp_path / "file" / "kontor.toml", scanner="")
