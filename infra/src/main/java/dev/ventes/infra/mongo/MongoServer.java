package dev.ventes.infra.mongo;

import dev.ventes.infra.Port;
import dev.ventes.infra.Server;
import dev.ventes.infra.mongo.imitation.ImitationServer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A MongoDB, as real as this machine allows: one that somebody gives by its URI, else a mongod that is installed or was
 * downloaded before, else, where that is wanted, one that is downloaded now, else an imitation inside this JVM. Which of
 * them it is can be asked, and must be said wherever it matters.
 */
public interface MongoServer extends Server {
    String uri();

    /** False for the imitation. */
    boolean isReal();

    /** Port 0 takes a free one. Only the demo downloads. */
    record Options(Path folder, int port, Optional<String> uri, boolean mayDownload) {
        /** What tests want: the server of MONGODB_URI if there is one, and no download. */
        public static Options of(Path folder, int port) {
            return new Options(folder, port, setting("MONGODB_URI"), false);
        }

        public Options downloading() {
            return new Options(folder, port, uri, true);
        }
    }

    /** The server, not started yet. */
    static MongoServer choose(Options options) {
        if (options.uri().isPresent()) {
            return new GivenMongo(options.uri().get());
        }
        int port = Port.choose(options.port());
        Path folder = options.folder().toAbsolutePath();
        return MongodPrograms.installed()
                .or(() -> options.mayDownload() ? MongodPrograms.download() : Optional.empty())
                .<MongoServer>map(program -> new MongodServer(program, folder, port))
                .orElseGet(() -> new ImitationServer(folder, port));
    }

    static MongoServer start(Options options) {
        MongoServer server = choose(options);
        server.start();
        return server;
    }

    private static Optional<String> setting(String variable) {
        return Optional.ofNullable(System.getenv(variable)).filter(value -> !value.isBlank());
    }
}
