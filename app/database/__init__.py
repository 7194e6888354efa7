"""Where every transaction begins and ends, the change feed, access rights and migrations."""
