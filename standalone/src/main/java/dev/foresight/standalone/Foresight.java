package dev.foresight.standalone;

import dev.foresight.standalone.demo.DemoCommand;
import dev.foresight.standalone.platform.ServeCommand;
import dev.foresight.standalone.sample.SampleCommand;
import dev.foresight.standalone.train.TrainCommand;
import dev.foresight.standalone.wordproblems.WordProblemsCommand;
import java.io.PrintWriter;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program behind the launcher script. */
@Command(
    name = "foresight",
    description = "Trains multi-token-prediction language models and scores them by pass@k.",
    subcommands = {
      DemoCommand.class,
      ServeCommand.class,
      SampleCommand.class,
      TrainCommand.class,
      WordProblemsCommand.class
    })
public final class Foresight {
  private Foresight() {}

  public static void main(String[] args) {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    System.exit(
        new CommandLine(new Foresight())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler((e, command, parsed) -> report(e, command.getErr()))
            .execute(args));
  }

  /** One sentence for a person; nothing where it only says that the services are being stopped. */
  private static int report(Exception e, PrintWriter err) {
    if (!stopping()) {
      err.println("foresight: " + e.getMessage());
    }
    return 1;
  }

  private static boolean stopping() {
    try {
      Runtime.getRuntime().removeShutdownHook(new Thread());
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }
}
