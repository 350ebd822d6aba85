"""The Harmonized Tariff Schedule: official releases read, stored by date, and answered from memory."""
