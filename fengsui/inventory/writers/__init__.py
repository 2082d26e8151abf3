"""Records to files: the columns of the kinds, as the readers of the same formats take them."""
