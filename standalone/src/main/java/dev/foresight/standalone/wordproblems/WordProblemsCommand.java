package dev.foresight.standalone.wordproblems;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Writes the demo's problems for whoever runs the platform elsewhere, such as in containers. */
@Command(
    name = "word-problems",
    mixinStandardHelpOptions = true,
    description = "Write the demo's made-up problems, train.jsonl and test.jsonl, into a folder.")
public final class WordProblemsCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "The folder; it is made if it is missing.")
  private Path folder = Path.of(".");

  @Override
  public Integer call() throws Exception {
    WordProblems.write(folder);
    return 0;
  }
}
