"""Building the model and handing it to HiGHS, ours against Pyomo's own interfaces."""
