package dev.ventes.connector;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands the one PostgreSQL and Kafka of all tests to whoever asks for them, and makes the table fresh before each. */
final class WithServers implements ParameterResolver, BeforeEachCallback {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Servers.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return servers(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        servers(context).freshTable();
    }

    private static Servers servers(ExtensionContext context) {
        var store = context.getRoot().getStore(ExtensionContext.Namespace.create(WithServers.class));
        return store.computeIfAbsent(Servers.class, type -> start(), Servers.class);
    }

    private static Servers start() {
        try {
            return new Servers();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
