"""The doors of Forewarn: an HTTP service (``app.main``) and a command line (``app.cli``)."""
