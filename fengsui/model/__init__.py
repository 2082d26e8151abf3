"""The nouns of the product as frozen dataclasses; they import the standard library alone and decide nothing."""
