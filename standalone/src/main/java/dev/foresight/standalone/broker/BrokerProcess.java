package dev.foresight.standalone.broker;

import java.io.IOException;
import kafka.Kafka;
import kafka.tools.StorageTool;

/**
 * The child process's main: formats the log folder the first time, runs Kafka, and ends with its
 * parent. Arguments: the configuration file, the cluster id.
 *
 * <p>The parent holds the other end of standard input. When it closes, for whatever reason, this
 * process halts at once: Kafka's log survives that, and a data folder is never left in use by a
 * broker that nobody supervises.
 */
final class BrokerProcess {
  private BrokerProcess() {}

  public static void main(String[] args) {
    Thread.ofPlatform().daemon().name("parent-watch").start(BrokerProcess::haltWithParent);
    int formatted =
        StorageTool.execute(
            new String[] {"format", "--ignore-formatted", "-c", args[0], "-t", args[1]},
            System.out);
    if (formatted != 0) {
      System.exit(formatted);
    }
    Kafka.main(new String[] {args[0]});
  }

  private static void haltWithParent() {
    try {
      while (System.in.read() >= 0) {
        // the parent sends nothing
      }
    } catch (IOException e) {
      // as good as closed
    }
    Runtime.getRuntime().halt(0);
  }
}
