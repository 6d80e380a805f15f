"""Plans: their tables and files, the independent checker, what a mail would say of them."""
