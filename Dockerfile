# syntax=docker/dockerfile:1
FROM mcr.microsoft.com/dotnet/sdk:10.0-bookworm-slim AS build
WORKDIR /src
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig ./
COPY src/MiyakoMailSanitizer.Verifying/*.csproj src/MiyakoMailSanitizer.Verifying/
COPY src/MiyakoMailSanitizer.Sanitizing/*.csproj src/MiyakoMailSanitizer.Sanitizing/
COPY src/MiyakoMailSanitizer.Gateway/*.csproj src/MiyakoMailSanitizer.Gateway/
RUN dotnet restore src/MiyakoMailSanitizer.Gateway
COPY config config
COPY samples samples
COPY src src
RUN dotnet publish src/MiyakoMailSanitizer.Gateway -c Release --no-restore -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0-bookworm-slim
# bubblewrap isolates the workers. It needs user namespaces: run with --security-opt seccomp=unconfined, or the gateway
# falls back to plain child processes with the same limits and warns (set sandbox.requireBubblewrap to refuse that).
RUN apt-get update \
 && apt-get install -y --no-install-recommends bubblewrap poppler-utils poppler-data fonts-ipaexfont-gothic \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10025 --home-dir /var/lib/miyako --shell /usr/sbin/nologin miyako \
 && install -d -o miyako -g miyako -m 0750 /var/spool/miyako /var/lib/miyako /var/lib/miyako/quarantine /var/log/miyako \
 && install -d /etc/miyako
COPY --from=build /app /opt/miyako
COPY --from=build /src/config /etc/miyako
USER miyako
VOLUME ["/var/spool/miyako", "/var/lib/miyako", "/var/log/miyako"]
EXPOSE 10025
# The SMTP banner is the sign of life.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["/bin/bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/10025 && read -t 4 -r line <&3 && [[ $line == 220* ]]"]
ENTRYPOINT ["/opt/miyako/miyako"]
CMD ["serve", "--config", "/etc/miyako/gateway.json"]
