package dev.foresight.edge;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import jakarta.servlet.DispatcherType;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import tools.jackson.databind.json.JsonMapper;

/** The way of every request into a service. */
@AutoConfiguration
@EnableWebSecurity
@EnableConfigurationProperties(SecurityProperties.class)
public class RestEdge {
  /** What a browser needs before anyone has said who they are; it holds no results. */
  private static final String[] PAGE = {
    "/",
    "/*.html",
    "/*.js",
    "/*.css",
    "/*.svg",
    "/*.ico",
    "/*.png",
    "/*.webmanifest",
    "/assets/**",
    "/webjars/**",
    "/v3/api-docs",
    "/v3/api-docs/**",
    "/v3/api-docs.yaml"
  };

  /** Inline styles are what charts drawn as SVG carry. */
  private static final String CONTENT =
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:;"
          + " object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /**
   * Who can reach the service.
   *
   * @throws UnguardedException if others can, and nobody said how callers are told apart
   */
  @Bean
  Exposure exposure(SecurityProperties properties, Environment environment) {
    Optional<InetAddress> address =
        Optional.ofNullable(
            Binder.get(environment).bind("server.address", InetAddress.class).orElse(null));
    var exposure = new Exposure(address, properties.authenticates());
    if (!exposure.loopback() && !exposure.authenticates() && !properties.allowAnonymous()) {
      throw new UnguardedException(
          environment.getProperty("spring.application.name", "The service"),
          address.map(InetAddress::getHostAddress).orElse("every address of this machine"));
    }
    return exposure;
  }

  /** Health and metrics are no wider open than the service, unless that is asked for. */
  @Bean
  InitializingBean managementAddress(
      ObjectProvider<ManagementServerProperties> management, Exposure exposure) {
    return () ->
        management.stream()
            .filter(server -> server.getAddress() == null)
            .forEach(server -> server.setAddress(exposure.address().orElse(null)));
  }

  /** A null inside a list is an invalid request, not one that fails later. */
  @Bean
  static JsonMapperBuilderCustomizer strictLists() {
    return mapper ->
        mapper.withConfigOverride(
            List.class, list -> list.setNullHandling(JsonSetter.Value.forContentNulls(Nulls.FAIL)));
  }

  @Bean
  Refusals refusals(JsonMapper json) {
    return new Refusals(json);
  }

  @Bean
  SecurityFilterChain edge(
      HttpSecurity http,
      SecurityProperties properties,
      Exposure exposure,
      Refusals refusals,
      Environment environment) {
    boolean ownPort = ManagementPortType.get(environment) == ManagementPortType.DIFFERENT;
    var allowances = new Allowances(properties.changesPerMinute(), System::nanoTime);
    callers(http, properties, exposure, refusals);
    return http.authorizeHttpRequests(requests -> roles(requests, ownPort))
        .exceptionHandling(
            refused -> refused.authenticationEntryPoint(refusals).accessDeniedHandler(refusals))
        .headers(RestEdge::headers)
        .addFilterAfter(
            new Origins(exposure, properties.hosts(), refusals), HeaderWriterFilter.class)
        .addFilterAfter(
            new Limits(allowances, properties.body(), refusals), AuthorizationFilter.class)
        .sessionManagement(
            sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        // No browser sends a bearer token by itself; what else one sends, Origins looks at.
        .csrf(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .build();
  }

  private static void callers(
      HttpSecurity http, SecurityProperties properties, Exposure exposure, Refusals refusals) {
    if (!exposure.authenticates()) {
      http.addFilterBefore(new Anyone(), AnonymousAuthenticationFilter.class);
      return;
    }
    var bearers = new Bearers(properties);
    http.oauth2ResourceServer(
        tokens ->
            tokens
                .authenticationManagerResolver(request -> bearers)
                .authenticationEntryPoint(refusals)
                .accessDeniedHandler(refusals));
  }

  private static void roles(
      AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry
          requests,
      boolean ownPort) {
    requests
        .dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR, DispatcherType.FORWARD)
        .permitAll()
        .requestMatchers(EndpointRequest.to("health"))
        .permitAll();
    if (ownPort) {
      requests.requestMatchers(EndpointRequest.to("info", "prometheus")).permitAll();
    }
    for (HttpMethod reading : new HttpMethod[] {HttpMethod.GET, HttpMethod.HEAD}) {
      requests
          .requestMatchers(reading, PAGE)
          .permitAll()
          .requestMatchers(reading, "/**")
          .hasRole(Role.VIEWER.label());
    }
    requests.anyRequest().hasRole(Role.SUBMITTER.label());
  }

  private static void headers(HeadersConfigurer<HttpSecurity> headers) {
    headers
        .contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT))
        .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER));
  }
}
