package dev.ventes.app.e2e;

import dev.ventes.infra.Passwords;
import dev.ventes.infra.Servers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The pipeline on embedded servers, its transformer in a process of its own, so that it can be killed. */
final class Killable implements AutoCloseable {
    final Pipeline pipeline;
    private final KillableTransformer transformer;
    private final Servers servers;

    Killable(Path folder) throws Exception {
        transformer = new KillableTransformer(folder);
        var passwords = Passwords.keptIn(folder);
        servers = Servers.start(folder, Servers.Ports.FREE, passwords);
        pipeline = new Pipeline(Endpoints.of(servers, passwords), this::launch);
    }

    private Pipeline.Running launch(String service, Map<String, String> environment) throws Exception {
        var own = new HashMap<>(environment);
        own.put("VENTES_MANAGEMENT_STATUS_INTERVAL", "500ms");
        return transformer.launch(service, own);
    }

    void killTransformer() {
        transformer.kill();
    }

    @Override
    public void close() {
        pipeline.close();
        servers.close();
    }
}
