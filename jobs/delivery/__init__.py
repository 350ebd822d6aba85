"""Delivery: what is owed is sent, once if Telegram lets us know, at the time and in the place each chat asked for."""
