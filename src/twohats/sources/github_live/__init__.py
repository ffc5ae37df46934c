"""Facts straight from GitHub, by the queries in ``queries/``."""
