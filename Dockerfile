# Build: docker build -t tariffwire .     Run: docker run --env-file .env -v tariffwire:/state tariffwire
FROM python:3.13-slim AS build
WORKDIR /app
COPY requirements.lock pyproject.toml README.md LICENSE ./
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements.lock
COPY tariff tariff
COPY storage storage
COPY jobs jobs
COPY bot bot
COPY tariffwire tariffwire
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
COPY --from=build /venv /venv
COPY tests/stories /app/tests/stories
RUN useradd --create-home --uid 1000 tariffwire && mkdir /state && chown tariffwire /state
USER tariffwire
WORKDIR /app
ENV PATH=/venv/bin:$PATH TARIFFWIRE_HOME=/state PYTHONUNBUFFERED=1
VOLUME /state
STOPSIGNAL SIGTERM
ENTRYPOINT ["tariffwire"]
CMD ["run"]
