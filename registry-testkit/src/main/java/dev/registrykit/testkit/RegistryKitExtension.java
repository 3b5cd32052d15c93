package dev.registrykit.testkit;

import dev.registrykit.testkit.clock.TestClock;
import dev.registrykit.testkit.oidc.IdentityProviderServer;
import dev.registrykit.testkit.passkey.SoftwareAuthenticator;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the testkit's fakes as parameters: {@link TestClock}, {@link IdentityProviderServer} and
 * {@link SoftwareAuthenticator}.
 *
 * <p>A test's constructor, set-up and method get one of each, made for this test and closed after it; what a
 * {@code @BeforeAll} method (or the constructor of a test class with one instance for all tests) asks for is made for the
 * class, shared by its tests, and closed after the last. The provider issues tokens by the clock of the same test, and
 * the clock starts at the present time, so a registry that runs by the system's clock accepts them too.
 *
 * <pre>{@code
 * @ExtendWith(RegistryKitExtension.class)
 * class ExchangeTest {
 *     @Test
 *     void a_job_may_publish(IdentityProviderServer github, TestClock clock) { ... }
 * }
 * }</pre>
 */
public final class RegistryKitExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(RegistryKitExtension.class);
    private static final Map<Class<?>, Function<ExtensionContext, Object>> FAKES = Map.of(
            TestClock.class, context -> TestClock.atPresent(),
            IdentityProviderServer.class, context -> IdentityProviderServer.start(get(context, TestClock.class)),
            SoftwareAuthenticator.class, context -> new SoftwareAuthenticator());

    /** For {@code @ExtendWith}. */
    public RegistryKitExtension() {}

    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return FAKES.containsKey(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return get(context, parameter.getParameter().getType());
    }

    private static <T> T get(ExtensionContext context, Class<T> type) {
        Function<ExtensionContext, Object> maker = FAKES.get(type);
        if (maker == null) {
            throw new ParameterResolutionException("the testkit has no " + type.getName());
        }
        // What is AutoCloseable is closed by JUnit when the context that it was made in ends.
        Store store = context.getStore(NAMESPACE);
        return type.cast(store.getOrComputeIfAbsent(type, key -> maker.apply(context), Object.class));
    }
}
