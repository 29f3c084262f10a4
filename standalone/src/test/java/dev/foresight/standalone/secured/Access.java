package dev.foresight.standalone.secured;

import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;

/** What the broker's authorizer was asked, and what it said. */
record Access(
    String principal,
    boolean allowed,
    AclOperation operation,
    ResourceType type,
    String name,
    String request) {
  private static final Pattern LINE =
      Pattern.compile(
          "Principal = User:(\\S+) is (Allowed|Denied) operation = (\\w+) from host = \\S+"
              + " on resource = (\\w+):LITERAL:(\\S+) for request = (\\w+)");

  /** Those that a line of the broker's log tells of: one or none. */
  static Stream<Access> of(String line) {
    return LINE.matcher(line)
        .results()
        .map(
            found ->
                new Access(
                    found.group(1),
                    found.group(2).equals("Allowed"),
                    AclOperation.fromString(found.group(3)),
                    ResourceType.fromString(found.group(4)),
                    found.group(5),
                    found.group(6)));
  }
}
