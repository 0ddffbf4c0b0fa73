package dev.ventes.infra.process;

import dev.ventes.infra.Server;
import dev.ventes.infra.kafka.KafkaServer;
import dev.ventes.infra.mongo.imitation.ImitationServer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Runs one server of those that live in a JVM, alone: {@code kafka|mongo FOLDER PORT}. Stops it on SIGTERM. */
final class ServerMain {
    static final String READY = "the server is ready";

    private ServerMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        Path folder = Path.of(arguments[1]);
        int port = Integer.parseInt(arguments[2]);
        Server server = switch (arguments[0]) {
            case "kafka" -> new KafkaServer(folder, port);
            case "mongo" -> new ImitationServer(folder, port);
            default -> throw new IllegalArgumentException("no such server: " + arguments[0]);
        };
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop-server"));
        server.start();
        System.out.println(READY);
        new CountDownLatch(1).await();
    }
}
