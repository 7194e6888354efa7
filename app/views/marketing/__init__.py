"""Marketing: segments with their lists, the ledger of exports and the block list (design: picture 10-export)."""
