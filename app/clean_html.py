"""HTML from outside made fit to be shown: it loads nothing, runs nothing, and a link says where it leads. Pure.

nh3 (ammonia) decides what may stay; what it cannot know is done here: styles, pictures, and links that pretend.
"""

import html as entities
import re
from urllib.parse import urlsplit

import nh3

from app.language import tr

_TEXT_TAGS = (
    "a abbr address b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl dt em figcaption "
    "figure font h1 h2 h3 h4 h5 h6 hr i ins kbd li ol p pre q s samp small span strike strong sub sup table tbody td tfoot "
    "th thead tr tt u ul var"
)
_TAGS = {*_TEXT_TAGS.split(), "img"}
_SILENT_TAGS = (
    "script style title head template noscript object embed applet iframe frame frameset svg math canvas audio video "
    "select textarea option button xml noembed noframes plaintext"
)
_GONE_WITH_CONTENT = set(_SILENT_TAGS.split())
_ATTRIBUTES = {
    "*": {"align", "dir", "lang", "style", "valign", "hidden"},
    "a": {"href", "title"},
    "img": {"alt", "src"},
    "table": {"border", "cellpadding", "cellspacing", "width"},
    "td": {"colspan", "rowspan", "width", "bgcolor"},
    "th": {"colspan", "rowspan", "width", "bgcolor"},
    "tr": {"bgcolor"},
    "col": {"span", "width"},
    "font": {"color", "face", "size"},
    "ol": {"start", "type"},
    "li": {"value"},
    "blockquote": {"type"},
}
_SCHEMES = {"http", "https", "mailto"}
_STYLES = {
    *("background-color", "border", "border-bottom", "border-collapse", "border-color", "border-left", "border-right"),
    *("border-spacing", "border-style", "border-top", "border-width", "color", "display", "font-family", "font-size"),
    *("font-style", "font-weight", "line-height", "list-style-type", "margin", "margin-bottom", "margin-left"),
    *("margin-right", "margin-top", "padding", "padding-bottom", "padding-left", "padding-right", "padding-top"),
    *("text-align", "text-decoration", "text-indent", "text-transform", "vertical-align", "white-space", "width"),
}
"""Properties that cannot load, cover or move anything out of its place. No position, no background, no url()."""
_DANGEROUS_STYLE = re.compile(
    r"url|image|expression|import|javascript|behaviou?r|binding|var\s*\(|attr\s*\(|[\\<>@{}\"]|/\*", re.I
)
_HIDING = re.compile(r"^(?:none|contents)$", re.IGNORECASE)
_LONGEST_STYLE = 1_000
_LONGEST = 400_000
"""Characters; a longer letter is shown to this point, and kept whole."""
_DEEPEST = 500
_MOST_ENTITIES = 30_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_VOID_TAGS = "area base br col embed hr img input link meta source track wbr"
_VOID = frozenset(_VOID_TAGS.split())
_BARE_AMPERSAND = re.compile(r"&(?![a-zA-Z#])")
_PICTURE = re.compile(r"<img\b([^<>]*)>")
_ALT = re.compile(r'\balt="([^"]*)"')
_CID = re.compile(r'\bsrc="cid:([^"]{1,300})"', re.IGNORECASE)
_LINK_END = "</a>"
_HOST_IN_TEXT = re.compile(r"(?:https?://|www\.)?((?:[\w-]{1,63}\.){1,6}[a-zA-Z]{2,24})(?![\w@])", re.IGNORECASE)
_INNER_TAG = re.compile(r"<[^<>]*>")


def clean(html: str) -> str:
    """*html* harmless, for a view without a network: formatted text, tables and links; pictures as words in brackets.

    Links keep http, https and mailto only. A link whose text names another host than it leads to has its true address
    behind it. A picture that came with the letter stays as ``[its description]``; one that would be loaded is left out.
    Raises nothing; hopelessly nested markup comes back as plain text.
    """
    # A bare "&" costs the cleaner a look at all that follows.
    html = _BARE_AMPERSAND.sub("&amp;", html[:_LONGEST].replace("\x00", ""))
    if _is_deep(html):
        return " ".join(nh3.clean(_INNER_TAG.sub(" ", html), tags=set()).split())
    cleaned = nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags=_GONE_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes=_SCHEMES | {"cid"},
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )
    return _honest_links(_PICTURE.sub(_picture, cleaned))


def _attribute(tag: str, name: str, value: str) -> str | None:
    """One attribute as it may stay; None drops it."""
    if name == "style":
        return _style(value)
    if name == "href":
        safe = value.strip().replace("<", "%3C").replace(">", "%3E")
        return safe if re.match(r"https?://|mailto:", safe, re.IGNORECASE) else None
    if name == "src":
        return value if tag == "img" and value.lower().startswith("cid:") else None
    if name in ("width", "border", "cellpadding", "cellspacing", "colspan", "rowspan", "span", "size", "start", "value"):
        return value if re.fullmatch(r"[+-]?\d{1,4}(?:\.\d{1,3})?(?:%|px|pt)?", value.strip()) else None
    return re.sub(r"[<>]", " ", value[:_LONGEST_STYLE])


def _style(value: str) -> str | None:
    """The safe declarations of an inline style; None if there are none."""
    kept: list[str] = []
    for declaration in value[:_LONGEST_STYLE].split(";"):
        name, _, wanted = declaration.partition(":")
        name, wanted = name.strip().lower(), wanted.strip()
        if name not in _STYLES or not wanted or _DANGEROUS_STYLE.search(wanted):
            continue
        if name == "display" and not _HIDING.match(wanted):
            continue
        kept.append(f"{name}: {wanted}")
    return "; ".join(kept) or None


def _picture(tag: re.Match[str]) -> str:
    """A word for a picture of the letter itself; nothing for one that only its sender could see being loaded."""
    alt = _ALT.search(tag.group(1))
    words = alt.group(1).strip() if alt else ""
    if _CID.search(tag.group(1)):
        return f"[{words}]" if words else entities.escape(tr("[picture]"))
    return f"[{words}]" if words else ""


def _honest_links(cleaned: str) -> str:
    """Each link that names another host than its own with its true address behind it."""
    parts: list[str] = []
    end = 0
    for start in re.finditer(r"<a\b[^<>]*>", cleaned):
        close = cleaned.find(_LINK_END, start.end())
        if close < 0 or start.start() < end:
            continue
        target = re.search(r'\bhref="([^"]*)"', start.group(0))
        said = entities.unescape(_INNER_TAG.sub("", cleaned[start.end() : min(close, start.end() + 2_000)]))
        if target and (true := _other_target(entities.unescape(target.group(1)), said)):
            close += len(_LINK_END)
            parts += [cleaned[end:close], f" [{entities.escape(true)}]"]
            end = close
    return "".join([*parts, cleaned[end:]])


def _other_target(address: str, said: str) -> str:
    """Where *address* leads, if *said* names another host (or another mailbox); "" if it is honest."""
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").lower()
    except ValueError:
        return address[:300]
    if parts.scheme.lower() == "mailto":
        named = re.search(r"[\w.+-]{1,64}@[\w.-]{1,200}", said)
        return address[7:300] if named and named.group(0).lower().rstrip(".") not in address.lower() else ""
    hosts = [found.lower().removeprefix("www.") for found in _HOST_IN_TEXT.findall(said)]
    plain = host.removeprefix("www.")
    if "@" in said or (hosts and any(name != plain for name in hosts)) or "@" in parts.netloc:
        return address[:300]
    return ""


def _is_deep(html: str) -> bool:
    """Whether no honest letter is built so: the cleaner's time grows with the square of the depth, and of "&" in a row."""
    depth = deepest = 0
    for closing, name in _TAG.findall(html):
        if name.lower() not in _VOID:
            depth += -1 if closing else 1
            deepest = max(deepest, depth)
    return deepest > _DEEPEST or html.count("&") > _MOST_ENTITIES
