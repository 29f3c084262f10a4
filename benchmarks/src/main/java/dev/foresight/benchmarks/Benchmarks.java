package dev.foresight.benchmarks;

import dev.foresight.benchmarks.ecosystem.EcosystemCommand;
import dev.foresight.benchmarks.sampling.SampleCommand;
import dev.foresight.benchmarks.scoring.ScoreCommand;
import dev.foresight.benchmarks.training.TrainCommand;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The program behind {@code ./foresight bench}; without a name it lists the benchmarks. */
@Command(
    name = "./foresight bench",
    description = "Measures this machine; each benchmark prints a table that is Markdown.",
    synopsisSubcommandLabel = "NAME",
    commandListHeading = "%nBenchmarks:%n",
    subcommands = {
      TrainCommand.class,
      SampleCommand.class,
      ScoreCommand.class,
      EcosystemCommand.class,
      HelpCommand.class
    })
public final class Benchmarks implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  private Benchmarks() {}

  public static void main(String[] args) {
    Path log = Path.of(System.getProperty("foresight.home", "."), "target", "bench.log");
    System.setProperty("foresight.log", log.toString());
    System.exit(
        new CommandLine(new Benchmarks())
            .setExecutionExceptionHandler(
                (e, running, parsed) -> {
                  running.getErr().println("foresight: " + e);
                  return 1;
                })
            .execute(args));
  }

  @Override
  public void run() {
    command.commandLine().usage(command.commandLine().getOut());
  }
}
