package dev.ventes.api.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.util.Map;
import java.util.Properties;

/** {@code /openapi.yaml}, and {@code /docs} to browse and try it: a few files in memory, nothing from elsewhere. */
final class ContractPages {
    private static final String CSP = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
            + "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Map<String, StaticFile> files;

    private ContractPages(Map<String, StaticFile> files) {
        this.files = Map.copyOf(files);
    }

    static Future<ContractPages> load(Vertx vertx) {
        return vertx.executeBlocking(ContractPages::read);
    }

    void addTo(Router router) {
        files.forEach((path, file) -> router.route(path)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(file::send));
    }

    private static ContractPages read() throws IOException {
        var properties = new Properties();
        try (var pom = StaticFile.resource("META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
            properties.load(pom);
        }
        var swagger = "META-INF/resources/webjars/swagger-ui/" + properties.getProperty("version") + "/";
        return new ContractPages(Map.of(
                "/" + Routes.CONTRACT,
                file("application/yaml", Routes.CONTRACT),
                "/docs",
                file("text/html; charset=utf-8", "docs/index.html"),
                "/docs/start.js",
                file("text/javascript; charset=utf-8", "docs/start.js"),
                "/docs/swagger-ui.css",
                file("text/css; charset=utf-8", swagger + "swagger-ui.css"),
                "/docs/swagger-ui-bundle.js",
                file("text/javascript; charset=utf-8", swagger + "swagger-ui-bundle.js")));
    }

    private static StaticFile file(String type, String resource) throws IOException {
        return StaticFile.of(type, StaticFile.read(resource), StaticFile.ASK, CSP);
    }
}
