"""Writes shop.sql: the database that Alembic makes of two revisions, with rows, as SQL text.

    python3 -m venv venv && venv/bin/pip install alembic==1.20.1 && venv/bin/python make.py
"""

import pathlib
import sqlite3
import tempfile

from alembic import command
from alembic.config import Config

REVISIONS = {
    "1975ea83b712_shop.py": '''
"""shop"""
import sqlalchemy as sa
from alembic import op

revision = "1975ea83b712"
down_revision = None


def upgrade():
    op.create_table(
        "customers",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("email", sa.String(length=120), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(), server_default=sa.func.now()),
        sa.UniqueConstraint("email", name="uq_customers_email"),
    )
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("total", sa.Numeric(10, 2), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], ondelete="CASCADE"),
        sa.CheckConstraint("total >= 0", name="ck_orders_total"),
    )


def downgrade():
    op.drop_table("orders")
    op.drop_table("customers")
''',
    "ae1027a6acf0_notes.py": '''
"""orders have notes"""
import sqlalchemy as sa
from alembic import op

revision = "ae1027a6acf0"
down_revision = "1975ea83b712"


def upgrade():
    with op.batch_alter_table("orders") as batch:
        batch.add_column(sa.Column("note", sa.Text()))
        batch.create_index("ix_orders_customer_total", ["customer_id", "total"])
    op.create_index(
        "ix_customers_active", "customers", ["email"], sqlite_where=sa.text("is_active = 1")
    )


def downgrade():
    op.drop_index("ix_customers_active", "customers")
    with op.batch_alter_table("orders") as batch:
        batch.drop_index("ix_orders_customer_total")
        batch.drop_column("note")
''',
}

ROWS = """
INSERT INTO customers (id, email, created_at) VALUES (1, 'ada@example.org', '2026-01-02 03:04:05');
INSERT INTO orders (id, customer_id, total, note) VALUES (1, 1, 12.5, NULL), (2, 1, 0, 'gift');
"""


def make(folder: pathlib.Path) -> str:
    database = folder / "shop.db"
    config = Config(folder / "alembic.ini")
    command.init(config, str(folder / "alembic"))
    config.set_main_option("script_location", str(folder / "alembic"))
    config.set_main_option("sqlalchemy.url", f"sqlite:///{database}")
    for name, text in REVISIONS.items():
        (folder / "alembic" / "versions" / name).write_text(text.lstrip())
    command.upgrade(config, "head")
    connection = sqlite3.connect(database)
    connection.executescript(ROWS)
    return "\n".join(connection.iterdump()) + "\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        text = make(pathlib.Path(folder))
    pathlib.Path(__file__).with_name("shop.sql").write_text(text)
