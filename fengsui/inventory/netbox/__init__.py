"""NetBox as a source of the inventory: asked through pynetbox, mapped by one table."""
