package dev.ventes.app.bench;

import dev.ventes.infra.Passwords;
import dev.ventes.infra.Server;
import dev.ventes.infra.mongo.MongoServer;
import dev.ventes.infra.postgres.PostgresServer;
import dev.ventes.infra.process.ServerProcess;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The three servers, each in a process of its own, so that what each of them uses can be told. */
record BenchServers(PostgresServer postgres, ServerProcess kafka, Server mongo, String mongoUri, String password)
        implements AutoCloseable {

    static BenchServers start(Path folder) {
        var passwords = Passwords.keptIn(folder);
        var postgres =
                new PostgresServer(folder.resolve("postgres"), 0, passwords.superuser(), passwords.application());
        var kafka = ServerProcess.kafka(folder.resolve("kafka"), 0);
        var chosen = MongoServer.choose(MongoServer.Options.of(folder.resolve("mongo"), 0));
        var servers = chosen.isReal()
                ? new BenchServers(postgres, kafka, chosen, chosen.uri(), passwords.application())
                : imitating(postgres, kafka, ServerProcess.mongo(folder.resolve("mongo"), 0), passwords.application());
        postgres.start();
        kafka.start();
        servers.mongo.start();
        return servers;
    }

    private static BenchServers imitating(
            PostgresServer postgres, ServerProcess kafka, ServerProcess mongo, String password) {
        return new BenchServers(postgres, kafka, mongo, "mongodb://" + Server.HOST + ":" + mongo.port(), password);
    }

    String describeMongo() {
        return mongo instanceof ServerProcess
                ? "an in-process imitation (mongo-java-server), here in a process of its own; not the real server"
                : mongo.describe();
    }

    /** The processes, by what they are; PostgreSQL's many are counted as one. */
    Map<String, Long> pids() {
        var pids = new LinkedHashMap<String, Long>();
        pids.put("Kafka", kafka.pid());
        if (mongo instanceof ServerProcess process) {
            pids.put("MongoDB", process.pid());
        }
        return pids;
    }

    @Override
    public void close() {
        mongo.close();
        kafka.close();
        postgres.close();
    }
}
