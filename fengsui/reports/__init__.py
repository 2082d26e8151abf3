"""The province's monthly report: its figures, their checksum, and the five forms in which they are handed over."""
