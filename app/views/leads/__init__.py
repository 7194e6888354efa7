"""Leads after triage: the head names the seller, the seller qualifies them into deals or ends them with a reason.

``rooms`` has the two rooms, ``queues`` what head and seller see and decide, ``qualify_panel`` the form of qualification.
"""
