"""How fast Forewarn is, beside what it could be compared with, all in one run: ``python -m bench``."""
