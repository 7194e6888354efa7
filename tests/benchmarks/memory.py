"""What a window in a process of its own tells the measuring process, a line each."""

from pathlib import Path


def say(word: str) -> None:
    """Tell it at once."""
    print(word, flush=True)


def resident() -> str:
    """This process's resident memory in MB. Raises RuntimeError where the system does not tell it in /proc."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return f"{int(line.split()[1]) / 1024:.0f}"
    raise RuntimeError("this system does not tell the memory of a process")
