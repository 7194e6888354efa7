"""Writes requirements.lock and requirements-dev.lock from what ``.venv`` holds: ``python -m installer.locks``.

A lock pins everything that pyproject.toml's dependencies draw in, one ``name==version`` a line, without addresses, so
that any index serves it. The same lock is good for every supported Python and platform: a package that only some of them
need carries a marker that says which. It is written with the oldest supported Python, whose packages include all that
only older Pythons need.
"""

import sys
import tomllib
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, distribution
from itertools import product
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS = {"linux": ("Linux", "posix"), "darwin": ("Darwin", "posix"), "win32": ("Windows", "nt")}
ELSEWHERE = {"tzdata": "2026.6", "pywin32-ctypes": "0.2.3"}
"""Packages that only other platforms need, so that they are not installed here, and the versions to pin."""

Place = tuple[str, str]
"""A supported combination: version of Python, sys.platform."""


def places() -> list[Place]:
    """Every supported combination of Python and platform."""
    return list(product(PYTHONS, PLATFORMS))


def drawn_in(requirements: Iterable[str], place: Place) -> set[str]:
    """The canonical names of everything that *requirements* draw in at *place*."""
    python, platform = place
    system, os_name = PLATFORMS[platform]
    environment = {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": platform,
        "platform_system": system,
        "os_name": os_name,
    }
    found: set[tuple[str, str]] = set()
    waiting = [(Requirement(text), "") for text in requirements]
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({**environment, "extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        for wanted in {"", *requirement.extras}:
            if (name, wanted) not in found:
                found.add((name, wanted))
                waiting += [(Requirement(text), wanted) for text in needs(name)]
    return {name for name, _ in found}


def needs(name: str) -> list[str]:
    """What the installed package *name* requires; nothing for a package of other platforms.

    Raises SystemExit for a package that should be installed and is not.
    """
    try:
        return distribution(name).requires or []
    except PackageNotFoundError:
        if name in ELSEWHERE:
            return []
        sys.exit(f"{name} is not installed: install what pyproject.toml names first, then write the locks.")


def pin(name: str) -> str:
    """``Name==version``, the name as its author spells it."""
    if name in ELSEWHERE:
        return f"{name}=={ELSEWHERE[name]}"
    found = distribution(name)
    return f"{found.metadata['Name']}=={found.version}"


def marker(needed_at: set[Place]) -> str:
    """The environment marker that is true at just the places *needed_at*; empty if that is everywhere."""
    pythons = [python for python in PYTHONS if any(place[0] == python for place in needed_at)]
    platforms = [platform for platform in PLATFORMS if any(place[1] == platform for place in needed_at)]
    if needed_at != set(product(pythons, platforms)) or pythons != list(PYTHONS[: len(pythons)]):
        sys.exit(f"no simple marker says {sorted(needed_at)}")
    parts = []
    if len(pythons) < len(PYTHONS):
        parts.append(f'python_version < "{PYTHONS[len(pythons)]}"')
    if len(platforms) < len(PLATFORMS):
        either = " or ".join(f'sys_platform == "{platform}"' for platform in platforms)
        parts.append(f"({either})" if parts and len(platforms) > 1 else either)
    return " and ".join(parts)


def lock(title: str, needed: Mapping[str, set[Place]]) -> str:
    """The text of a lock file: *title* as a comment, then a line for each package of *needed*."""
    lines = [f"# {title} Written by “make locks”; change pyproject.toml instead."]
    for name in sorted(needed):
        where = marker(needed[name])
        lines.append(f"{pin(name)} ; {where}" if where else pin(name))
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write both locks: what Kontor runs on, and what is added for working on it."""
    if f"{sys.version_info.major}.{sys.version_info.minor}" != PYTHONS[0] or sys.platform != "linux":
        sys.exit(f"The locks are written with Python {PYTHONS[0]} on Linux, where everything but ELSEWHERE is installed.")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    runtime: dict[str, set[Place]] = {}
    dev: dict[str, set[Place]] = {}
    for place in places():
        runs_on = drawn_in(project["dependencies"], place)
        for name in runs_on:
            runtime.setdefault(name, set()).add(place)
        for name in drawn_in(project["optional-dependencies"]["dev"], place) - runs_on:
            dev.setdefault(name, set()).add(place)
    written = {
        "requirements.lock": lock("What Kontor runs on.", runtime),
        "requirements-dev.lock": lock("What is added for working on Kontor.", dev),
    }
    for name, text in written.items():
        (ROOT / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
