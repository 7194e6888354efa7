"""What a person is told: the list under the bell, and notices on the desktop that never take the keyboard."""
