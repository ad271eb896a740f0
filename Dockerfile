# syntax=docker/dockerfile:1
# Builds the binary of `make dist` and puts it alone into a small image.
#
#   docker build -t durward .
#   docker run -p 8080:8080 -v durward:/var/lib/durward -e DURWARD_PUBLIC_URL=https://id.example.com durward

FROM debian:bookworm-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl gcc libc6-dev make \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
# The caches survive between builds; the binary is copied out of them by scripts/dist.
RUN --mount=type=cache,target=/root/.cargo/registry --mount=type=cache,target=/src/target \
    make dist

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/durward --create-home --shell /usr/sbin/nologin durward
COPY --from=build /src/dist/durward /usr/bin/durward
USER durward
VOLUME /var/lib/durward
EXPOSE 8080
ENV DURWARD_DATA_DIR=/var/lib/durward DURWARD_LISTEN=0.0.0.0:8080
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/bin/durward"]
CMD ["serve"]
