"""Solves that are killed or interrupted at random moments."""
