package dev.ventes.api.http;

import dev.ventes.api.ApiConfig;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The page at {@code /}, for people: files of the class path, open to all, since what they show comes from the API, which
 * asks who is there. Nothing is loaded from elsewhere, and the policy sees to it. Any event loop.
 */
final class WebPage {
    /** The page puts what others wrote nowhere but into text; the last directive makes the browser hold it to that. */
    private static final String CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            + "require-trusted-types-for 'script'; trusted-types 'none'";

    private static final Pattern FILE = Pattern.compile("/(page/(?:css|js|img)/[a-z0-9-]+\\.(css|js|svg))");
    private static final Map<String, String> TYPES = Map.of(
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");
    private static final String CHARTS = "META-INF/maven/org.webjars.npm/chart.js/pom.properties";

    private final StaticFile index;
    private final String chartsPath;
    private final StaticFile charts;
    private final Map<String, StaticFile> files = new ConcurrentHashMap<>();

    private WebPage(StaticFile index, String chartsPath, StaticFile charts) {
        this.index = index;
        this.chartsPath = chartsPath;
        this.charts = charts;
    }

    static Future<WebPage> load(Vertx vertx, ApiConfig.Page config) {
        return vertx.executeBlocking(() -> read(config));
    }

    private static WebPage read(ApiConfig.Page config) throws IOException {
        var properties = new Properties();
        try (var pom = StaticFile.resource(CHARTS)) {
            properties.load(pom);
        }
        var version = properties.getProperty("version");
        var file = "chart.js/" + version + "/dist/chart.umd.min.js";
        var html = new String(StaticFile.read("page/index.html"), StandardCharsets.UTF_8)
                .replace("${charts}", "/page/lib/" + file)
                .replace("${zone}", config.zone().getId())
                .replace("${currency}", config.currency().getCurrencyCode())
                .replace(
                        "${prometheus}",
                        config.prometheus().map(URI::toString).orElse("").replace("&", "&amp;"));
        return new WebPage(
                StaticFile.of("text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8), StaticFile.ASK, CSP),
                "/page/lib/" + file,
                StaticFile.of(
                        TYPES.get("js"),
                        StaticFile.read("META-INF/resources/webjars/" + file),
                        StaticFile.FOREVER,
                        CSP));
    }

    void addTo(Router router) {
        add(router, "/", index::send);
        add(router, chartsPath, charts::send);
        add(router, "/page/*", this::file);
    }

    private static void add(Router router, String path, Handler<RoutingContext> handler) {
        router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(handler);
    }

    /** Read when the first asks for it; there are a few dozen. */
    private void file(RoutingContext context) {
        var path = context.normalizedPath();
        var known = files.get(path);
        if (known != null) {
            known.send(context);
            return;
        }
        var asked = FILE.matcher(path);
        if (!asked.matches()) {
            context.next();
            return;
        }
        context.vertx()
                .executeBlocking(() -> find(asked.group(1), TYPES.get(asked.group(2))))
                .onSuccess(found -> {
                    found.ifPresent(file -> files.put(path, file));
                    found.ifPresentOrElse(file -> file.send(context), context::next);
                });
    }

    private static Optional<StaticFile> find(String resource, String type) {
        try {
            return Optional.of(StaticFile.of(type, StaticFile.read(resource), StaticFile.ASK, CSP));
        } catch (IOException none) {
            return Optional.empty();
        }
    }
}
