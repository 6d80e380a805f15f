"""The bundled technology catalogue: one folder of tables per version, and what makes them."""
