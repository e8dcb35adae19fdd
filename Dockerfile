# Built from versions that are pinned with hashes. To build and run it: docs/getting-started.md.
ARG PYTHON=3.11.14-slim-bookworm

FROM python:${PYTHON} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /build
RUN python -m venv /opt/tandem
# The dependencies change less often than the code, so they are a layer of their own.
COPY requirements/app.txt requirements/app.txt
RUN /opt/tandem/bin/pip install --require-hashes --only-binary :all: -r requirements/app.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY migrations migrations
RUN /opt/tandem/bin/pip install --no-deps --no-build-isolation .

FROM python:${PYTHON}
# /data holds the SQLite file, where no other database is named.
RUN useradd --system --uid 10001 --home-dir /data --create-home tandem
COPY --from=build /opt/tandem /opt/tandem
ENV PATH=/opt/tandem/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=3s --start-period=30s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as web; web.urlopen('http://127.0.0.1:%s/healthz' % (os.environ.get('TANDEM_PORT') or 3000), timeout=2)"]
# `exec`, so that the signal to stop reaches Tandem itself.
CMD ["sh", "-c", "tandem db upgrade && exec tandem run"]
