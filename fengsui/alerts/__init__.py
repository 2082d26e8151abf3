"""The catalogue of alert rules and the Prometheus rule files made from it."""
