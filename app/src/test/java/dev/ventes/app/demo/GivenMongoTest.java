package dev.ventes.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ventes.infra.Port;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GivenMongoTest {
    @TempDir
    Path folder;

    @Test
    void whatAnEarlierRunExportedIsNotGiven() throws IOException {
        var uri = "mongodb://127.0.0.1:" + Port.free();

        assertThat(GivenMongo.uri(Map.of("MONGODB_URI", uri), earlierRunWith(uri)))
                .isEmpty();
    }

    @Test
    void aServerElsewhereIsGivenAtEveryStart() throws IOException {
        var uri = "mongodb://mongo.example:27017/?replicaSet=rs0";

        assertThat(GivenMongo.uri(Map.of("MONGODB_URI", uri), earlierRunWith(uri)))
                .contains(uri);
    }

    @Test
    void aServerThatRunsHereIsGivenAtEveryStart() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var uri = "mongodb://127.0.0.1:" + server.getLocalPort();

            assertThat(GivenMongo.uri(Map.of("MONGODB_URI", uri), earlierRunWith(uri)))
                    .contains(uri);
        }
    }

    private Path earlierRunWith(String uri) throws IOException {
        var file = folder.resolve("demo.env");
        new ShellEnvironment(Map.of("MONGODB_URI", uri)).write(file);
        return file;
    }
}
