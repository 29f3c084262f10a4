package dev.foresight.proto;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every service does before it reads or writes: waits for the broker, makes sure that it is
 * Kafka 4.2 or newer with share groups on, and creates the topics that are missing.
 */
public final class Provisioning {
  private static final Logger log = LoggerFactory.getLogger(Provisioning.class);
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(1);

  /** The metadata version that came with Kafka 4.2. */
  private static final int KAFKA_4_2 = 28;

  private Provisioning() {}

  /**
   * Returns once topics and share groups are there.
   *
   * @param adminProperties at least {@code bootstrap.servers}
   * @param replication copies of each partition; -1 takes the broker's default
   * @param lock how long a delivered task stays with its holder unless renewed
   * @param patience how long to wait for a broker that does not answer
   * @throws UnusableBrokerException if the broker cannot carry Foresight, does not let this
   *     principal in, or did not answer in time
   */
  public static void run(
      Map<String, Object> adminProperties, short replication, Duration lock, Duration patience)
      throws InterruptedException {
    Object servers = adminProperties.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG);
    long end = System.nanoTime() + patience.toNanos();
    try (var admin = Admin.create(adminProperties)) {
      while (true) {
        try {
          requireShareGroups(admin.describeFeatures().featureMetadata().get());
          Topics.provision(admin, replication, lock);
          return;
        } catch (ExecutionException e) {
          if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > end) {
            throw new UnusableBrokerException("Kafka at " + servers + why(e.getCause()), e);
          }
          log.info("waiting for Kafka at {}: {}", servers, e.getCause().getMessage());
          Thread.sleep(BETWEEN_ATTEMPTS);
        }
      }
    }
  }

  private static String why(@Nullable Throwable failure) {
    return failure instanceof AuthenticationException
        ? " lets nobody in with this certificate or password: " + failure.getMessage()
        : " could not be set up: " + failure;
  }

  private static void requireShareGroups(FeatureMetadata features) {
    var software = features.supportedFeatures().get("metadata.version");
    var shareGroups = features.finalizedFeatures().get("share.version");
    requireShareGroups(
        software == null ? 0 : software.maxVersion(),
        shareGroups == null ? 0 : shareGroups.maxVersionLevel());
  }

  /**
   * Throws unless both are new enough.
   *
   * @param software the newest metadata version that the broker's software knows
   * @param shareGroups the version of share groups that the cluster has switched on, 0 for none
   */
  static void requireShareGroups(int software, int shareGroups) {
    if (software < KAFKA_4_2) {
      throw new UnusableBrokerException(
          "The broker is older than Kafka 4.2, the first whose share groups keep a task for as long"
              + " as it takes; Foresight needs 4.2 or newer.");
    }
    if (shareGroups < 1) {
      throw new UnusableBrokerException(
          "Share groups are switched off in this cluster; switch them on with: kafka-features.sh"
              + " --bootstrap-server HOST:PORT upgrade --feature share.version=1");
    }
  }
}
