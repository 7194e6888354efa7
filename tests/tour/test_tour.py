"""The company's day through the real windows, as ``main.py tour`` plays it: from the letter to the closed deal."""

import os
import subprocess
import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent.parent
LOOKS = {"sqlite": ("ru", "dark"), "postgresql": ("en", "light")}
FEWEST_STEPS = 30
FEWEST_PICTURES = 10
DARK = 100
"""Mean lightness (0 … 255) of a picture, below which a window is dark."""


def lightness(picture: Path) -> float:
    """Mean lightness of a picture. Raises if it is none."""
    with Image.open(picture) as image:
        values = image.convert("L").histogram()
    return sum(value * count for value, count in enumerate(values)) / sum(values)


def test_the_day_of_the_company_is_played_to_its_end(kind: str, empty_url: str, tmp_path: Path) -> None:
    language, theme = LOOKS[kind]
    words = ("tour", "--out", str(tmp_path), "--language", language, "--theme", theme, "--database", empty_url)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KONTOR_")}
    played = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *words],
        cwd=tmp_path,
        env={**environment, "QT_QPA_PLATFORM": "offscreen", "KONTOR_FOLDER": str(tmp_path / "own"), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert played.returncode == 0, played.stdout + played.stderr
    numbers = [int(first) for line in played.stdout.splitlines() if (first := line.split()[0]).isdigit() and line[0] == " "]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= FEWEST_STEPS
    pictures = sorted(tmp_path.glob("*.png"))
    assert len(pictures) >= FEWEST_PICTURES
    assert all((lightness(picture) < DARK) == (theme == "dark") for picture in pictures)
    papers = list(tmp_path.glob("*.pdf"))
    assert papers
    assert all(paper.read_bytes().startswith(b"%PDF") for paper in papers)
