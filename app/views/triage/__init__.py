"""The triage desk: the list of inquiries, the promise, the card, one key for each decision.

``inbox_room.InboxRoom`` is the room for everybody who decides about inquiries; a ``queue.Queue`` says what a role sees and
may do. ``room.TriageRoom`` is the dispatcher's; heads and sellers have theirs in ``app.views.leads``.
"""
