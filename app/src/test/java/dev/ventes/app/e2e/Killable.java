package dev.ventes.app.e2e;

import dev.ventes.infra.Passwords;
import dev.ventes.infra.Servers;
import dev.ventes.infra.process.JavaProcess;
import dev.ventes.transformer.TransformerMain;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** The pipeline on embedded servers, its transformer in a process of its own, so that it can be killed. */
final class Killable implements AutoCloseable {
    final Pipeline pipeline;
    private final Path folder;
    private final Servers servers;
    private final AtomicReference<JavaProcess> transformer = new AtomicReference<>();

    Killable(Path folder) throws Exception {
        this.folder = folder;
        var passwords = Passwords.keptIn(folder);
        servers = Servers.start(folder, Servers.Ports.FREE, passwords);
        pipeline = new Pipeline(Endpoints.of(servers, passwords), this::launch);
    }

    private Pipeline.Running launch(String service, Map<String, String> environment) throws Exception {
        var own = new HashMap<>(environment);
        own.put("VENTES_MANAGEMENT_STATUS_INTERVAL", "500ms");
        if (!service.equals("transformer")) {
            return Pipeline.here(service, own);
        }
        transformer.set(
                JavaProcess.start(TransformerMain.class, own, List.of("-Xmx256m"), folder.resolve("transformer.log")));
        return transformer.get()::close;
    }

    void killTransformer() {
        transformer.get().kill();
    }

    @Override
    public void close() {
        pipeline.close();
        servers.close();
    }
}
