package dev.ventes.app.demo;

import dev.ventes.api.Api;
import dev.ventes.api.ApiConfig;
import dev.ventes.app.generating.Generator;
import dev.ventes.app.importing.Arrivals;
import dev.ventes.app.importing.CsvImport;
import dev.ventes.app.live.LiveFeed;
import dev.ventes.app.live.LiveLine;
import dev.ventes.app.live.Screen;
import dev.ventes.app.postgres.PostgresSource;
import dev.ventes.connector.Connector;
import dev.ventes.connector.ConnectorConfig;
import dev.ventes.core.service.Service;
import dev.ventes.core.topic.Topics;
import dev.ventes.infra.Passwords;
import dev.ventes.infra.Server;
import dev.ventes.infra.ServerException;
import dev.ventes.infra.Servers;
import dev.ventes.infra.mongo.MongoServer;
import dev.ventes.infra.prometheus.PrometheusServer;
import dev.ventes.transformer.Transformer;
import dev.ventes.transformer.TransformerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything in this process: the servers, the services on them, and a source of changes. Started by the main thread;
 * {@link #close} may come from any, also while it still starts, and stops what there is, the last that was started
 * first: nothing is cut off from what it stands on.
 */
final class Demo implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Demo.class);

    private final DemoOptions options;
    private final DemoFolder folder;
    private final Screen screen;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private boolean closed;

    Demo(DemoOptions options, DemoFolder folder, Screen screen) {
        this.options = options;
        this.folder = folder;
        this.screen = screen;
    }

    /** Completes exceptionally when one of the services dies, which is named. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    boolean closed() {
        synchronized (running) {
            return closed;
        }
    }

    Path folder() {
        return folder.path();
    }

    void start() throws Exception {
        var started = System.nanoTime();
        var givenMongo = GivenMongo.uri(System.getenv(), folder.environment());
        var prometheus = PrometheusServer.installed();
        var ports = DemoPorts.of(options, givenMongo.isEmpty(), prometheus.isPresent());
        if (options.fresh()) {
            folder.deleteData();
        }
        screen.line("Starting PostgreSQL, Kafka and MongoDB …");
        var passwords = Passwords.keptIn(folder.path());
        var mongo = new MongoServer.Options(
                folder.path().resolve("mongo"), ports.servers().mongo(), givenMongo, true);
        var servers = keep(Servers.start(folder.path(), ports.servers(), passwords, mongo));
        environment(servers, passwords, ports).write(folder.environment());

        screen.line("Starting connector, transformer, API and verifier …");
        var services = new DemoServices(servers, passwords, ports);
        var transformer = services.configuration(ports.transformer(), TransformerConfig::read);
        watch("transformer", Transformer.start(transformer));
        var live = new LiveLine(screen);
        live.quiet(true);
        var arrivals = new Arrivals();
        var listeners = new ArrayList<LiveFeed.Listener>(List.of(live));
        options.csv().ifPresent(file -> listeners.add(arrivals));
        keep(LiveFeed.start(servers.kafka().bootstrapServers(), Topics.of(transformer.topics()), listeners));
        watch(
                "API",
                Api.start(services.configuration(ports.apiManagement(), ApiConfig::read))
                        .service());
        var connector = services.configuration(ports.connector(), ConnectorConfig::read);
        watch("connector", Connector.start(connector));
        keep(new Background("verifier", () -> {
            DemoVerifier.awaitTable(connector);
            watch("verifier", DemoVerifier.start(services.environment(ports.verifier())));
        }));

        if (prometheus.isPresent()) {
            watch(prometheus.get(), ports);
        }

        screen.line("Ventes runs, after %.0f s:".formatted((System.nanoTime() - started) / 1e9)
                + new Banner(servers, ports, folder.environment()).text());
        live.quiet(false);
        keep(() -> live.quiet(true));
        keep(new Background("changes", () -> makeChanges(new PostgresSource(servers.postgres()), arrivals, live)));
    }

    /** What only looks on must not keep anybody from the demo. */
    private void watch(Path prometheus, DemoPorts ports) throws IOException {
        var server = keep(DemoPrometheus.of(prometheus, folder.path().resolve("prometheus"), ports));
        try {
            server.start();
        } catch (ServerException e) {
            screen.line("! " + e.getMessage());
        }
    }

    private void makeChanges(PostgresSource postgres, Arrivals arrivals, LiveLine live) throws Exception {
        if (options.csv().isPresent()) {
            live.quiet(true);
            try {
                new CsvImport(options.csv().get(), postgres, arrivals, screen).run();
            } catch (IOException e) {
                screen.line("! the import failed: " + e.getMessage());
            } finally {
                live.quiet(false);
            }
        }
        if (options.rate() > 0) {
            new Generator(postgres, options.rate()).run();
        }
    }

    private static ShellEnvironment environment(Servers servers, Passwords passwords, DemoPorts ports) {
        var variables = new LinkedHashMap<String, String>();
        variables.put("PGHOST", Server.HOST);
        variables.put("PGPORT", String.valueOf(servers.postgres().port()));
        variables.put("PGUSER", "ventes");
        variables.put("PGPASSWORD", passwords.application());
        variables.put("PGDATABASE", "salesdb");
        variables.put("KAFKA_BOOTSTRAP_SERVERS", servers.kafka().bootstrapServers());
        variables.put("MONGODB_URI", servers.mongo().uri());
        variables.put("API_URL", "http://" + Server.HOST + ":" + ports.api());
        ports.prometheus().ifPresent(port -> variables.put("PROMETHEUS_URL", "http://" + Server.HOST + ":" + port));
        // For bin/ventes, which is configured as the services are.
        variables.put("VENTES_POSTGRES_PORT", variables.get("PGPORT"));
        variables.put("VENTES_POSTGRES_PASSWORD", passwords.application());
        variables.put("VENTES_KAFKA_BOOTSTRAP_SERVERS", variables.get("KAFKA_BOOTSTRAP_SERVERS"));
        variables.put("VENTES_MONGODB_URI", variables.get("MONGODB_URI"));
        // Not VENTES_…, which would be a setting.
        variables.put("DEMO_JAVA_HOME", System.getProperty("java.home"));
        return new ShellEnvironment(variables);
    }

    private void watch(String name, Service service) {
        keep(service);
        service.ended().exceptionally(failure -> {
            ended.completeExceptionally(new ServiceDiedException(name, failure));
            return null;
        });
    }

    private <T extends AutoCloseable> T keep(T started) {
        synchronized (running) {
            if (!closed) {
                running.push(started);
                return started;
            }
        }
        // Stopped while it was starting.
        close(started);
        throw new IllegalStateException("stopped while starting");
    }

    @Override
    public void close() {
        synchronized (running) {
            closed = true;
        }
        while (true) {
            AutoCloseable last;
            synchronized (running) {
                last = running.poll();
            }
            if (last == null) {
                return;
            }
            close(last);
        }
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.atWarn()
                    .addKeyValue("part", part.getClass().getSimpleName())
                    .setCause(e)
                    .log("did not close cleanly");
        }
    }
}
