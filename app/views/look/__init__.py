"""The look of Kontor as parts that panels build from (style guide: calm, dense, exact).

Start: ``theme().apply(app, "light" | "dark" | "system")`` once, again at any time; ``theme().changed`` afterwards.
Colours are tokens, never hex: ``color("accent_text")``. Every part that shows words of its own has ``retranslate()``,
called in ``__init__`` and on ``QEvent.LanguageChange``; words that a panel gave are given again by the panel.

- ``tokens``: ``Token``, ``Tone`` (neutral, success, warning, danger, accent), ``hex_of(token, theme)``
- ``theme``: ``theme() -> Theme`` (``.name .choice .apply .color .changed``), ``color(token) -> QColor``
- ``typeface``: ``font(px=13, weight=400, tabular=True) -> QFont``
- ``icons``: ``icon(name, token="muted", size=16) -> QIcon``, ``paint_icon(painter, rect, name, token)``,
  ``IconLabel(name, token, size).set_icon(name, token)``, ``icon_names()``
- ``label``: ``Label(text, px=13, weight=400, token="text", wrap=False, rich=False).set_token(token)``; elides
- ``chip``: ``Chip(text, tone, icon).show_chip(ChipText)``, ``ChipText(text, tone, icon)``,
  ``paint_chip(painter, rect, chip, at_right=False, selected=False) -> width``, ``chip_width(chip)``
- ``key_hint``: ``KeyHint("Ctrl+Z")``, ``add_shortcut(owner, key, act) -> QShortcut`` (letters work by their place),
  ``hint_text(key)``, ``paint_key_hint(painter, rect, key)``
- ``buttons``: ``MainButton | PlainButton | QuietButton | DangerButton(text, icon="", key="", height=32)`` with
  ``.clicked .key_shortcut .set_key(key) .set_icon(name) .set_stretched()``; ``IconButton(icon, tooltip, key="").set_mark``
- ``rows``: ``RowRole`` (what a model answers), ``RowList(kind="one"|"two"|"inbox", middle=0.31).set_density(…)``,
  ``RowDelegate(kind, density, middle)``, ``paint_row_ground(painter, option)``
- ``painting``: ``paint_box``, ``paint_hairline``, ``paint_text`` (elides), ``text_width``
- ``scroll_bars``: ``steady_scroll_bar(area)``
"""
