"""A PostgreSQL server of the tests' own: started from the system's binaries, gone at the end whatever happens."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg

START_SECONDS = 60
SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "120",
    "autovacuum": "off",
    "deadlock_timeout": "200ms",
    "max_wal_size": "1GB",
}
"""No durability: for tests only, never for a measurement."""
# Ends the server also when this process is killed: the pipe then closes, and cat ends.
GUARD = '"$@" & server=$!; cat >/dev/null; kill -QUIT $server; wait $server; rm -rf "$KONTOR_TEST_SERVER"'
KEEPING_GUARD = '"$@" & server=$!; cat >/dev/null; kill -INT $server; wait $server'


class PostgresServer:
    """One server over a unix socket in a folder of its own, so that it disturbs no other, and no port can clash.

    keep: a folder that stays, with what is in it, for a server of another run.
    """

    def __init__(self, settings: Mapping[str, str] = SETTINGS, keep: Path | None = None) -> None:
        self.settings = settings
        self.binaries = find_binaries()
        self.kept = keep is not None
        self.folder = keep or Path(tempfile.mkdtemp(prefix="kontor-pg-"))
        self.folder.mkdir(parents=True, exist_ok=True)
        self._account = _account()
        self._guard: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Make the cluster and start it. Raises RuntimeError with the server's log if it does not come up."""
        self.folder.chmod(0o755)
        if self._account:
            os.chown(self.folder, self._account["user"], self._account["group"])
        data = self.folder / "data"
        if not data.exists():
            self._run("initdb", "-D", str(data), "-U", "kontor", "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust", "-N")
        settings = [f"-c{key}={value}".replace("''", "") for key, value in self.settings.items()]
        command = [str(self.binaries / "postgres"), "-D", str(data), "-k", str(self.folder), *settings]
        with (self.folder / "log").open("wb") as log:
            self._guard = subprocess.Popen(
                ["/bin/sh", "-c", KEEPING_GUARD if self.kept else GUARD, "sh", *command],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env={**os.environ, "KONTOR_TEST_SERVER": str(self.folder)},
                start_new_session=True,
                **self._account,
            )
        self._wait_until_ready()

    def stop(self) -> None:
        """End the server and remove its folder, unless it is kept."""
        if self._guard is not None and self._guard.stdin is not None:
            self._guard.stdin.close()
            self._guard.wait(START_SECONDS)
        if not self.kept:
            shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str) -> str:
        """The address of *database* on this server."""
        return f"postgresql+psycopg://kontor@/{database}?host={self.folder}"

    def execute(self, statement: str) -> None:
        """Run *statement* (CREATE DATABASE and the like) outside any transaction."""
        with self._connected() as connection:
            connection.execute(statement.encode())

    def _connected(self) -> psycopg.Connection[Any]:
        return psycopg.connect(host=str(self.folder), user="kontor", dbname="postgres", autocommit=True)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self.binaries / program), *arguments], capture_output=True, cwd=self.folder, check=False, **self._account
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{done.stderr.decode(errors='replace')}")

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self._connected().close()
                return
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline:
                    log = (self.folder / "log").read_text(errors="replace")
                    self.stop()
                    raise RuntimeError(f"PostgreSQL did not start:\n{log}") from error
                # Only how often to look, not what is waited for.
                time.sleep(0.02)


def find_binaries() -> Path:
    """The folder of postgres and initdb: /usr/lib/postgresql, newest first, or PATH; Debian's package if it may.

    Raises RuntimeError with one sentence if there are none.
    """
    if found := _found_binaries():
        return found
    if os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
        command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", "postgresql"]
        subprocess.run(
            command, check=False, stdout=subprocess.DEVNULL, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        )
        if found := _found_binaries():
            return found
    raise RuntimeError("The tests need the programs of PostgreSQL 15 or newer: install the package postgresql.")


def _found_binaries() -> Path | None:
    def version(folder: Path) -> float:
        return float(folder.parent.name) if folder.parent.name.replace(".", "", 1).isdigit() else 0

    system = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=version, reverse=True)
    on_path = shutil.which("initdb")
    candidates = [*system, *([Path(on_path).parent] if on_path else [])]
    return next((folder for folder in candidates if (folder / "postgres").exists() and (folder / "initdb").exists()), None)


def _account() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then the account that it runs under, as arguments for subprocess."""
    if os.name != "posix" or os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise RuntimeError("PostgreSQL refuses to run as root, and there is no account postgres or nobody to run it under.")
