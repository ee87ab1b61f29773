package io.gauntlet.faultproxy.junit;

import io.gauntlet.faultproxy.FaultProxy;
import io.gauntlet.faultproxy.FaultProxySettings;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Starts a fault proxy for a test class ({@code @ExtendWith}, or {@code @RegisterExtension} on a static field) or for each
 * test (on an instance field), and injects it as {@link FaultProxy} or as toxiproxy-java's {@code ToxiproxyClient}.
 *
 * <p>After each test all proxies are enabled again, all toxics removed, and those proxies deleted that the test has made.
 * Classes may run in parallel, since each has a server of its own; tests of one class share it.
 */
public final class FaultProxyExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(FaultProxyExtension.class);
    private static final String CLIENT = "eu.rekawek.toxiproxy.ToxiproxyClient";

    private final @Nullable FaultProxySettings settings;

    /** With {@link FaultProxySettings#defaults()}, anew for each server. */
    public FaultProxyExtension() {
        this.settings = null;
    }

    /** With these settings. */
    public FaultProxyExtension(FaultProxySettings settings) {
        this.settings = settings;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        start(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        // In the store of the class if there is one already, else of this test.
        var server = find(context);
        var proxy = server == null ? start(context) : server;
        store(context).put(Before.class, new Before(proxy.names()));
    }

    /** The proxies there were before a test. */
    private record Before(Set<String> names) {}

    @Override
    public void afterEach(ExtensionContext context) {
        var proxy = required(context);
        var before = store(context).remove(Before.class, Before.class);
        for (var name : proxy.names()) {
            if (before != null && !before.names.contains(name)) {
                proxy.delete(name);
            }
        }
        proxy.reset();
        stopIfHere(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        stopIfHere(context);
    }

    private FaultProxy start(ExtensionContext context) {
        var proxy = FaultProxy.start(settings == null ? FaultProxySettings.defaults() : settings);
        store(context).put(FaultProxy.class, new Server(proxy, context.getUniqueId()));
        return proxy;
    }

    /** Closed by JUnit with its store, should a callback not be reached. */
    private record Server(FaultProxy proxy, String owner) implements AutoCloseable {
        @Override
        public void close() {
            proxy.close();
        }
    }

    private static void stopIfHere(ExtensionContext context) {
        var server = store(context).get(FaultProxy.class, Server.class);
        if (server != null && server.owner.equals(context.getUniqueId())) {
            store(context).remove(FaultProxy.class);
            server.close();
        }
    }

    private static @Nullable FaultProxy find(ExtensionContext context) {
        var server = store(context).get(FaultProxy.class, Server.class);
        return server == null ? null : server.proxy;
    }

    private static FaultProxy required(ExtensionContext context) {
        var proxy = find(context);
        if (proxy == null) {
            throw new IllegalStateException("no fault proxy runs here");
        }
        return proxy;
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        var type = parameter.getParameter().getType();
        return find(context) != null
                && (type == FaultProxy.class || type.getName().equals(CLIENT));
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var proxy = required(context);
        var type = parameter.getParameter().getType();
        return type == FaultProxy.class ? proxy : client(type, proxy);
    }

    /** By reflection, so that toxiproxy-java need not be there for those who do not ask for it. */
    private static Object client(Class<?> type, FaultProxy proxy) {
        try {
            return type.getConstructor(String.class, int.class)
                    .newInstance(proxy.address().getHostString(), proxy.port());
        } catch (ReflectiveOperationException failed) {
            throw new ParameterResolutionException("this " + type.getName() + " cannot be made", failed);
        }
    }
}
