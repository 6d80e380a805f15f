"""Least costs of tiny instances by plain enumeration, without a solver and without the model.

Every whole-numbered decision of an instance is enumerated in the instance's own terms: openings,
halls, modules of plant, connections, spare units, where and when runs take place, lit units. What is
left is a small linear program, written from `docs/conventions.md` and solved by a tableau of our own;
the best one is proved in exact fractions. `python -m benchmarks.oracle` compares what comes out with
what the planner finds and proves.
"""
