"""Writes the places of telephone numbers, a file a country: ``python -m installer.phone_places``.

They are the tables of libphonenumber (Apache License 2.0), as the package ``phonenumbers`` carries them. There they are one
piece for the whole world that takes 98 MB of memory; a window needs the one country that rings. Run it after an update of
the package.
"""

from pathlib import Path

from phonenumbers.geodata import GEOCODE_DATA

ROOT = Path(__file__).resolve().parent.parent
COUNTRIES = (
    *(7, 30, 31, 32, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 90),
    *(351, 352, 353, 354, 355, 358, 359, 370, 371, 372, 373, 374, 375, 380, 381, 382, 385, 386, 387, 389),
    *(420, 421, 972, 992, 993, 994, 995, 996, 998),
)
"""Country codes: those of Europe and around it, where a place takes some hundred lines and not a hundred thousand."""
LANGUAGES = ("en", "de", "ru")


def lines(country: int) -> list[str]:
    """The places of a country: prefix (with the country code), then the names in each language, "" where it has none."""
    found = []
    for prefix, names in sorted(GEOCODE_DATA.items()):
        if prefix.startswith(str(country)):
            told = [names.get(language, "") for language in LANGUAGES]
            # Many names are the same in two languages: only what differs from English is written.
            shown = [told[0], *("" if name == told[0] else name for name in told[1:])]
            if any(shown):
                found.append("\t".join((prefix.removeprefix(str(country)), *shown)).rstrip("\t"))
    return found


def main() -> None:
    """Write all files anew."""
    folder = ROOT / "resources" / "phone_places"
    folder.mkdir(parents=True, exist_ok=True)
    for country in COUNTRIES:
        written = lines(country)
        if written:
            (folder / f"{country}.tsv").write_text("\n".join(written) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
