package dev.ventes.transformer;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Node;
import org.bson.Document;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * How full the disks of Kafka and MongoDB are, as these servers tell: of several disks the fullest. Not a number where one
 * does not tell, or may not tell us. Asks on a thread of its own; PostgreSQL has no way to say it.
 */
final class ServerDisks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerDisks.class);
    private static final Duration PAUSE = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Admin admin;
    private final Publisher<Document> statistics;
    private final Map<String, Disk> disks = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "server-disks"));

    private record Disk(double free, double total) {
        static final Disk UNKNOWN = new Disk(Double.NaN, Double.NaN);
    }

    private interface Question {
        Disk ask() throws InterruptedException, ExecutionException, TimeoutException;
    }

    private ServerDisks(Admin admin, Publisher<Document> statistics) {
        this.admin = admin;
        this.statistics = statistics;
    }

    /**
     * Looks at once, and again and again. Takes nothing over.
     *
     * @param statistics MongoDB's dbStats, asked anew with each subscription
     */
    static ServerDisks watch(Admin admin, Publisher<Document> statistics, MeterRegistry registry) {
        var watch = new ServerDisks(admin, statistics);
        for (var server : new String[] {"kafka", "mongodb"}) {
            watch.gauge(registry, "ventes.server.disk.free.bytes", "What is free", server, Disk::free);
            watch.gauge(registry, "ventes.server.disk.total.bytes", "The size", server, Disk::total);
        }
        var unused = watch.thread.scheduleWithFixedDelay(watch::look, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        return watch;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void gauge(MeterRegistry registry, String name, String what, String server, ToDoubleFunction<Disk> value) {
        Gauge.builder(name, () -> value.applyAsDouble(disks.getOrDefault(server, Disk.UNKNOWN)))
                .description(what + " of the disk on which the server has its data")
                .tag("server", server)
                .register(registry);
    }

    private void look() {
        look("kafka", this::kafka);
        look("mongodb", this::mongo);
    }

    private void look(String server, Question question) {
        try {
            disks.put(server, question.ask());
        } catch (ExecutionException | TimeoutException | RuntimeException later) {
            disks.remove(server);
            LOG.atDebug()
                    .addKeyValue("server", server)
                    .addKeyValue("cause", later.getMessage())
                    .log("cannot tell how full its disk is");
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private Disk kafka() throws InterruptedException, ExecutionException, TimeoutException {
        var nodes = admin.describeCluster().nodes().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        var folders = admin.describeLogDirs(nodes.stream().map(Node::id).toList())
                .allDescriptions()
                .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        return folders.values().stream()
                .flatMap(ofBroker -> ofBroker.values().stream())
                .filter(folder ->
                        folder.totalBytes().isPresent() && folder.usableBytes().isPresent())
                .map(folder -> new Disk(
                        folder.usableBytes().getAsLong(), folder.totalBytes().getAsLong()))
                .min(Comparator.comparingDouble(disk -> disk.free() / disk.total()))
                .orElse(Disk.UNKNOWN);
    }

    private Disk mongo() {
        var told = Mono.from(statistics).block(PATIENCE);
        return told != null
                        && told.get("fsTotalSize") instanceof Number total
                        && told.get("fsUsedSize") instanceof Number used
                ? new Disk(total.doubleValue() - used.doubleValue(), total.doubleValue())
                : Disk.UNKNOWN;
    }
}
