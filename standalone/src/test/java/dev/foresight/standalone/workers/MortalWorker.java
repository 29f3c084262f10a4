package dev.foresight.standalone.workers;

import dev.foresight.sampler.SamplerApplication;
import dev.foresight.sampler.views.Views;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * A sampler like any other, but for one evaluation whose tasks end its process at once, as an error
 * in native code does.
 */
final class MortalWorker implements BeanPostProcessor {
  /** The evaluation of the tasks that kill. */
  static final String POISON = "poison";

  private MortalWorker() {}

  public static void main(String[] args) {
    SamplerApplication.builder()
        .initializers(context -> context.getBeanFactory().addBeanPostProcessor(new MortalWorker()))
        .run(args);
  }

  /** Whoever does a task asks first whether its evaluation still wants it. */
  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    if (!(bean instanceof Views)) {
      return bean;
    }
    var proxy = new ProxyFactory(bean);
    proxy.setProxyTargetClass(true);
    proxy.addAdvice(
        (org.aopalliance.intercept.MethodInterceptor)
            call -> {
              if (call.getArguments().length > 0 && POISON.equals(call.getArguments()[0])) {
                Runtime.getRuntime().halt(134);
              }
              return call.proceed();
            });
    return proxy.getProxy();
  }
}
