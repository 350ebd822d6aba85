"""The law: pure functions from measures, a product, an origin and a day to a breakdown that sums and cites.

Nothing here does I/O or reads a clock, and nothing here imports another package of this project.
"""
