"""How long answers take."""

import time

import psycopg
from psycopg import sql

RUNS = 200


def slowest_of_most(connection: psycopg.Connection, statement: sql.Composed) -> float:
    """The milliseconds within which 95 of 100 runs were answered, all rows received (p95)."""
    taken = []
    text = statement.as_bytes(connection)
    cursor = connection.cursor()
    for _ in range(RUNS):
        began = time.perf_counter()
        cursor.execute(text)  # which returns when the last row is here
        taken.append((time.perf_counter() - began) * 1000)
    return sorted(taken)[RUNS * 95 // 100 - 1]
