# Two stages: the first has pip and builds; the second has the result and nothing to build with.
FROM python:3.11-slim-bookworm AS build

ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
RUN python -m venv /opt/forewarn

COPY pyproject.toml README.md LICENSE ./
COPY model ./model
COPY app ./app
COPY training ./training
# The root may be mounted read-only: what would be compiled on first use is compiled now.
RUN /opt/forewarn/bin/pip install . \
 && /opt/forewarn/bin/python -m compileall -q /opt/forewarn/lib


FROM python:3.11-slim-bookworm

COPY --from=build /opt/forewarn /opt/forewarn
# joblib only reads the model here; told so, it does not try for semaphores that a locked-down container may deny it.
ENV PATH=/opt/forewarn/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    JOBLIB_MULTIPROCESSING=0 \
    HOME=/nonexistent

# A number and not a name, so that an orchestrator can see that it is not root.
USER 10001:10001
WORKDIR /
EXPOSE 8000

HEALTHCHECK --interval=30s --timeout=3s --start-period=10s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]

# It does not start without API keys: mount a folder of them and name the file in FOREWARN_KEYS, or say --no-auth.
CMD ["forewarn", "serve", "--host", "0.0.0.0", "--port", "8000"]
