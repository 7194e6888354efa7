"""What the lock files say of packages that only some Pythons or platforms need."""

import sys
import tomllib

import pytest
from packaging.markers import Marker

from installer import locks
from installer.locks import PLATFORMS, ROOT, drawn_in, marker, pin, places


def test_a_package_that_is_needed_everywhere_has_no_marker() -> None:
    assert marker(set(places())) == ""


@pytest.mark.parametrize(
    ("pythons", "platforms"),
    [
        (("3.11",), tuple(PLATFORMS)),
        (("3.11", "3.12"), ("win32",)),
        (locks.PYTHONS, ("linux",)),
        (("3.11",), ("linux", "darwin")),
    ],
)
def test_a_marker_is_true_at_just_the_places_that_need_it(pythons: tuple[str, ...], platforms: tuple[str, ...]) -> None:
    said = Marker(marker({(python, platform) for python in pythons for platform in platforms}))
    for python, platform in places():
        wanted = python in pythons and platform in platforms
        assert said.evaluate({"python_version": python, "sys_platform": platform}) == wanted


def test_no_marker_is_made_up_for_places_that_none_describes() -> None:
    with pytest.raises(SystemExit):
        marker({("3.11", "linux"), ("3.12", "win32")})


def test_what_a_platform_needs_is_drawn_in_there_only() -> None:
    assert "secretstorage" in drawn_in(["keyring"], ("3.12", "linux"))
    assert "secretstorage" not in drawn_in(["keyring"], ("3.12", "win32"))
    assert "pywin32-ctypes" in drawn_in(["keyring"], ("3.12", "win32"))
    assert "psycopg-binary" in drawn_in(["psycopg[binary]"], ("3.12", "linux"))
    assert "psycopg-binary" not in drawn_in(["psycopg"], ("3.12", "linux"))


def test_what_is_installed_here_is_what_the_locks_pin() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    here = (f"{sys.version_info.major}.{sys.version_info.minor}", sys.platform)
    drawn = drawn_in([*project["dependencies"], *project["optional-dependencies"]["dev"]], here)
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in ("requirements.lock", "requirements-dev.lock")]
    pinned = {line.split(" ; ")[0] for text in texts for line in text.splitlines()}
    assert {pin(name) for name in drawn} - pinned == set()
