# Two small images from one build:
#
#   docker build --target contrechamp .   the program
#   docker build --target s3 .            the S3 server that the tests run against
#
# The program is one static file, so its image holds nothing but that file,
# certificates, time zones and a user without rights: no shell for an intruder,
# and nothing to patch but the program itself. Why not a base image made for
# this purpose: it would be one more supplier, for the same three files. PDF tools and browsers are for
# the tests and stay out.

FROM golang:1.26-bookworm AS sources
WORKDIR /src
ENV CGO_ENABLED=0 GOFLAGS=-trimpath
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .

FROM sources AS program
# The folders exist in the image so that new volumes belong to its user.
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    go build -ldflags='-s -w' -o /out/contrechamp ./cmd/contrechamp && \
    mkdir -p /out/data /out/tmp && cp /usr/local/go/lib/time/zoneinfo.zip /out/

FROM scratch AS contrechamp
COPY --from=program /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=program /out/zoneinfo.zip /zoneinfo.zip
COPY --from=program /out/contrechamp /contrechamp
COPY --from=program --chown=65532:65532 /out/data /data
COPY --from=program --chown=65532:65532 /out/tmp /tmp
ENV ZONEINFO=/zoneinfo.zip CONTRECHAMP_DATA=/data CONTRECHAMP_LISTEN=:8080
USER 65532:65532
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["/contrechamp"]
CMD ["serve"]

# The S3 server is built at the version that internal/tools/go.mod fixes by
# checksum: compose.yaml runs what the tests of the storage package ran against.
FROM sources AS gateway
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    cd internal/tools && go build -ldflags='-s -w' -o /out/versitygw github.com/versity/versitygw/cmd/versitygw

# Debian rather than an empty image: bash opens the connection of the health check.
FROM debian:bookworm-slim AS s3
COPY --from=gateway /out/versitygw /usr/local/bin/versitygw
# A bucket is a folder; it is made here so that a new volume starts with it.
RUN useradd --system --uid 65532 --no-create-home s3 && \
    mkdir -p /objects/contrechamp && chown -R s3 /objects
USER s3
VOLUME /objects
EXPOSE 7070
ENTRYPOINT ["versitygw", "--port", ":7070", "--health", "/health", "posix", "/objects"]
