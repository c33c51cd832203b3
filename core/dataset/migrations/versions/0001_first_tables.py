"""First tables: pictures, classes, the label journal, and what each import did.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "dataset",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "classes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String(200), nullable=False, unique=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
    )
    _create_pictures()
    _create_journal()
    _create_import_items()


def downgrade() -> None:
    """Drop the tables."""
    for table in ("import_items", "events", "changes", "pictures", "classes", "dataset"):
        op.drop_table(table)


def _create_pictures() -> None:
    op.create_table(
        "pictures",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("id", sa.String(64), nullable=False, unique=True),
        sa.Column("suffix", sa.String(8), nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("file_size", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("folder", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("grey", sa.Boolean, nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("class_id", sa.Integer, sa.ForeignKey("classes.id")),
        sa.Column("label_version", sa.Integer, nullable=False),
        sa.Column("last_event", sa.Integer, nullable=False),
        sa.Column("split", sa.String(16)),
        sa.Column("added_at", sa.BigInteger, nullable=False),
        sa.Column("binned", sa.Boolean, nullable=False),
    )
    op.create_index("pictures_by_class", "pictures", ["binned", "class_id"])


def _create_journal() -> None:
    op.create_table(
        "changes",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("op_id", sa.String(64), nullable=False, unique=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("target", sa.String(64)),
        sa.Column("class_id", sa.Integer, sa.ForeignKey("classes.id")),
        sa.Column("photos", sa.Integer, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("op_id", sa.String(64), nullable=False, index=True),
        sa.Column(
            "picture_id",
            sa.String(64),
            sa.ForeignKey("pictures.id"),
            nullable=False,
            index=True,
        ),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("old_class", sa.Integer, sa.ForeignKey("classes.id")),
        sa.Column("new_class", sa.Integer, sa.ForeignKey("classes.id")),
        sa.Column("old_binned", sa.Boolean, nullable=False),
        sa.Column("new_binned", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )


def _create_import_items() -> None:
    op.create_table(
        "import_items",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("import_id", sa.String(32), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("picture_id", sa.String(64)),
        sa.Column("detail", sa.Text, nullable=False),
        sa.UniqueConstraint("import_id", "key", name="one_outcome_per_file"),
    )
