"""Bytes of a letter to text, whatever character set it claims [C7]: a wrong claim is common and must not cost a lead."""

import codecs
import re
import unicodedata

_ALIASES = {
    "win-1251": "cp1251",
    "windows1251": "cp1251",
    "cp-1251": "cp1251",
    "koi8": "koi8_r",
    "koi-8": "koi8_r",
    "koi8r": "koi8_r",
    "utf8": "utf-8",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "ascii",
    "iso-8859-9": "cp1254",
    "gb2312": "gb18030",
    "ks_c_5601-1987": "cp949",
    "iso-8859-8-i": "iso-8859-8",
}
"""Names of character sets as letters write them; Latin 1 is read as its superset, as every browser does (WHATWG)."""

_MARKED_FIRST = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"))
_MARKED = (*_MARKED_FIRST, (codecs.BOM_UTF16_BE, "utf-16"))
_ESCAPED = re.compile(r"utf-?(7|16|32)|iso-?2022|hz", re.IGNORECASE)
_WIDE = re.compile(r"gb|big5|euc|shift|sjis|cp9[345]", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_COMMON_RUSSIAN = frozenset("оеаинтсрвлкмдпу")
_CYRILLIC_ALPHABET = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґў")
_USUAL = ("cp1251", "koi8_r", "cp1252")
_RARE = ("iso8859_5", "cp866", "mac_cyrillic")
_GUESSED_FROM = 4000
_CLEANED: dict[int, str | None] = {
    **{code: None for code in (*range(32), *range(0x7F, 0xA0)) if code not in (9, 10)},
    **dict.fromkeys(range(55296, 57344), "�"),
    **dict.fromkeys((13, 8232, 8233), "\n"),
}

_UNCLEAN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")


def decode_text(data: bytes, declared: str = "") -> str:
    """*data* as text: UTF-8 where it is UTF-8, else the most plausible of the declared set, Cyrillic and Western ones.

    Never raises; what cannot be read becomes the replacement character.
    """
    for mark, charset in _MARKED:
        if data.startswith(mark):
            return data.decode(charset, "replace")
    charset = _known(declared)
    if charset and _ESCAPED.match(charset):
        return data.decode(charset, "replace")
    if wide := _unmarked_utf16(data):
        return data.decode(wide, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if charset and _WIDE.match(charset):
        return data.decode(charset, "replace")
    if charset in ("utf-8", "") and (damaged := _damaged_utf8(data)):
        return damaged
    return data.decode(_likeliest(data, charset), "replace")


def _likeliest(data: bytes, charset: str) -> str:
    """The one-byte character set in which *data* reads best; *charset*, which was declared, is believed in doubt."""
    declared = [charset] if charset not in ("", "ascii", "utf-8") else []
    usual = {name: _plausible(data, name) + (2 if name == charset else 0) for name in dict.fromkeys((*declared, *_USUAL))}
    best = max(usual, key=lambda name: usual[name])
    foreign = sum(1 for byte in data[:_GUESSED_FROM] if byte > 0x7F)
    if usual[best] >= foreign:
        return best
    rare = {name: _plausible(data, name) for name in _RARE}
    return max(usual | rare, key=lambda name: (usual | rare)[name])


def clean_text(text: str) -> str:
    """*text* without what no database or screen takes: NUL and other control characters, halves of surrogates."""
    text = text.replace("\r\n", "\n")
    return text.translate(_CLEANED) if _UNCLEAN.search(text) else text


def _known(declared: str) -> str:
    name = declared.strip().strip("\"'").lower()
    name = _ALIASES.get(name, name)
    try:
        text_codec = codecs.lookup(name)
        b"".decode(text_codec.name)
    except (LookupError, ValueError, UnicodeError):
        return ""
    return text_codec.name if name not in _ALIASES.values() else name


def _unmarked_utf16(data: bytes) -> str:
    """ "utf-16-le" or "utf-16-be" if every second byte is what it is in Latin and Cyrillic; "" otherwise."""
    sample = data[:_GUESSED_FROM]
    if len(sample) < 8 or not (b"\x00" in sample or b"\x04" in sample):
        return ""
    for charset, high, low in (("utf-16-le", sample[1::2], sample[0::2]), ("utf-16-be", sample[0::2], sample[1::2])):
        if high.count(0) + high.count(4) > 0.9 * len(high) and low.count(0) < 0.1 * len(low):
            return charset
    return ""


def _damaged_utf8(data: bytes) -> str | None:
    """*data* as UTF-8 if only a few of its signs are broken (a letter cut in the middle of one)."""
    try:
        halves = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    else:
        return halves.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if text.count("\ufffd") == 1 and text.endswith("\ufffd") and len(text) > 1:
        return text  # cut within its last sign
    whole = sum(1 for sign in text if sign > "\x7f" and sign != "\ufffd")
    return text if whole > 8 * text.count("\ufffd") else None


def _plausible(data: bytes, charset: str) -> float:
    """How much *data* looks like words of a European language when read as *charset*."""
    text = data[:_GUESSED_FROM].decode(charset, "replace")
    score = -3.0 * sum(1 for sign in text if sign == "\ufffd" or "\x80" <= sign <= "\x9f")
    score -= sum(1 for sign in text if sign > "\xff" and unicodedata.category(sign) in ("So", "Sm"))
    return score + sum(_word_score(word) for word in _WORD.findall(text))


def _word_score(word: str) -> float:
    foreign = [sign for sign in word if sign > "\x7f"]
    if not foreign:
        return 0.0
    lowered = word.lower()
    cyrillic = sum(1 for sign in lowered if "\u0400" <= sign <= "\u04ff")
    if not cyrillic:
        return len(foreign) if len(foreign) * 2 <= len(word) and _well_cased(word) else -len(foreign)
    if cyrillic < len(word) or not _CYRILLIC_ALPHABET.issuperset(lowered):
        return -2.0 * cyrillic
    common = sum(1 for sign in lowered if sign in _COMMON_RUSSIAN) / len(word)
    shape = 1.0 if _well_cased(word) else -1.0
    return len(word) * (shape + common - (0.4 if word.isupper() else 0.0))


def _well_cased(word: str) -> bool:
    return word.islower() or word.isupper() or word[1:].islower()
