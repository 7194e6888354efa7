"""What the company does: plain functions (session, …) → frozen row; one module a subject."""
