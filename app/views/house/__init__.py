"""Which rooms there are, by subject; `app.views.rooms` puts them in the order of the day's work."""
