package dev.ventes.api;

import dev.ventes.core.config.Configuration;
import dev.ventes.core.service.Logging;
import dev.ventes.core.service.Service;

/** The API's own process. */
public final class ApiMain {
    private ApiMain() {}

    public static void main(String[] args) {
        Service.main("api", () -> {
            var config = Configuration.read(System.getenv(), ApiConfig::read);
            Logging.configure(config.log());
            return Api.start(config).service();
        });
    }
}
