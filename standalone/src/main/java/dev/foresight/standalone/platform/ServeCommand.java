package dev.foresight.standalone.platform;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the platform until it is stopped. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Run the whole platform on this machine until it is stopped.")
public final class ServeCommand implements Callable<Integer> {
  @Mixin private PlatformOptions options = new PlatformOptions();

  @Override
  public Integer call() throws Exception {
    try (var platform = options.start()) {
      System.out.printf("  page     %s%n", platform.scorer());
      System.out.printf("  trainer  %s/v3/api-docs%n", platform.trainer());
      System.out.printf("  sampler  %s/v3/api-docs%n", platform.sampler());
      System.out.println("Ctrl-C stops it; the same command goes on where it was.");
      new CountDownLatch(1).await();
      return 0;
    }
  }
}
