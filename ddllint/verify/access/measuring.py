"""How long answers take."""

import time

import psycopg
from psycopg import sql

RUNS = 200


def slowest_of_most(connection: psycopg.Connection, statement: sql.Composed) -> float:
    """The milliseconds within which 95 of 100 runs were answered, rows fetched (p95)."""
    taken = []
    for _ in range(RUNS):
        began = time.perf_counter()
        connection.execute(statement).fetchall()
        taken.append((time.perf_counter() - began) * 1000)
    return sorted(taken)[RUNS * 95 // 100 - 1]
