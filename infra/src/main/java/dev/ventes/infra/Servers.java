package dev.ventes.infra;

import dev.ventes.infra.kafka.KafkaServer;
import dev.ventes.infra.mongo.MongoServer;
import dev.ventes.infra.postgres.PostgresServer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/**
 * All three servers under one folder. They start at the same time, which is as long as the slowest takes, and stop one
 * after the other. When one of them cannot start, none is left running.
 */
public record Servers(PostgresServer postgres, KafkaServer kafka, MongoServer mongo) implements AutoCloseable {

    /** Ports by server; 0 takes a free one. */
    public record Ports(int postgres, int kafka, int mongo) {
        public static final Ports USUAL = new Ports(5432, 9092, 27017);
        public static final Ports FREE = new Ports(0, 0, 0);
    }

    /** With a MongoDB that is not downloaded. */
    public static Servers start(Path folder, Ports ports, Passwords passwords) {
        return start(folder, ports, passwords, MongoServer.Options.of(folder.resolve("mongo"), ports.mongo()));
    }

    public static Servers start(Path folder, Ports ports, Passwords passwords, MongoServer.Options mongo) {
        var servers = new Servers(
                new PostgresServer(
                        folder.resolve("postgres"), ports.postgres(), passwords.superuser(), passwords.application()),
                new KafkaServer(folder.resolve("kafka"), ports.kafka()),
                MongoServer.choose(mongo));
        try {
            servers.startTogether();
            return servers;
        } catch (RuntimeException e) {
            servers.close();
            throw e;
        }
    }

    private void startTogether() {
        var starts = Stream.of(postgres, kafka, mongo)
                .map(server -> CompletableFuture.runAsync(
                        server::start, start -> Thread.ofPlatform().start(start)))
                .toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(starts).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof ServerException failure ? failure : e;
        }
    }

    public List<String> describe() {
        return List.of(postgres.describe(), kafka.describe(), mongo.describe());
    }

    @Override
    public void close() {
        mongo.close();
        kafka.close();
        postgres.close();
    }
}
