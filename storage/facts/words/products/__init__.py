"""One file a sector: word -> tariff line."""
