"""The benchmark: what the quota, the engine and this project each take, side by side in one run.

    make bench                      every row, about a quarter of an hour
    .venv/bin/python -m bench --quick

Measures nothing but this machine: every figure is judged against a baseline that was measured beside it.
"""
