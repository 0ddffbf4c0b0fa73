package dev.ventes.api.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Properties;

/** {@code /openapi.yaml}, and {@code /docs} to browse and try it: a few files in memory, nothing from elsewhere. */
final class ContractPages {
    private static final String CSP = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
            + "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Map<String, File> files;

    private record File(String type, Buffer content) {}

    private ContractPages(Map<String, File> files) {
        this.files = Map.copyOf(files);
    }

    static Future<ContractPages> load(Vertx vertx) {
        return vertx.executeBlocking(ContractPages::read);
    }

    void addTo(Router router) {
        files.forEach((path, file) -> router.route(path)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(context -> send(context, file)));
    }

    private static ContractPages read() throws IOException {
        var properties = new Properties();
        try (var pom = resource("META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
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

    private static File file(String type, String resource) throws IOException {
        try (var in = resource(resource)) {
            return new File(type, Buffer.buffer(in.readAllBytes()));
        }
    }

    private static InputStream resource(String name) throws IOException {
        var in = ContractPages.class.getClassLoader().getResourceAsStream(name);
        if (in == null) {
            throw new IOException("not on the class path: " + name);
        }
        return in;
    }

    private static void send(RoutingContext context, File file) {
        var response = context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, file.type())
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader("Content-Security-Policy", CSP);
        var unused = Request.isHead(context.request()) ? response.end() : response.end(file.content());
    }
}
