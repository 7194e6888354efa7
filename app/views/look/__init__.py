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
- ``rows``: ``RowRole`` (what a model answers),
  ``RowList(kind="one"|"two"|"inbox", middle=0.31, uniform=False).set_density``,
  ``RowDelegate(kind, density, middle)``, ``paint_row_ground(painter, option)``
- ``numbers``: ``money(amount, currency="", cents=True)``, ``quantity(amount, unit)``, ``percent(n)``,
  ``number(value, pattern)``, ``age(timedelta)``, ``late(timedelta)``, ``day(at)``, ``clock(at)``, ``moment(at)``,
  ``full_day(date)``, ``read_decimal(text)``, ``read_day(text)``;
  *zone*, *now* and *language* may be passed
- ``segments``: ``Segments([Segment(key, text, count)], name="")`` with ``.chosen(str) .current .choose .set_segments``
- ``fields``: ``LineField | TextField | ChoiceField | NumberField | DateField | PhoneField(label, help_text="")`` with
  ``.value() .set_value(v) .set_error(sentence) .error .set_label .set_help .changed .editor``;
  the read ones also ``.check() .is_clear()``
- ``check_box``: ``CheckBox(text)``, Qt's own otherwise
- ``table``: ``Table(kind="one"|"two")`` with ``.set_density .widths() .set_widths(list) .widths_changed``; ``CellRole``
- ``checklist``: ``GateChecklist().show_gate(title, count, [GateItem(code, what, who, state, action)])``,
  ``.way_chosen(code)``
- ``stage_path``: ``StagePath([StageStep(name, dates, "passed"|"present"|"ahead"|"left_out")]).set_steps``
- ``split_bar``: ``SplitBar().show_split([SplitPart(source, amount)], news, tone, icon)``,
  ``paint_split_bar``, ``paint_progress``
- ``progress_line``: ``ProgressLine().show_progress(words, done, total)``, ``.cancelled``; ``ProgressBar().set_share(0.4)``
- ``message_bar``: ``MessageBar(parent).say(kind, sentence, action="", key="", act=None, note="", icon="")``,
  ``.offer_undo(sentence, undo, key="Ctrl+Z", seconds=10)``, ``.clear() .sentence .acted .gone``
- ``empty_state``: ``EmptyState(icon, title, line, action="", key="").set_words(…)``, ``.acted``
- ``card_column``: ``CardColumn().add_section(title, note, line=False) -> CardSection`` (``.add(widget)``,
  ``.add_fact(label, value)``, ``.head``), ``.add_foot(widget)``, ``.clear()``
- ``page_head``: ``PageHead(title, count).add_right(widget)``, ``.set_title .set_count``
- ``areas``: ``set_ground(widget, "window"|"base"|…)``, ``Hairline(upright=False)``
- ``gallery``: ``Gallery(say=str)``, every part in one window
- ``painting``: ``paint_box``, ``paint_hairline``, ``paint_text`` (elides), ``text_width``
- ``scroll_bars``: ``steady_scroll_bar(area)``
"""
