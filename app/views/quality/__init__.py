"""Quality: customers drawn at random and asked by telephone, how content they are, and difficult cases of the heads."""
