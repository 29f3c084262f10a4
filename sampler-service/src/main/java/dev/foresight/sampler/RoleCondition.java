package dev.foresight.sampler;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether the role of {@link InRole} is among those of the process. */
final class RoleCondition implements Condition {
  @Override
  public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
    var role = metadata.getAnnotations().get(InRole.class).getEnum("value", Role.class);
    var roles =
        Binder.get(context.getEnvironment())
            .bindOrCreate("foresight.sampler.roles", Bindable.setOf(Role.class));
    return roles != null && roles.contains(role);
  }
}
