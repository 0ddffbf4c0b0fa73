package dev.ventes.infra;

import dev.ventes.infra.mongo.MongoServer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * Only the servers, for someone who runs the services by hand: {@code mvn -Pservers}. Prints what a shell needs to reach
 * them, and stops them on Ctrl-C.
 */
final class ServersMain {
    private ServersMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        Path folder = Path.of(System.getProperty("ventes.folder", ".ventes"));
        var ports = new Servers.Ports(port("postgres", 5432), port("kafka", 9092), port("mongo", 27017));
        Passwords passwords = Passwords.keptIn(folder);
        var mongo =
                MongoServer.Options.of(folder.resolve("mongo"), ports.mongo()).downloading();
        try {
            Servers servers = Servers.start(folder, ports, passwords, mongo);
            Runtime.getRuntime().addShutdownHook(new Thread(servers::close, "stop-servers"));
            servers.describe().forEach(System.out::println);
            System.out.println(environment(servers, passwords));
        } catch (PortTakenException e) {
            System.err.println(e.getMessage() + "; choose another with -Dventes." + setting(e.server()) + ".port=N");
            System.exit(2);
        } catch (ServerException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
        new CountDownLatch(1).await();
    }

    private static String setting(String server) {
        return switch (server) {
            case "PostgreSQL" -> "postgres";
            case "Kafka" -> "kafka";
            default -> "mongo";
        };
    }

    private static int port(String server, int usual) {
        return Integer.getInteger("ventes." + server + ".port", usual);
    }

    private static String environment(Servers servers, Passwords passwords) {
        return """
                Ctrl-C stops them; the data stays. For a shell:
                export PGHOST=%s PGPORT=%d PGUSER=ventes PGDATABASE=salesdb PGPASSWORD=%s
                export KAFKA_BOOTSTRAP_SERVERS=%s MONGODB_URI='%s'
                """.formatted(
                        Server.HOST,
                        servers.postgres().port(),
                        passwords.application(),
                        servers.kafka().bootstrapServers(),
                        servers.mongo().uri());
    }
}
