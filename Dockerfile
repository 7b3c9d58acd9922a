# syntax=docker/dockerfile:1
# Run it read-only: docker run --read-only --tmpfs /tmp -v meridian:/data -p 3000:3000 --env-file .env meridian

FROM python:3.13-slim AS builder
WORKDIR /src
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/meridian
# Libraries first: they change less often than the bot, so this layer stays cached.
COPY requirements.txt requirements-build.txt ./
RUN /opt/meridian/bin/pip install --require-hashes --no-deps -r requirements.txt \
    && pip install --require-hashes --no-deps -r requirements-build.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot ./bot
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
    && /opt/meridian/bin/pip install --no-deps --no-index /wheels/*.whl \
    && /opt/meridian/bin/pip uninstall --yes pip

FROM python:3.13-slim
LABEL org.opencontainers.image.title="Meridian" \
      org.opencontainers.image.description="A Slack bot that runs production incidents across time zones" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN groupadd --gid 10001 meridian \
    && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin meridian \
    && install -d -o meridian -g meridian -m 0750 /data
COPY --from=builder /opt/meridian /opt/meridian
# pip compiled the bytecode above; nothing is written outside /data (and /tmp).
ENV PATH=/opt/meridian/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DATABASE_URL=sqlite:////data/meridian.db \
    MERIDIAN_HOST=0.0.0.0 \
    MERIDIAN_PORT=3000
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 3000
# Failures in the first 10 s do not count (startup takes about 2 s); then three failures mark the container unhealthy.
HEALTHCHECK --start-period=10s --interval=15s --timeout=5s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f\"http://127.0.0.1:{os.environ['MERIDIAN_PORT']}/healthz\", timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["meridian"]
CMD ["serve"]
