# Releases specify the digest of the base image: --build-arg BASE=docker.io/library/python:3.13-slim@sha256:...
ARG BASE=docker.io/library/python:3.13-slim

# The build stage installs the dependencies first. If only the source code changes, a build reuses this layer.
FROM ${BASE} AS build
WORKDIR /src
COPY requirements.lock ./
RUN python3 -m venv /opt/mockserver \
    && /opt/mockserver/bin/python -m pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY mockserver mockserver
COPY fixtures fixtures
RUN /opt/mockserver/bin/python -m pip install --no-cache-dir --no-deps . \
    && rm -rf /opt/mockserver/lib/python3*/site-packages/pip* \
    && /opt/mockserver/bin/python -m compileall -q /opt/mockserver/lib

FROM ${BASE}
ARG VERSION=unreleased
ARG REVISION=unknown
LABEL org.opencontainers.image.title="mockserver" \
      org.opencontainers.image.description="A stateful stand-in for the Operately external API" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /opt/mockserver /opt/mockserver
# The server writes files only if MOCKSERVER_STATE is set, for example to /data/state.json in a volume.
RUN mkdir /data && chown 10001:10001 /data
ENV PATH=/opt/mockserver/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    MOCKSERVER_CACHE_DIR=/var/cache/mockserver \
    MOCKSERVER_HOST=0.0.0.0 \
    MOCKSERVER_PORT=4000 \
    MOCKSERVER_LOG_FORMAT=text
# PREPARE contains names of fixtures, for example --build-arg PREPARE="scaleup enterprise". Their worlds are built here and
# stored in the image. All users can read these worlds, but only root can write to the directory.
ARG PREPARE=
RUN [ -z "$PREPARE" ] || (mockserver fixture prepare $PREPARE && chmod -R a+rX "$MOCKSERVER_CACHE_DIR")
USER 10001:10001
WORKDIR /data
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --start-interval=1s --retries=3 CMD ["mockserver", "health"]
ENTRYPOINT ["mockserver"]
CMD ["serve"]
