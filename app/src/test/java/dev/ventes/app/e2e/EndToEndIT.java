package dev.ventes.app.e2e;

import dev.ventes.infra.Passwords;
import dev.ventes.infra.Servers;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** On the embedded servers; MongoDB from {@code MONGODB_URI} where that is set. */
class EndToEndIT extends EndToEndSuite {
    @TempDir
    static Path folder;

    private Servers servers;

    @Override
    Endpoints startServers() {
        var passwords = Passwords.keptIn(folder);
        servers = Servers.start(folder, Servers.Ports.FREE, passwords);
        return Endpoints.of(servers, passwords);
    }

    @Override
    void stopServers() {
        servers.close();
    }
}
