"""Capacitated facility location from OR-Library, with the optima published there."""
