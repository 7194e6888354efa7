"""Everything around the program itself: set-up of a checkout, lock files, translation catalogues, installers."""
