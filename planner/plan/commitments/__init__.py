"""What a plan signs: orders and contracts with their dates, and cash."""
