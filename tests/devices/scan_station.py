"""A process for tests: a serial scanner into a spool, until it is killed or its input ends."""

import sys
from pathlib import Path

from app.devices.serial_scanner import SerialScanner
from app.devices.spool import ScanSpool


def main(port: str, folder: str) -> None:
    spool = ScanSpool(Path(folder))
    scanner = SerialScanner(port, memory=Path(folder))
    scanner.start(spool.append, lambda ready, sentence: print(ready, sentence, flush=True))
    sys.stdin.read()
    scanner.stop()
    spool.close()


main(*sys.argv[1:])
