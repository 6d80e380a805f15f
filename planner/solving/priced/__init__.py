"""The search for siting alone: demand priced, so that every site decides for itself."""
