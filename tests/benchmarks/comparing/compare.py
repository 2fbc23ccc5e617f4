"""Alembic compares as many models with a database: `compare.py FILE TABLES`.

What it finds is counted to show that it looked: the types' names are SeaORM's, so that types are
not compared.
"""

import sys

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

path, size = sys.argv[1], int(sys.argv[2])
metadata = sa.MetaData()
for number in range(size):
    name = f"table_{number}"
    # As entities.rs has it: a table of the same hundred.
    parent = number - number % 100 + number % 100 // 10
    sa.Table(
        name,
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("is_open", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("amount", sa.Float),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("parent_id", sa.Integer, sa.ForeignKey(f"table_{parent}.id")),
        sa.Index(f"idx-{name}-position", "position"),
    )
engine = sa.create_engine(f"sqlite:///{path}")
ours = {"sterna_version", "sterna_history"}
with engine.connect() as connection:
    options = {
        "compare_type": False,
        "compare_server_default": True,
        "include_name": lambda name, kind, parents: name not in ours,
    }
    context = MigrationContext.configure(connection, opts=options)
    print(len(compare_metadata(context, metadata)))
