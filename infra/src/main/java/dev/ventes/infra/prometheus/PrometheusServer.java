package dev.ventes.infra.prometheus;

import dev.ventes.infra.Port;
import dev.ventes.infra.Server;
import dev.ventes.infra.ServerException;
import dev.ventes.infra.process.ChildProcess;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The machine's own Prometheus, where there is one, in a process that ends with this JVM: it scrapes services on this
 * machine and goes by the rules of this module. Owns its folder: the data, the configuration, and what the server says.
 */
public final class PrometheusServer implements Server {
    private static final List<String> RULES = List.of("alerts.yml", "slo.yml");
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final int STOP_SECONDS = 20;

    private final Path program;
    private final Options options;

    private Process process;

    /**
     * What it is to do.
     *
     * @param targets by the job's name, the management port of the service on this machine
     * @param pages a folder that it serves as {@code /user}, with the runbook to which the alerts lead
     * @param interval how often it scrapes, and evaluates the rules
     * @param rules the text of a file of rules, as it is to be used
     */
    public record Options(
            Path folder,
            int port,
            Map<String, Integer> targets,
            Path pages,
            Duration interval,
            UnaryOperator<String> rules) {
        public Options {
            targets = Map.copyOf(targets);
        }
    }

    public PrometheusServer(Path program, Options options) {
        this.program = program;
        this.options = options;
    }

    /** The program, if it is on the PATH. */
    public static Optional<Path> installed() {
        return Stream.ofNullable(System.getenv("PATH"))
                .flatMap(Pattern.compile(File.pathSeparator)::splitAsStream)
                .map(folder -> Path.of(folder, "prometheus"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @Override
    public synchronized void start() {
        if (process != null && process.isAlive()) {
            return;
        }
        Port.requireFree("Prometheus", options.port());
        Path log = options.folder().resolve("prometheus.log");
        try {
            configure();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = List.of(
                program.toString(),
                "--config.file=" + options.folder().resolve("prometheus.yml"),
                "--storage.tsdb.path=" + options.folder().resolve("data"),
                "--web.listen-address=" + HOST + ":" + options.port(),
                "--web.external-url=" + url(),
                "--web.user-assets=" + options.pages());
        process = ChildProcess.start(new ProcessBuilder(ChildProcess.endingWithParent("TERM", command))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile()));
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                stop();
                throw new ServerException("Prometheus does not start; " + log + " says why");
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private void configure() throws IOException {
        Files.createDirectories(options.folder());
        for (String file : RULES) {
            try (var rules = PrometheusServer.class.getResourceAsStream("/prometheus/" + file)) {
                String text = new String(rules.readAllBytes(), StandardCharsets.UTF_8);
                Files.writeString(
                        options.folder().resolve(file), options.rules().apply(text));
            }
        }
        String jobs = options.targets().entrySet().stream()
                .map(target -> "  - {job_name: %s, static_configs: [{targets: ['%s:%d']}]}%n"
                        .formatted(target.getKey(), HOST, target.getValue()))
                .collect(Collectors.joining());
        Files.writeString(options.folder().resolve("prometheus.yml"), """
                global:
                  scrape_interval: %1$dms
                  scrape_timeout: %1$dms
                  evaluation_interval: %1$dms
                  external_labels: {runbook: '%2$s/user/runbook.md'}
                rule_files: %3$s
                scrape_configs:
                %4$s""".formatted(
                        options.interval().toMillis(), url(), RULES, jobs));
    }

    private boolean isReady() {
        try {
            var asked =
                    (HttpURLConnection) URI.create(url() + "/-/ready").toURL().openConnection();
            asked.setConnectTimeout(1_000);
            asked.setReadTimeout(1_000);
            return asked.getResponseCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public synchronized void stop() {
        if (process == null) {
            return;
        }
        process.destroy();
        if (!ChildProcess.awaitExit(process, STOP_SECONDS)) {
            process.destroyForcibly().onExit().join();
        }
        process = null;
    }

    @Override
    public int port() {
        return options.port();
    }

    /** Where it answers. */
    public String url() {
        return "http://" + HOST + ":" + options.port();
    }

    @Override
    public String describe() {
        return "Prometheus (" + program + ") on " + url();
    }
}
