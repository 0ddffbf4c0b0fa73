package dev.ventes.cli;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands the one running system to whoever asks for it; it ends with the last test. */
public final class WithVentes implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RunningVentes.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var store = context.getRoot().getStore(ExtensionContext.Namespace.create(WithVentes.class));
        return store.computeIfAbsent(RunningVentes.class, type -> start(), RunningVentes.class);
    }

    private static RunningVentes start() {
        try {
            return new RunningVentes();
        } catch (Exception e) {
            throw new IllegalStateException("the system does not start", e);
        }
    }
}
