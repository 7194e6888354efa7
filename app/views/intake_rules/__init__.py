"""The administrator's room of the intake rules: the table, and what the last calls would have done under another one."""
