"""The developer's entry: sets up everything that a fresh checkout needs, then runs, tests, measures or pictures Kontor.

``make`` calls this module. Where there is no make, call it yourself in the checkout: ``py -3.11 -m installer.prepare run``
on Windows, ``python3 -m installer.prepare run`` on macOS. It uses nothing but the standard library, may run under any
Python from 3.11 on, and keeps all it installs inside ``.venv``; only the system libraries that Qt needs and PostgreSQL's
server come from the system's packages, and only where they are missing.
"""

import argparse
import hashlib
import importlib
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from installer.system import Trouble, install_packages, need_libraries, need_postgresql

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = ENVIRONMENT / "kontor-setup.json"
LOCKS = {"runtime": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}
BUILD = ROOT / "build"
LANGUAGES = ("en", "de", "ru")
THEMES = ("light", "dark")
MAX_WORKERS = 4
CHECKS = (
    ("style (ruff check)", ("ruff", "check", "--quiet", ".")),
    ("format (ruff format)", ("ruff", "format", "--check", "--quiet", ".")),
    ("types (mypy --strict)", ("mypy", "--no-error-summary")),
)


def say(sentence: str) -> None:
    """Print a line for the person at once, also when the output is a pipe."""
    print(sentence, flush=True)


def call(*command: str | Path, **variables: str) -> int:
    """Run *command* in the checkout with extra environment *variables*; its exit code."""
    return subprocess.run([str(part) for part in command], cwd=ROOT, env={**os.environ, **variables}, check=False).returncode


# ---------------------------------------------------------------- the environment


def environment_works() -> bool:
    """Whether ``.venv`` has a Python from 3.11 on that starts, with pip in it."""
    if not PYTHON.exists():
        return False
    probe = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    answer = subprocess.run([str(PYTHON), "-c", probe], capture_output=True, check=False)
    return answer.returncode == 0


def create_environment() -> None:
    """Create ``.venv`` anew; on Debian, whose Python comes without ensurepip, with the package that brings it."""
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        install_packages([package], "This Python cannot create virtual environments")
    say("Creating the virtual environment .venv …")
    if call(sys.executable, "-m", "venv", "--clear", ENVIRONMENT) != 0:
        raise Trouble("The virtual environment could not be created; the lines above say why.")


def lock_hashes() -> dict[str, str]:
    """What each lock asks for: a digest of its text and of the Python that it is installed for."""
    version = subprocess.run([str(PYTHON), "-VV"], capture_output=True, check=True).stdout
    return {name: hashlib.sha256(lock.read_bytes() + version).hexdigest() for name, lock in LOCKS.items()}


def installed_hashes() -> dict[str, str]:
    """What the last set-up installed; empty where there was none or its stamp cannot be read."""
    with suppress(OSError, ValueError):
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
        if isinstance(stamp, dict):
            return stamp
    return {}


def install_locks(names: Sequence[str]) -> None:
    """Install the locks of *names* whose text changed since the last set-up; nothing, and no network, otherwise."""
    wanted, have = lock_hashes(), installed_hashes()
    stale = [name for name in names if wanted[name] != have.get(name)]
    if not stale:
        return
    say(f"Installing the locked packages ({', '.join(LOCKS[name].name for name in stale)}) into .venv, a minute or two …")
    files = [part for name in stale for part in ("-r", str(LOCKS[name]))]
    quiet = ("-qq", "--disable-pip-version-check", "--no-input")
    if call(PYTHON, "-m", "pip", "install", *quiet, *files, PIP_USER="0", PIP_REQUIRE_VIRTUALENV="0") != 0:
        raise Trouble("The packages could not be installed; the lines above say why. Is there a way to the package index?")
    STAMP.write_text(json.dumps(have | {name: wanted[name] for name in stale}, indent=1) + "\n", encoding="utf-8")


@contextmanager
def alone() -> Iterator[None]:
    """Let one set-up of this checkout work at a time: two commands may start together."""
    if importlib.util.find_spec("fcntl") is None:  # Windows
        yield
        return
    fcntl = importlib.import_module("fcntl")
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "setup.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def set_up(*names: str, window: bool) -> None:
    """The whole set-up: environment, locks of *names*, Qt's system libraries (those of a *window* on a screen too)."""
    need_libraries(window=window)
    with alone():
        if not environment_works():
            create_environment()
        install_locks(names)


# ---------------------------------------------------------------- the verbs


def has_display() -> bool:
    """Whether a window can be shown: always on Windows and macOS, else where X11 or Wayland is announced."""
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def setup(_more: Sequence[str]) -> int:
    """Everything for running and for working on Kontor."""
    set_up("runtime", "dev", window=has_display())
    say("Everything is set up: “make run” opens the demo company, “make test” checks the whole house.")
    return 0


def run(more: Sequence[str]) -> int:
    """The demo company in its windows; where there is no display, the tour into ``build/tour``."""
    set_up("runtime", window=has_display())
    if has_display():
        return call(PYTHON, "main.py", "--demo", *more)
    say("There is no display here, so the tour plays without one; its pictures and documents go to build/tour.")
    return call(PYTHON, "main.py", "tour", "--out", BUILD / "tour", *more, QT_QPA_PLATFORM="offscreen")


def lint(_more: Sequence[str]) -> int:
    """Style, format and types."""
    set_up("runtime", "dev", window=False)
    return steps(*CHECKS)


def test(more: Sequence[str]) -> int:
    """Style, format, types and the whole suite on SQLite and PostgreSQL."""
    set_up("runtime", "dev", window=False)
    need_postgresql()
    # A file stays with one worker: what its tests share, such as a filled company, is made once. In the order of their
    # names the few long ones are not the last, for which all others would wait.
    suite = ("pytest", "-q", "-n", str(workers()), "--dist", "loadfile", "--no-loadscope-reorder", *more)
    return steps(*CHECKS, ("suite (pytest on SQLite and PostgreSQL)", suite))


def steps(*named: tuple[str, Sequence[str]]) -> int:
    """Run each (name, module and arguments) in the environment, all of them even after a failure; 1 if any failed."""
    failed = []
    for name, (module, *arguments) in named:
        say(f"— {name}")
        if call(PYTHON, "-m", module, *arguments, QT_QPA_PLATFORM="offscreen") != 0:
            failed.append(name)
    if failed:
        print(f"FAILED: {', '.join(failed)}", file=sys.stderr, flush=True)
        return 1
    say(f"Passed: {', '.join(name for name, _ in named)}.")
    return 0


def workers() -> int:
    """How many tests run at once: one a core that this process may use, at least 2, at most four."""
    cores = len(os.sched_getaffinity(0)) if sys.platform.startswith("linux") else os.cpu_count() or 1
    return min(MAX_WORKERS, max(2, cores))


def bench(more: Sequence[str]) -> int:
    """The benchmarks, each beside hand-written SQL on the same server in the same run."""
    set_up("runtime", "dev", window=False)
    need_postgresql()
    return call(PYTHON, "-m", "tests.benchmarks", *more, QT_QPA_PLATFORM="offscreen")


def pictures(more: Sequence[str]) -> int:
    """Every window and document in every language and theme, under ``build/pictures``."""
    set_up("runtime", window=False)
    for language in LANGUAGES:
        for theme in THEMES:
            out = BUILD / "pictures" / f"{language}-{theme}"
            say(f"— {out.relative_to(ROOT)}")
            options = ("--out", str(out), "--language", language, "--theme", theme, *more)
            if code := call(PYTHON, "main.py", "tour", *options, QT_QPA_PLATFORM="offscreen"):
                return code
    return 0


def messages(_more: Sequence[str]) -> int:
    """Bring the translation catalogues in step with the sentences in the code."""
    set_up("runtime", window=False)
    return call(PYTHON, "-m", "installer.messages")


def locks(_more: Sequence[str]) -> int:
    """Write both lock files anew from what is installed in ``.venv``."""
    return call(PYTHON, "-m", "installer.locks")


VERBS = {verb.__name__: verb for verb in (setup, run, test, bench, lint, pictures, messages, locks)}


def main() -> int:
    """Read the command line and do what its verb says; its exit code."""
    parser = argparse.ArgumentParser(
        prog="installer.prepare", description="Sets up Kontor, then runs, tests or measures it."
    )
    parser.add_argument("verb", choices=VERBS, metavar="VERB", help=", ".join(VERBS))
    parser.add_argument("more", nargs=argparse.REMAINDER, help="handed on to the program or the tests")
    chosen = parser.parse_args()
    try:
        return VERBS[chosen.verb](chosen.more)
    except Trouble as trouble:
        print(trouble, file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
