"""The call history that a MikoPBX keeps itself, over HTTP: what happened while nobody listened [C30].

Two ways in, chosen by the address (decision 026): ``http://host`` reads ``/pbxcore/api/cdr/get_data``, rows as XML, as the
module "Telephony panel for 1C" offers them; ``https://:key@host`` reads ``/pbxcore/api/v3/cdr``, calls as JSON, with an API
key. Any other path in the address is asked as it is. Both go on from the id of a row, so a gap is read to its end in pages.
"""

import base64
import http.client
import json
import ssl
import time
import xml.etree.ElementTree as ET
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import SplitResult, unquote, unquote_plus, urlencode, urljoin, urlsplit
from zoneinfo import ZoneInfo

from app.channels.call_history_rows import Row, call_of, linked_id
from app.channels.number_plan import NumberPlan
from app.channels.own_network import is_near
from app.errors import DeviceTrouble
from app.events import CallEvent

ROWS_PATH = "/pbxcore/api/cdr/get_data"
CALLS_PATH = "/pbxcore/api/v3/cdr"
MOST_CALLS = 100
"""The newer interface gives no more at once."""
LARGEST = 32 * 1024 * 1024
"""Bytes of an answer; 500 rows have 400 kB."""
_PIECE = 64 * 1024
_REMEMBERED = 1_000
_REDIRECTS = (301, 302, 303, 307, 308)
_Calls = Mapping[str, Mapping[int, Row]]


class CallHistory:
    """*url*: with the key in it, if it needs one; *zone*: of the exchange's clock, "" for this computer's.

    seconds: for a whole answer.
    """

    def __init__(self, url: str, plan: NumberPlan, zone: str = "", *, seconds: float = 30) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname or ""
        self._plan = plan
        self._zone = ZoneInfo(zone) if zone else None
        self._seconds = seconds
        self._permission = _permission(parts)
        path = parts.path.rstrip("/")
        self._by_call = "/v3/" in path or (not path and bool(self._permission))
        netloc = parts.netloc.rpartition("@")[2]
        self._url = parts._replace(
            netloc=netloc, path=path or (CALLS_PATH if self._by_call else ROWS_PATH), query=""
        ).geturl()
        self._seen: OrderedDict[str, dict[int, Row]] = OrderedDict()

    def page(self, offset: int, limit: int) -> tuple[tuple[CallEvent, ...], int]:
        """The calls with rows after the row *offset*, in order, and where the next page begins: *offset* itself at the end.

        A call is told whole, even if its rows stand on two pages. Raises DeviceTrouble in words.
        """
        limit = min(limit, MOST_CALLS) if self._by_call else limit
        calls = self._fetch(offset, limit)
        if not calls:
            return (), offset
        if self._by_call:
            # Whole calls, in the order of their first new row; their later rows may lie behind those of other calls.
            following = max(min(row for row in rows if row > offset) for rows in calls.values())
            if len(calls) < limit:
                following = max(max(rows) for rows in calls.values())
        else:
            following = max(max(rows) for rows in calls.values())
            if sum(map(len, calls.values())) >= limit:
                self._complete(calls, self._fetch(following, limit))
        events = (call_of(list(self._remembered(key, rows).values()), self._plan, self._zone) for key, rows in calls.items())
        return tuple(sorted((event for event in events if event is not None), key=lambda event: event.started_at)), following

    # ------------------------------------------------------------ rows
    def _fetch(self, offset: int, limit: int) -> dict[str, dict[int, Row]]:
        """Rows after *offset* by call. The newer interface tells all rows of a call that has any."""
        query = {"idFrom": offset, "sort": "id", "order": "ASC", "offset": 0} if self._by_call else {"offset": offset}
        calls: dict[str, dict[int, Row]] = {}
        for row in self._rows(self._get(f"{self._url}?{urlencode({**query, 'limit': limit})}")):
            number = row.get("id", "")
            if number.isascii() and number.isdigit() and len(number) < 19 and linked_id(row):
                calls.setdefault(linked_id(row), {})[int(number)] = row
        return {key: rows for key, rows in calls.items() if max(rows) > offset}

    @staticmethod
    def _complete(calls: dict[str, dict[int, Row]], more: _Calls) -> None:
        for key in calls.keys() & more.keys():
            calls[key] |= more[key]

    def _remembered(self, key: str, rows: Mapping[int, Row]) -> Mapping[int, Row]:
        """*rows* with those of the same call on earlier pages."""
        known = self._seen.setdefault(key, {})
        known.update(rows)
        self._seen.move_to_end(key)
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return known

    def _rows(self, answer: bytes) -> list[Row]:
        text = answer.decode("utf-8-sig", "replace").strip()
        if not text:
            # Said where the exchange's own database does not answer in time.
            raise DeviceTrouble("The call history of the telephone exchange {host} is empty at the moment.", host=self._host)
        try:
            return list(_of_xml(text) if text.startswith("<") else _of_json(json.loads(text)))
        except (ET.ParseError, ValueError, RecursionError) as error:
            raise DeviceTrouble(
                "What {host} answers is no call history of a telephone exchange. Check its address.", host=self._host
            ) from error

    # ------------------------------------------------------------ the line
    def _get(self, url: str) -> bytes:
        """The answer's body. Follows to another address of the same host only. Raises DeviceTrouble."""
        for _ in range(3):
            status, moved, body = self._ask(url)
            if status == http.client.OK:
                return body
            following = urlsplit(urljoin(url, moved))
            if status not in _REDIRECTS or not moved or following.hostname != urlsplit(url).hostname:
                raise self._refused(status)
            if following.scheme != "https" and url.startswith("https:"):
                raise self._refused(status)
            url = following.geturl()
        raise self._refused(http.client.LOOP_DETECTED)

    def _ask(self, url: str) -> tuple[int, str, bytes]:
        """Status, where it has moved to, and body."""
        host = self._host
        try:
            return self._asked(urlsplit(url), time.monotonic() + self._seconds)
        except ssl.SSLCertVerificationError as error:
            raise DeviceTrouble(
                "The certificate of the call history at {host} is not trusted: {reason}.",
                host=host,
                reason=error.verify_message,
            ) from error
        except TimeoutError as error:
            raise DeviceTrouble("The call history of the telephone exchange {host} does not answer.", host=host) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise DeviceTrouble("The call history of the telephone exchange {host} cannot be reached.", host=host) from error

    def _asked(self, url: SplitResult, until: float) -> tuple[int, str, bytes]:
        secure = url.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        # Without a port it would look for one in an IPv6 address.
        connection = kind(url.hostname or "", url.port or (443 if secure else 80), timeout=self._seconds)
        try:
            connection.connect()
            headers = {"Accept": "application/json, text/xml", "Connection": "close"}
            if self._permission:
                if not secure and not is_near(connection.sock):
                    raise DeviceTrouble(
                        "The key of the call history at {host} could be read on the way. Write its address with {form}.",
                        host=self._host,
                        form="https://",
                    )
                headers["Authorization"] = self._permission
            connection.request("GET", f"{url.path}?{url.query}", headers=headers)
            answer = connection.getresponse()
            body = bytearray()
            while piece := answer.read1(_PIECE):
                body += piece
                if time.monotonic() > until:
                    raise TimeoutError("the answer does not end")
                if len(body) > LARGEST:
                    raise http.client.HTTPException("the answer is too large")
            return answer.status, answer.getheader("Location") or "", bytes(body)
        finally:
            connection.close()

    def _refused(self, status: int) -> DeviceTrouble:
        if status in (http.client.UNAUTHORIZED, http.client.FORBIDDEN):
            return DeviceTrouble(
                "The call history of the telephone exchange {host} does not let us in. It needs an API key that may read "
                "call records, written into its address as {form}.",
                host=self._host,
                form="https://:key@host",
            )
        if status == http.client.NOT_FOUND:
            return DeviceTrouble(
                "{host} has no call history for other programs. On a MikoPBX it comes with an API key, or with the module "
                "of the telephony panel for 1C.",
                host=self._host,
            )
        return DeviceTrouble(
            "The call history of the telephone exchange {host} refuses to answer (HTTP {status}).",
            host=self._host,
            status=status,
        )


def _permission(parts: SplitResult) -> str:
    """The header that lets us in: the API key, or a user's name and password; "" if the address holds neither."""
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if user and password:
        return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
    return f"Bearer {user or password}" if user or password else ""


def _of_xml(text: str) -> Iterable[Row]:
    """The rows of a table in XML; their values are written as in an address, by most editions. Raises ParseError."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ValueError("a document type has no business here")
    root = ET.fromstring(text)
    if not root.tag.startswith("cdr-table"):
        raise ValueError("another document")
    for element in root.iter("cdr-row"):
        start = element.get("start", "")
        encoded = ":" not in start and "%3A" in start.upper()
        yield {key: unquote_plus(value) if encoded else value for key, value in element.attrib.items()}


def _of_json(said: Any) -> Iterable[Row]:
    """The rows of a list of calls or of rows, in whichever envelope. Raises ValueError."""
    if isinstance(said, dict) and said.get("result") is False:
        raise ValueError("the exchange says that it failed")
    while isinstance(said, dict):
        said = next((said[key] for key in ("data", "records") if isinstance(said.get(key), dict | list)), None)
    if not isinstance(said, list):
        raise ValueError("another document")
    for group in said:
        if not isinstance(group, dict):
            raise ValueError("another document")
        rows: Sequence[Any] = group["records"] if isinstance(group.get("records"), list) else [group]
        for row in rows:
            if isinstance(row, dict):
                yield {key: _text(value) for key, value in {**_names(group), **row}.items()}


def _names(group: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of a call as a whole and missing in its rows."""
    return {key: group[key] for key in ("src_name", "linkedid") if key in group}


def _text(value: object) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    return str(int(value)) if isinstance(value, bool) else str(value).replace("\0", "")
