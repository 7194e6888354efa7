"""What the system itself must bring: Qt's libraries and PostgreSQL's server, from Debian's packages where they are missing.

Standard library only: this runs before anything is installed.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

# Shared library → Debian's package, for the Qt in requirements.lock (the libraries that its own do not bring along).
ALWAYS = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
}
X11 = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
WAYLAND = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
OLDEST_POSTGRESQL = 15
NO_CLUSTER = Path("/etc/postgresql-common/createcluster.d/kontor.conf")

_refreshed: list[bool] = []


class Trouble(Exception):
    """The set-up cannot go on; one sentence says what is missing and what to do."""


def missing_libraries(names: Iterable[str]) -> list[str]:
    """Those of the shared libraries *names* that the system's loader does not find.

    Another process tries: the loader of this one may not notice what is installed meanwhile.
    """
    probe = (
        "import ctypes, sys\n"
        "for name in sys.argv[1:]:\n"
        "    try:\n"
        "        ctypes.CDLL(name)\n"
        "    except OSError:\n"
        "        print(name)\n"
    )
    answer = subprocess.run([sys.executable, "-c", probe, *names], capture_output=True, text=True, check=True)
    return answer.stdout.split()


def need_libraries(*, window: bool) -> None:
    """Install the system libraries that Qt needs and the system lacks; with *window* also those of a screen.

    Raises Trouble, naming libraries and packages, where they may not be installed.
    """
    if not sys.platform.startswith("linux"):
        return
    wanted = dict(ALWAYS)
    if window and os.environ.get("DISPLAY"):
        wanted |= X11
    if window and os.environ.get("WAYLAND_DISPLAY"):
        wanted |= WAYLAND
    missing = missing_libraries(wanted)
    if not missing:
        return
    packages = list(dict.fromkeys(wanted[name] for name in missing))
    install_packages(packages, f"Qt needs system libraries that are missing here ({', '.join(missing)})")
    if still := missing_libraries(missing):
        raise Trouble(f"Qt still does not find {', '.join(still)}, though {', '.join(packages)} were installed.")


def need_postgresql() -> None:
    """Install PostgreSQL's server where the tests would find none; raises Trouble where that may not be done."""
    if postgresql_found():
        return
    why = f"The tests start a PostgreSQL server of their own (version {OLDEST_POSTGRESQL} or newer), and none is installed"
    if not sys.platform.startswith("linux"):
        raise Trouble(f"{why}: please install it from https://www.postgresql.org/download/ and put its bin folder on PATH.")
    install_packages(["postgresql"], why, before=no_cluster(create=True), after=no_cluster(create=False))
    if not postgresql_found():
        raise Trouble(f"{why}: this system's package is older or keeps its programs elsewhere; please put them on PATH.")


def no_cluster(*, create: bool) -> list[str]:
    """A command that keeps Debian's package from starting a server of its own, or, after the install, forgets that."""
    if create:
        return ["sh", "-c", f"mkdir -p '{NO_CLUSTER.parent}' && echo 'create_main_cluster = false' > '{NO_CLUSTER}'"]
    return ["rm", "-f", str(NO_CLUSTER)]


def postgresql_found() -> bool:
    """Whether server programs (initdb and postgres) of a new enough version lie on PATH or where systems keep them."""
    folders = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    folders += Path("/usr/lib/postgresql").glob("*/bin")
    folders += Path("C:/Program Files/PostgreSQL").glob("*/bin")
    folders += Path("/opt/homebrew/opt").glob("postgresql*/bin")
    return any(server_version(folder) >= OLDEST_POSTGRESQL for folder in folders)


def server_version(folder: Path) -> int:
    """The major version of the PostgreSQL server in *folder*; 0 where there is none that starts."""
    postgres = shutil.which("postgres", path=str(folder))
    if postgres is None or shutil.which("initdb", path=str(folder)) is None:
        return 0
    answer = subprocess.run([postgres, "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"\d+", answer.stdout)
    return int(found[0]) if found and answer.returncode == 0 else 0


def install_packages(packages: Sequence[str], why: str, *, before: Sequence[str] = (), after: Sequence[str] = ()) -> None:
    """Install Debian *packages*, as root or by a sudo that asks nothing; *before* and *after* are commands around it.

    Raises Trouble with one sentence, *why* first, where this system has no apt or lets us install nothing.
    """
    names = " ".join(packages)
    if shutil.which("apt-get") is None:
        raise Trouble(f"{why}: please install what Debian calls {names} with your system's package manager.")
    root = as_root()
    if root is None:
        raise Trouble(f"{why}, and this account may not install them: sudo apt-get install {names}")
    print(f"{why}: installing {names} …", flush=True)
    apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"]
    if not _refreshed:
        _refreshed.append(True)
        subprocess.run([*apt, "update"], check=False)
    if before:
        subprocess.run([*root, *before], check=True)
    # stdout holds pages of "Unpacking …"; errors come on stderr
    options = ["install", "-y", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0"]
    done = subprocess.run([*apt, *options, *packages], stdout=subprocess.DEVNULL, check=False)
    if after:
        subprocess.run([*root, *after], check=True)
    if done.returncode != 0:
        raise Trouble(f"{why}, and installing failed (the lines above say how): sudo apt-get install {names}")


def as_root() -> list[str] | None:
    """The words before a command that needs root: none for root itself, sudo where it asks nothing, None otherwise."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0:
        return ["sudo", "-n"]
    return None
