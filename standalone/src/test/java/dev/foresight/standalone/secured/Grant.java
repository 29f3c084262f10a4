package dev.foresight.standalone.secured;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * That a principal may do something.
 *
 * @param name of the topic or group; with {@code *} at the end, of all that begin so
 */
record Grant(String principal, AclOperation operation, ResourceType type, String name) {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /** Those of the table in {@code docs/security.md}, one for each operation and name. */
  static List<Grant> documented() throws IOException {
    return Files.readAllLines(Path.of("../docs/security.md")).stream()
        .filter(
            line -> line.matches("\\| `[^|]+\\| `[A-Z_`, ]+\\| `(TOPIC|GROUP)`[^|]*\\|[^|]+\\|"))
        .flatMap(Grant::ofRow)
        .toList();
  }

  private static Stream<Grant> ofRow(String row) {
    var cells = Arrays.stream(row.split("\\|")).map(Grant::codes).toList();
    return cells.get(2).stream()
        .flatMap(
            operation ->
                cells.get(4).stream()
                    .map(
                        name ->
                            new Grant(
                                cells.get(1).getFirst(),
                                AclOperation.valueOf(operation),
                                ResourceType.valueOf(cells.get(3).getFirst()),
                                name)));
  }

  private static List<String> codes(String cell) {
    return CODE.matcher(cell).results().map(code -> code.group(1)).toList();
  }

  /** As Kafka takes it. */
  AclBinding binding() {
    boolean prefix = name.endsWith("*");
    return new AclBinding(
        new ResourcePattern(
            type,
            prefix ? name.substring(0, name.length() - 1) : name,
            prefix ? PatternType.PREFIXED : PatternType.LITERAL),
        new AccessControlEntry("User:" + principal, "*", operation, AclPermissionType.ALLOW));
  }

  /** Whether it is what allows {@code access}, to the letter: READ as READ, not as DESCRIBE. */
  boolean allows(Access access) {
    return access.principal().equals(principal)
        && access.operation() == operation
        && access.type() == type
        && (name.endsWith("*")
            ? access.name().startsWith(name.substring(0, name.length() - 1))
            : access.name().equals(name));
  }
}
