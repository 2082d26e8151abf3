"""Which counties are connected, by how many independent paths, on what evidence: pure functions over the network and its conditions."""
