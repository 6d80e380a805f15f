"""How often, how soon and as which of the reasons the true cause of a conflict is named."""
