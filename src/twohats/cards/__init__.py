"""Community documents read into facts, each with file and line; one file per aspect."""
