"""How the tables of one version of Kontor become those of the next; read by Alembic."""
