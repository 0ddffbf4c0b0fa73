package dev.ventes.infra.kafka;

import dev.ventes.infra.Port;
import dev.ventes.infra.QuietLoggers;
import dev.ventes.infra.Server;
import dev.ventes.infra.ServerException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.utils.Time;

/**
 * A real Kafka broker, which is its own controller, inside this JVM. Owns its folder. One broker with one replica: what
 * it has acknowledged survives a kill of the process, not a loss of the machine.
 */
public final class KafkaServer implements Server {
    private static final int NODE = 1;
    private static final String CONTROLLER = "CONTROLLER";
    private static final String CLUSTER = "dmVudGVzLWNsdXN0ZXIwMQ";

    private final Path folder;
    private final int port;

    private KafkaRaftServer running;

    /** Port 0 takes a free one. */
    public KafkaServer(Path folder, int port) {
        this.folder = folder.toAbsolutePath();
        this.port = Port.choose(port);
    }

    @Override
    public synchronized void start() {
        if (running != null) {
            return;
        }
        QuietLoggers.warningsOnly("kafka", "state.change.logger", "org.apache.kafka");
        QuietLoggers.errorsOnly("org.apache.kafka.controller.QuorumController");
        Port.requireFree("Kafka", port);
        try {
            Properties settings = settings(Port.free());
            format(settings);
            var server = new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
            startOrCleanUp(server);
            running = server;
        } catch (Exception e) {
            throw new ServerException("Kafka cannot start on " + folder + ": " + e.getMessage(), e);
        }
    }

    private static void startOrCleanUp(KafkaRaftServer server) {
        try {
            server.startup();
        } catch (RuntimeException e) {
            server.shutdown();
            throw e;
        }
    }

    /** Does nothing to a folder that has its format already. */
    private void format(Properties settings) throws IOException {
        Path file = folder.resolve("server.properties");
        Files.createDirectories(folder);
        try (var out = Files.newBufferedWriter(file)) {
            settings.store(out, null);
        }
        var said = new ByteArrayOutputStream();
        String[] arguments = {"format", "--ignore-formatted", "--cluster-id", CLUSTER, "--config", file.toString()};
        if (StorageTool.execute(arguments, new PrintStream(said, false, StandardCharsets.UTF_8)) != 0) {
            throw new ServerException(said.toString(StandardCharsets.UTF_8));
        }
    }

    private Properties settings(int controllerPort) {
        var settings = new Properties();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(NODE));
        settings.put("log.dirs", folder.resolve("data").toString());
        settings.put("controller.quorum.voters", NODE + "@" + HOST + ":" + controllerPort);
        settings.put("controller.listener.names", CONTROLLER);
        settings.put(
                "listeners",
                "PLAINTEXT://" + HOST + ":" + port + "," + CONTROLLER + "://" + HOST + ":" + controllerPort);
        settings.put("advertised.listeners", "PLAINTEXT://" + HOST + ":" + port);
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
        settings.put("auto.create.topics.enable", "false");
        settings.put("offsets.topic.num.partitions", "1");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("transaction.state.log.num.partitions", "1");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.num.partitions", "1");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");
        // After a kill the broker is let in again only when its former self has timed out.
        settings.put("broker.session.timeout.ms", "4000");
        settings.put("broker.heartbeat.interval.ms", "1000");
        // Room for the largest enriched record, with its before, after and headers.
        settings.put("message.max.bytes", Integer.toString(10 << 20));
        settings.put("replica.fetch.max.bytes", Integer.toString(10 << 20));
        settings.put("socket.request.max.bytes", Integer.toString(32 << 20));
        // Sized for a laptop that runs everything else, too.
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("background.threads", "2");
        settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));
        settings.put("log.cleaner.io.buffer.size", Integer.toString(256 << 10));
        return settings;
    }

    @Override
    public synchronized void stop() {
        if (running != null) {
            running.shutdown();
            running.awaitShutdown();
            running = null;
        }
    }

    public String bootstrapServers() {
        return HOST + ":" + port;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String describe() {
        return "Kafka on " + bootstrapServers();
    }
}
