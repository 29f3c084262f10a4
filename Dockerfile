# The images of the trainer, the sampler and the scorer:
#
#   docker build --target scorer .                            compiles with Maven on the way
#   docker build --target scorer --build-arg JARS=built .     takes the jars that ./foresight build made
#   docker build --target trainer --build-arg TORCH=cu128 .   with CUDA; the same for the sampler
#
# BuildKit makes only the stages that are asked for.
ARG JARS=compiled
ARG TORCH=cpu
ARG VERSION=0.1.0

FROM maven:3.9-eclipse-temurin-25 AS compiled
WORKDIR /source
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -q -DskipTests -pl standalone -am package \
 && mkdir /jars \
 && cp */target/*-exec.jar standalone/target/standalone-*.jar /jars \
 && cp -r standalone/target/lib /jars/lib

FROM eclipse-temurin:25-jdk AS built
COPY */target/*-exec.jar standalone/target/standalone-*.jar /jars/
COPY standalone/target/lib /jars/lib

# Each service as a small jar beside its libraries, what changes seldom first.
FROM ${JARS} AS jars
FROM eclipse-temurin:25-jdk AS unpacked
COPY --from=jars /jars /jars
RUN for service in trainer sampler scorer; do \
      java -Djarmode=tools -jar /jars/$service-service-*-exec.jar extract --layers --application-filename $service.jar --destination /$service \
      || exit 1; \
    done \
 && rm /trainer/dependencies/lib/pytorch-native-cpu-*.jar /sampler/dependencies/lib/pytorch-native-cpu-*.jar

FROM unpacked AS word-problems
RUN java -cp "$(echo /jars/standalone-*.jar):/jars/lib/*" dev.foresight.standalone.Foresight word-problems /word-problems

# libtorch lies in the image: nothing is unpacked or fetched when a container starts.
FROM unpacked AS libtorch-cpu
WORKDIR /unpacked
RUN jar xf /jars/lib/pytorch-native-cpu-*-linux-x86_64.jar && jar xf /jars/lib/pytorch-jni-*.jar \
 && mv pytorch/cpu/linux-x86_64 /libtorch && cp jnilib/linux-x86_64/cpu/libdjl_torch.so /libtorch

FROM unpacked AS libtorch-cu128
ARG LIBTORCH=https://download.pytorch.org/libtorch/cu128/libtorch-cxx11-abi-shared-with-deps-2.7.1%2Bcu128.zip
ADD ${LIBTORCH} /libtorch.zip
WORKDIR /unpacked
RUN jar xf /libtorch.zip && rm /libtorch.zip && jar xf /jars/lib/pytorch-jni-*.jar \
 && mkdir /libtorch && mv libtorch/lib/*.so* /libtorch && cp jnilib/linux-x86_64/cu128/libdjl_torch.so /libtorch

FROM libtorch-${TORCH} AS libtorch

# Root owns the program. The service runs as nobody in particular, on a root file system that may be read-only: it keeps what it must
# below /var/lib/foresight, and unpacks native libraries to /tmp, which has to let programs run.
FROM eclipse-temurin:25-jre AS service
RUN install -d -o 10001 -g 10001 /var/lib/foresight/shared /var/lib/foresight/state /etc/foresight/tokens
COPY containers/healthy /usr/local/bin/
WORKDIR /opt/foresight
ENV FORESIGHT_STORE=/var/lib/foresight/shared/store \
    DJL_CACHE_DIR=/tmp/djl \
    OPT_OUT_TRACKING=true \
    JDK_JAVA_OPTIONS="-XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError -XX:-UsePerfData -Djava.awt.headless=true --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
ARG VERSION
LABEL org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.vendor="Foresight" \
      org.opencontainers.image.version="${VERSION}"

# libtorch's threads sleep when they wait, and its large blocks are huge pages.
FROM service AS torch
COPY --from=libtorch /libtorch /opt/libtorch
ARG TORCH
ENV PYTORCH_LIBRARY_PATH=/opt/libtorch \
    PYTORCH_FLAVOR=${TORCH} \
    OMP_WAIT_POLICY=PASSIVE \
    THP_MEM_ALLOC_ENABLE=1 \
    FORESIGHT_DATASETS_FOLDER=/var/lib/foresight/shared/datasets \
    FORESIGHT_DATASETS_ROOTS=/usr/share/foresight/word-problems
COPY --from=word-problems /word-problems /usr/share/foresight/word-problems

FROM torch AS trainer
LABEL org.opencontainers.image.title="Foresight trainer" \
      org.opencontainers.image.description="Takes experiments and training jobs over REST and trains models that predict n tokens ahead"
COPY --from=unpacked /trainer/dependencies ./
COPY --from=unpacked /trainer/application ./
RUN java -XX:AOTCacheOutput=trainer.aot -Dspring.context.exit=onRefresh -Dforesight.store=/tmp/store -Dforesight.trainer.state=/tmp/state -jar trainer.jar && rm -rf /tmp/*
ENV FORESIGHT_TRAINER_STATE=/var/lib/foresight/state \
    SERVER_ADDRESS=0.0.0.0
HEALTHCHECK --interval=5s --timeout=5s --start-period=90s --retries=6 CMD ["healthy", "9081"]
EXPOSE 8081 9081
USER 10001:10001
ENTRYPOINT ["java", "-XX:AOTCache=trainer.aot", "-jar", "trainer.jar"]

FROM torch AS sampler
LABEL org.opencontainers.image.title="Foresight sampler" \
      org.opencontainers.image.description="Hands out the tasks of evaluations and draws nucleus samples"
COPY --from=unpacked /sampler/dependencies ./
COPY --from=unpacked /sampler/application ./
RUN java -XX:AOTCacheOutput=sampler.aot -Dspring.context.exit=onRefresh -Dforesight.store=/tmp/store -Dforesight.sampler.state=/tmp/state -jar sampler.jar && rm -rf /tmp/*
ENV FORESIGHT_SAMPLER_STATE=/var/lib/foresight/state \
    SERVER_ADDRESS=0.0.0.0
HEALTHCHECK --interval=5s --timeout=5s --start-period=90s --retries=6 CMD ["healthy", "9082"]
EXPOSE 8082 9082
USER 10001:10001
ENTRYPOINT ["java", "-XX:AOTCache=sampler.aot", "-jar", "sampler.jar"]

FROM service AS scorer
LABEL org.opencontainers.image.title="Foresight scorer" \
      org.opencontainers.image.description="Grades samples, counts them and shows unbiased pass@k"
COPY --from=unpacked /scorer/dependencies ./
COPY --from=unpacked /scorer/application ./
RUN java -XX:AOTCacheOutput=scorer.aot -Dspring.context.exit=onRefresh -Dforesight.store=/tmp/store -Dforesight.scorer.state=/tmp/state -jar scorer.jar && rm -rf /tmp/*
ENV FORESIGHT_SCORER_STATE=/var/lib/foresight/state \
    SERVER_ADDRESS=0.0.0.0
HEALTHCHECK --interval=5s --timeout=5s --start-period=90s --retries=6 CMD ["healthy", "9080"]
EXPOSE 8080 9080
USER 10001:10001
ENTRYPOINT ["java", "-XX:AOTCache=scorer.aot", "-jar", "scorer.jar"]
