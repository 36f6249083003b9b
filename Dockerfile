# syntax=docker/dockerfile:1

FROM eclipse-temurin:25-jdk AS build
WORKDIR /build
COPY .mvn .mvn
COPY mvnw pom.xml ./
COPY src src
COPY db db
# The tests need more than an image build has; they ran before.
RUN --mount=type=cache,target=/root/.m2 ./mvnw -q -B package -Dmaven.test.skip=true
RUN java -Djarmode=tools -jar target/gepa-server.jar extract --layers --destination extracted

FROM eclipse-temurin:25-jre
# PostgreSQL's initdb asks the system for the name of its user, so the number alone would not do.
RUN groupadd --gid 10001 gepa \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data gepa \
    && install -d -o 10001 -g 10001 /data
WORKDIR /app
# From what changes least to what changes with every build.
COPY --from=build /build/extracted/dependencies/ ./
COPY --from=build /build/extracted/spring-boot-loader/ ./
COPY --from=build /build/extracted/snapshot-dependencies/ ./
COPY --from=build /build/extracted/application/ ./
USER 10001:10001
# In a container loopback would be reached by nobody. Beyond it the service needs keys, and makes the first.
ENV SERVER_ADDRESS=0.0.0.0
# Used only where no spring.datasource.url is given.
ENV GEPA_EMBEDDEDPOSTGRES_DIRECTORY=/data/postgres
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
# The image has neither curl nor wget; bash speaks enough HTTP for a status line.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
    CMD ["bash", "-c", "exec 3<>\"/dev/tcp/127.0.0.1/${SERVER_PORT:-8080}\" && printf 'GET /actuator/health HTTP/1.0\\r\\n\\r\\n' >&3 && read -r status <&3 && [[ $status == *' 200'* ]]"]
# Options of the JVM are read from JDK_JAVA_OPTIONS by the launcher itself, so no shell stands
# between the container and the service.
ENV JDK_JAVA_OPTIONS="-XX:MaxRAMPercentage=70 --enable-native-access=ALL-UNNAMED"
ENTRYPOINT ["java", "-jar", "gepa-server.jar"]
