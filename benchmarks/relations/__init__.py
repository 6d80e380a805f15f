"""Relations between the least costs of related instances, on random instances of all families.

`python -m benchmarks.relations` holds each over 100 instances; the tests take a few of each.
"""
