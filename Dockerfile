# syntax=docker/dockerfile:1
# All three images: docker build --build-arg SERVICE=connector|transformer|api .
# They share the build stage, so that the second and third take seconds.

FROM maven:3.9.11-eclipse-temurin-25 AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    mvn --batch-mode --no-transfer-progress --projects connector,transformer,api,cli --also-make -Dmaven.test.skip=true package

FROM eclipse-temurin:25.0.4_7-jre-noble
ARG SERVICE
RUN groupadd --system --gid 10001 ventes \
    && useradd --system --uid 10001 --gid ventes --no-create-home --home-dir /tmp --shell /usr/sbin/nologin ventes
WORKDIR /ventes
COPY --chmod=755 infra/deploy/health.sh health
COPY --from=build /src/${SERVICE}/target/${SERVICE}.jar service.jar
# docker exec CONTAINER ventes doctor
COPY --chmod=755 bin/ventes bin/ventes
COPY --from=build /src/cli/target/ventes.jar ventes.jar
ENV PATH="/ventes/bin:$PATH"
USER 10001:10001
# Most of the container's memory is heap; the rest is for threads, buffers and the JVM itself. A service that is out of
# memory ends, and is started again, in place of going on half dead. Java would choose the serial collector, with its
# long pauses, in a container this small.
ENV JAVA_TOOL_OPTIONS="-XX:+UseG1GC -XX:MaxRAMPercentage=60 -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED" \
    VENTES_MANAGEMENT_PORT=9100
EXPOSE 9100
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["/ventes/health", "live"]
# Java itself is process 1 and gets SIGTERM: it drains, commits and exits with 0.
ENTRYPOINT ["java", "-jar", "/ventes/service.jar"]
