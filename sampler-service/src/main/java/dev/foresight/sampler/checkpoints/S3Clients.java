package dev.foresight.sampler.checkpoints;

import java.net.URI;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Clients as the properties say. */
final class S3Clients {
  private S3Clients() {}

  /**
   * A client for what is read once and checked by its digest.
   *
   * @throws software.amazon.awssdk.core.exception.SdkClientException if no region is known
   */
  static S3Client of(CheckpointsProperties.S3 properties) {
    var client =
        S3Client.builder()
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .forcePathStyle(properties.pathStyle())
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
    URI endpoint = properties.endpoint();
    String region = properties.region();
    if (endpoint != null) {
      client.endpointOverride(endpoint).region(Region.US_EAST_1);
    }
    if (region != null && !region.isBlank()) {
      client.region(Region.of(region));
    }
    return client.build();
  }
}
