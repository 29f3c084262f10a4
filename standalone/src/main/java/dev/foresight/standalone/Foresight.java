package dev.foresight.standalone;

import dev.foresight.standalone.demo.DemoCommand;
import dev.foresight.standalone.platform.ServeCommand;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program behind the launcher script. */
@Command(
    name = "foresight",
    description = "Trains multi-token-prediction language models and scores them by pass@k.",
    subcommands = {DemoCommand.class, ServeCommand.class})
public final class Foresight {
  private Foresight() {}

  public static void main(String[] args) {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    System.exit(
        new CommandLine(new Foresight())
            .setExecutionExceptionHandler(
                (e, command, parsed) -> {
                  command.getErr().println("foresight: " + e.getMessage());
                  return 1;
                })
            .execute(args));
  }
}
