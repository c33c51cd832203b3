"""Classes added, merged or removed, what a class was called before, and chosen shares.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("classes", sa.Column("state", sa.String(8)))
    op.add_column("changes", sa.Column("old_name", sa.String(200)))
    op.add_column("changes", sa.Column("new_name", sa.String(200)))
    op.add_column("dataset", sa.Column("shares", sa.Text()))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("dataset", "shares")
    op.drop_column("changes", "new_name")
    op.drop_column("changes", "old_name")
    op.drop_column("classes", "state")
