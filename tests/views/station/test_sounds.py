"""The station's tones: different in height and length, and written whole."""

import wave
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.views.station.sounds import RATE, TONES, Tones, write_tone


@pytest.mark.parametrize("name", TONES)
def test_a_tone_is_a_wav_file_of_its_length(tmp_path: Path, name: str) -> None:
    path = tmp_path / "tone.wav"
    write_tone(path, TONES[name])
    with wave.open(str(path), "rb") as stream:
        assert stream.getframerate() == RATE
        assert stream.getnframes() == sum(RATE * duration // 1000 for _, duration in TONES[name])
        assert len(set(stream.readframes(2000))) > 50, "it is no silence"


def test_refused_is_lower_and_longer_than_good() -> None:
    (good,), (refused,) = TONES["good"], TONES["refused"]
    assert refused[0] * 4 <= good[0]
    assert refused[1] >= 5 * good[1]


def test_sounds_are_played_without_waiting_whatever_the_system_has(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    played = tmp_path / "played"
    player = tmp_path / "aplay"
    player.write_text(f'#!/bin/sh\necho "$1" >> {played}\n')
    player.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    tones = Tones(tmp_path / "sounds")
    for play in (tones.good, tones.refused, tones.kept):
        play()
    qtbot.waitUntil(lambda: played.exists() and len(played.read_text().split()) == 3)
    assert {Path(line).stem for line in played.read_text().split()} == {"good", "refused", "kept"}
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    Tones(tmp_path / "sounds").refused()
