"""My day: what is overdue, due today and later, the calls to make, the tasks of a head's people."""
