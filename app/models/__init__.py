"""What the company knows: mapped classes, one file a subject, and rules that need no I/O."""
