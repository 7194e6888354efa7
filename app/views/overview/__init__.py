"""The head's overview: five figures that lead to work, eight charts whose every mark opens the rows behind it.

- ``room``: ``OverviewRoom``; ``pickers``: period and department; ``strip``: the five figures
- ``card``: ``ChartCard``, a chart with its head, legend, empty state; asks for its own figures
- ``plot``: ``ChartPlot``, the marks in pyqtgraph, walked by arrows; ``shapes``: where they stand; ``scale``: ticks
- ``figure_rows``: a chart as a table; ``saving``: as picture or table to a file; ``words``: how figures are said
"""
