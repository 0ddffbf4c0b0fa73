package dev.ventes.transformer;

import dev.ventes.core.config.Configuration;
import dev.ventes.core.service.Logging;
import dev.ventes.core.service.Service;

/** The transformer as a process. */
public final class TransformerMain {
    private TransformerMain() {}

    public static void main(String[] arguments) {
        Service.main("transformer", () -> {
            var config = Configuration.read(System.getenv(), TransformerConfig::read);
            Logging.configure(config.log());
            return Transformer.start(config);
        });
    }
}
