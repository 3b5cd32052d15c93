package dev.registrykit.examples.springboot;

import dev.registrykit.core.http.HttpFetch;
import dev.registrykit.examples.contract.HostContract;
import dev.registrykit.examples.contract.RunningHost;
import java.net.URI;
import java.nio.file.Path;
import java.util.UUID;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

class SpringBootHostTest extends HostContract {

    @Override
    protected RunningHost start(HttpFetch http, Path trustRoot) {
        ConfigurableApplicationContext context = new SpringApplicationBuilder(SpringBootHost.class)
                .initializers((GenericApplicationContext beans) -> beans.registerBean(HttpFetch.class, () -> http))
                .run(
                        "--server.address=127.0.0.1",
                        "--server.port=0",
                        "--spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID(),
                        "--registry.key=" + "0f".repeat(32),
                        "--registry.trust-root=" + trustRoot);
        String port = context.getEnvironment().getRequiredProperty("local.server.port");
        return new RunningHost(
                URI.create("http://127.0.0.1:" + port), context.getBean(SpringBootHost.class).publish, context::close);
    }
}
