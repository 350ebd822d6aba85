"""The embedded facts: data files, and the loaders that check them."""
