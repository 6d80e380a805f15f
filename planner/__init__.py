"""Capacity planner for the AI data-centre split."""
