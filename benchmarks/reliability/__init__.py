"""How reliable the planner is, figure by figure."""
