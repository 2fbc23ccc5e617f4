"""The same alteration by Alembic's batch mode: `batch.py FILE STATEMENTS`."""

import resource
import sys
import time

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

path, statements = sys.argv[1:]
engine = sa.create_engine(f"sqlite:///{path}")
with engine.connect() as connection:
    started = time.perf_counter()
    with connection.begin():
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("posts") as batch:
            exec(statements)
    elapsed = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(int(elapsed * 1e6), peak, "alembic")
