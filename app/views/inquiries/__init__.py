"""The register of inquiries: everything that ever came in, by whatever way [M72]."""
