package dev.foresight.edge;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** What a caller may do; a submitter may do what a viewer may. */
enum Role {
  /** Reads. */
  VIEWER("viewer"),
  /** Reads, submits and cancels. */
  SUBMITTER("submitter");

  private final String label;

  Role(String label) {
    this.label = label;
  }

  /** As it stands in tokens and files. */
  String label() {
    return label;
  }

  static Optional<Role> of(String label) {
    return Arrays.stream(values()).filter(role -> role.label.equals(label)).findFirst();
  }

  /** What {@code roles} amount to. */
  static Collection<GrantedAuthority> authorities(Collection<Role> roles) {
    var held = roles.contains(SUBMITTER) ? List.of(values()) : roles;
    return held.stream().map(Role::authority).toList();
  }

  /** All roles among {@code words}. */
  static List<Role> among(Stream<String> words) {
    return words.map(Role::of).flatMap(Optional::stream).distinct().toList();
  }

  private GrantedAuthority authority() {
    return new SimpleGrantedAuthority("ROLE_" + label);
  }
}
