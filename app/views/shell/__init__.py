"""The main window: rail, top bar, search and commands, notifications, status bar, the person's menu."""
