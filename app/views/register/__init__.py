"""Registers on the screen: a long list paged by key, with its filter bar, saved widths and order, and its export.

- ``cells``: ``CellLook``, ``said(column, value)``: how a value is written
- ``model``: ``RegisterModel``: a window of some thousand rows that slides along a list of any length
- ``view``: ``RegisterView``: filter bar, table and empty state; what rooms and panels build from
- ``filter_bar``, ``filter_menu``, ``condition_words``: narrowing the list
- ``saving``: ``ListSaving``: what is shown as XLSX or CSV, in the background, with progress
- ``room``: ``RegisterRoom``: a whole room around a register; ``panel``: ``RowsPanel``, the rows behind a chart's mark
"""
