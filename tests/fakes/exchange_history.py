"""The call history of a MikoPBX on loopback: the older table in XML, the newer calls in JSON, and what else a test wants.

with FakeHistory([row(1, "mikopbx-17.1", ...)]) as history:
    CallHistory(history.url, NumberPlan(), "Europe/Moscow").page(0, 500)
assert history.asked[0].startswith("/pbxcore/api/cdr/get_data")
"""

import json
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, quote, quote_plus, urlsplit
from xml.sax.saxutils import quoteattr

HOST = "127.0.0.1"
Row = dict[str, str]


def row(number: int, linked_id: str, start: str, src: str, dst: str, **more: str) -> Row:
    """A row of the exchange's table, with all its columns."""
    usual = {
        "endtime": start, "answer": "", "UNIQUEID": f"{linked_id}_{number}", "did": "", "disposition": "NOANSWER",
        "recordingfile": "", "dialstatus": "", "appname": "", "is_app": "0", "duration": "0", "billsec": "0",
        "src_chan": f"PJSIP/{src}-1", "dst_chan": f"PJSIP/{dst}-2", "work_completed": "1",
    }  # fmt: skip
    return {"id": str(number), "start": start, "src_num": src, "dst_num": dst, "linkedid": linked_id, **usual, **more}


class FakeHistory:
    """rows: of the table, by id. key: asked for by the newer interface. spelling: of values in XML, raw (%20), plus or bare.

    answer: (status, headers, body) instead of the usual. table: how the element around the rows is called.
    """

    def __init__(
        self, rows: Sequence[Row] = (), *, key: str = "key", spelling: str = "raw", table: str = "cdr-table"
    ) -> None:
        self.rows = list(rows)
        self.asked: list[str] = []
        self.answer: tuple[int, dict[str, str], bytes] | None = None
        self._key, self._spelling, self._table = key, spelling, table
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                fake.asked.append(self.path)
                status, headers, body = fake.answer or fake.usual(self.path, self.headers.get("Authorization", ""))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer((HOST, 0), Handler)
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="fake history")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)

    @property
    def url(self) -> str:
        """The address for the older table."""
        return f"http://{HOST}:{self.port}"

    @property
    def url_with_key(self) -> str:
        """The address for the newer interface."""
        return f"http://:{self._key}@{HOST}:{self.port}/"

    def usual(self, path: str, permission: str) -> tuple[int, dict[str, str], bytes]:
        """What a MikoPBX would answer."""
        parts = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/pbxcore/api/cdr/get_data":
            rows = [each for each in self.rows if int(each["id"]) > int(query["offset"])][: int(query["limit"])]
            lines = "".join(f"<cdr-row {self._attributes(each)} />\n" for each in rows)
            return 200, {}, f'<?xml version="1.0"?>\n<{self._table}>\n{lines}</{self._table}>'.encode()
        if parts.path != "/pbxcore/api/v3/cdr":
            return 404, {}, b"Not found"
        if permission != f"Bearer {self._key}":
            return 401, {}, b'{"result":false}'
        return 200, {}, json.dumps({"result": True, "data": self._groups(query), "messages": []}).encode()

    def _attributes(self, each: Row) -> str:
        return " ".join(f"{name}={quoteattr(self._spelled(value))}" for name, value in each.items())

    def _spelled(self, text: str) -> str:
        if self._spelling == "bare":
            return text
        return quote_plus(text) if self._spelling == "plus" else quote(text, safe="")

    def _groups(self, query: dict[str, str]) -> dict[str, Any]:
        ids: dict[str, None] = {}
        for each in self.rows:
            if int(each["id"]) > int(query["idFrom"]):
                ids[each["linkedid"]] = None
        chosen = list(ids)[: min(int(query["limit"]), 100)]
        groups = []
        for linked_id in chosen:
            rows = [{**each, "id": int(each["id"])} for each in self.rows if each["linkedid"] == linked_id]
            groups.append({"linkedid": linked_id, "src_name": "", "totalBillsec": 0, "records": rows})
        return {"records": groups, "pagination": {"total": len(ids), "hasMore": len(chosen) < len(ids)}}
