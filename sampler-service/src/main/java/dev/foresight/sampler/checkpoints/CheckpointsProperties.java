package dev.foresight.sampler.checkpoints;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How checkpoints in an object store are read.
 *
 * @param cache folder of what was fetched, of this process alone; what is in it need not be kept;
 *     default {@code checkpoints} in the state folder
 * @param cacheSize most bytes in it, files in use included; at least the largest checkpoint;
 *     default 50 GB
 * @param patience how long a store that does not answer is asked again; at least 0, default 2
 *     minutes
 * @param s3 the store
 */
@Validated
@ConfigurationProperties("foresight.sampler.checkpoints")
record CheckpointsProperties(
    @NotNull Path cache,
    @NotNull DataSize cacheSize,
    @NotNull @DurationMin(nanos = 0) Duration patience,
    @NotNull @Valid S3 s3) {

  /**
   * Where S3 is, if it is not AWS; credentials come from the AWS SDK's default chain: environment,
   * profile, web identity, container or instance.
   *
   * @param endpoint such as {@code https://minio:9000}; none, the default, means AWS
   * @param region none, the default, leaves it to the SDK's default chain, and is {@code us-east-1}
   *     where an endpoint is given
   * @param pathStyle whether the bucket is in the path and not in the host's name; default false
   */
  record S3(@Nullable URI endpoint, @Nullable String region, boolean pathStyle) {}
}
