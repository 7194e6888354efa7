"""For developers: write the migration that brings the tables of the last one to the models.

``python -m app.database.autogenerate "Batches know their maker"`` adds the next revision;
``python -m app.database.autogenerate --first`` writes 0001 anew, as long as no company works with it.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import alembic.command

from app.database import ground
from app.database.engine import open_engine
from app.database.revisions import MIGRATIONS
from app.database.schema import migration_config

VERSIONS = MIGRATIONS / "versions"


def write_migration(message: str, *, first: bool = False) -> Path:
    """Compare the models with an empty file brought to the last revision, and write the difference; the new file."""
    if first:
        for old in VERSIONS.glob("0001_*.py"):
            old.unlink()
    number = f"{len(list(VERSIONS.glob('[0-9]*.py'))) + 1:04}"
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/empty.sqlite")
        with engine.begin() as connection:
            config = migration_config(connection)
            config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
            config.attributes["ground"] = ground.parts()
            if not first:
                alembic.command.upgrade(config, "head")
            alembic.command.revision(config, message, autogenerate=True, rev_id=number)
        engine.dispose()
    written = next(VERSIONS.glob(f"{number}_*.py"))
    written.write_text(re.sub(r"\s*# (?:###|please adjust).*", "", written.read_text("utf-8")), "utf-8")
    for tidy in (("format",), ("check", "--fix")):
        subprocess.run([sys.executable, "-m", "ruff", *tidy, "--quiet", str(written)], check=True)
    return written


def main(arguments: list[str]) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m app.database.autogenerate", description=__doc__)
    parser.add_argument("message", nargs="?", default="The first tables")
    parser.add_argument("--first", action="store_true", help="write 0001 anew")
    chosen = parser.parse_args(arguments)
    sys.stdout.write(f"{write_migration(chosen.message, first=chosen.first)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
