# The wheel is built from the source in a stage of its own; the image has Python, the wheel and what it depends on.
FROM docker.io/library/python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY mockserver mockserver
COPY fixtures fixtures
RUN python3 -m venv /opt/mockserver \
    && /opt/mockserver/bin/python -m pip install --no-cache-dir . \
    && rm -rf /opt/mockserver/lib/python3*/site-packages/pip* \
    && rm -f /opt/mockserver/lib/python3*/site-packages/swagger_ui/static/swagger-editor* \
    && /opt/mockserver/bin/python -m compileall -q /opt/mockserver/lib

FROM docker.io/library/python:3.13-slim
COPY --from=build /opt/mockserver /opt/mockserver
# Nothing is written unless MOCKSERVER_STATE names a file, /data/state.json say, in a volume.
RUN mkdir /data && chown 10001:10001 /data
ENV PATH=/opt/mockserver/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    MOCKSERVER_HOST=0.0.0.0 \
    MOCKSERVER_PORT=4000
USER 10001:10001
WORKDIR /data
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s --retries=3 CMD ["mockserver", "health"]
ENTRYPOINT ["mockserver"]
CMD ["serve"]
