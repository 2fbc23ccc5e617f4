"""Writes an Alembic environment of 1,000 revisions, a table and an index each."""

from pathlib import Path

Path("alembic.ini").write_text("[alembic]\nscript_location = %(here)s\n")
Path("env.py").write_text(
    "from alembic import context\n"
    "from sqlalchemy import create_engine\n"
    'with create_engine("sqlite:///app.db").connect() as connection:\n'
    "    context.configure(connection=connection)\n"
    "    with context.begin_transaction():\n"
    "        context.run_migrations()\n"
)
Path("app.db").unlink(missing_ok=True)
for number in range(1_000):
    below = f"'{number - 1:012x}'" if number else None
    Path(f"versions/{number:012x}.py").write_text(
        "import sqlalchemy as sa\n"
        "from alembic import op\n"
        f"revision = '{number:012x}'\n"
        f"down_revision = {below}\n"
        "def upgrade():\n"
        f"    op.create_table('table_{number}',\n"
        "        sa.Column('id', sa.Integer, primary_key=True),\n"
        "        sa.Column('name', sa.String, nullable=False),\n"
        "        sa.Column('note', sa.Text),\n"
        "        sa.Column('created_at', sa.DateTime, nullable=False))\n"
        f"    op.create_index('idx-table_{number}-name', 'table_{number}', ['name'])\n"
        "def downgrade():\n"
        f"    op.drop_table('table_{number}')\n"
    )
