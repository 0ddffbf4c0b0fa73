package dev.ventes.core.config;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.ServerAddress;
import com.mongodb.WriteConcern;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * {@code ventes.mongodb.*}: where the view is.
 *
 * @param uri a connection string: {@code mongodb://user:password@host:27017/?replicaSet=rs0}
 * @param timeout how long a server may be out of sight before an operation fails
 */
public record MongoConfig(Secret uri, String database, Duration timeout) {
    /** A server that is there and says nothing for so long is taken for gone. */
    private static final Duration ANSWER = Duration.ofSeconds(20);

    private static final String URI = "ventes.mongodb.uri";

    public static MongoConfig read(Settings settings) {
        var uri = settings.secret(URI);
        if (!uri.reveal().isEmpty()) {
            check(settings, uri.reveal());
        }
        return new MongoConfig(
                uri,
                settings.text("ventes.mongodb.database", "salesdb_mongo"),
                settings.time("ventes.mongodb.timeout", Duration.ofSeconds(5)));
    }

    private static void check(Settings settings, String uri) {
        try {
            var connection = new ConnectionString(uri);
            if (!connection.isSrvProtocol()) {
                connection.getHosts().stream()
                        .map(ServerAddress::new)
                        .forEach(server -> settings.reachable(URI, server.getHost(), server.getPort()));
            }
        } catch (IllegalArgumentException malformed) {
            settings.fault(URI, null, "must be a MongoDB connection string: mongodb://host:27017");
        }
    }

    /**
     * As below, and no operation takes longer than the time-out, however it spends it: looking for the server, waiting
     * for a connection or for the answer. For whoever has callers that wait. A cursor that is read for longer needs
     * {@code timeoutMode(ITERATION)}.
     */
    public MongoClientSettings bounded(String application) {
        return MongoClientSettings.builder(settings(application))
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .build();
    }

    /** Primary and majority: what was read or acknowledged survives the loss of a member. */
    public MongoClientSettings settings(String application) {
        return MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(uri.reveal()))
                .applicationName(application)
                .readPreference(ReadPreference.primary())
                .readConcern(ReadConcern.MAJORITY)
                .writeConcern(WriteConcern.MAJORITY)
                .applyToClusterSettings(
                        cluster -> cluster.serverSelectionTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS))
                .applyToSocketSettings(socket -> socket.readTimeout(ANSWER.toMillis(), TimeUnit.MILLISECONDS))
                .build();
    }
}
