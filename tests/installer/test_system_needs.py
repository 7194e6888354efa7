"""What the set-up finds on the system, and what it says where something is missing and may not be installed."""

import os
from pathlib import Path

import pytest

from installer import system
from installer.system import Trouble, install_packages, missing_libraries, need_libraries, postgresql_found, server_version


def program(path: Path, script: str) -> None:
    """Put an executable shell *script* at *path*."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def clerk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Somebody with apt but without any right to install."""
    program(tmp_path / "apt-get", "exit 1")
    program(tmp_path / "sudo", "exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)


def test_a_library_that_is_not_there_is_missing() -> None:
    assert missing_libraries(["libc.so.6", "libnobodyhas.so.7"]) == ["libnobodyhas.so.7"]


@pytest.mark.usefixtures("clerk")
def test_one_sentence_names_what_may_not_be_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(system.ALWAYS, "libnobodyhas.so.7", "libnobodyhas7")
    with pytest.raises(Trouble, match=r"libnobodyhas\.so\.7.* sudo apt-get install libnobodyhas7$"):
        need_libraries(window=False)


def test_one_sentence_names_the_packages_where_there_is_no_apt(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Trouble, match=r"^Kontor needs it: please install what Debian calls libone libtwo"):
        install_packages(["libone", "libtwo"], "Kontor needs it")


@pytest.mark.parametrize(
    ("says", "version"), [("postgres (PostgreSQL) 17.2 (Debian 17.2-1)", 17), ("postgres (PostgreSQL) 9.6", 9), ("", 0)]
)
def test_the_version_of_a_server_is_read(says: str, version: int, tmp_path: Path) -> None:
    program(tmp_path / "postgres", f"echo '{says}'")
    program(tmp_path / "initdb", "exit 0")
    assert server_version(tmp_path) == version


def test_a_server_needs_initdb_beside_it(tmp_path: Path) -> None:
    program(tmp_path / "postgres", "echo 'postgres (PostgreSQL) 17.2'")
    assert server_version(tmp_path) == 0


def test_the_server_that_the_suite_runs_on_is_found() -> None:
    assert postgresql_found()
