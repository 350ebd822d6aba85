"""What people call things: products, countries, places, makes. Read by ``bot.understand``."""
