"""The metric catalogue, the exposition text, service discovery and dashboards; pulled from a snapshot, never pushed to."""
