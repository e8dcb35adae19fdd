"""SQLAlchemy mechanics: base, engines, units of work, sealed text. No domain words."""
