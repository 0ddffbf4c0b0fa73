package dev.ventes.app.e2e;

import dev.ventes.infra.process.JavaProcess;
import dev.ventes.transformer.TransformerMain;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Starts the services in this JVM, but the transformer in a process of its own, so that it can be killed. */
final class KillableTransformer implements Pipeline.Launcher {
    private final Path folder;
    private JavaProcess process;
    private int launched;

    /** @param folder where its output goes */
    KillableTransformer(Path folder) {
        this.folder = folder;
    }

    @Override
    public Pipeline.Running launch(String service, Map<String, String> environment) throws Exception {
        if (!service.equals("transformer")) {
            return Pipeline.here(service, environment);
        }
        process = JavaProcess.start(
                TransformerMain.class,
                environment,
                List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                folder.resolve("transformer-" + ++launched + ".log"));
        return process::close;
    }

    void kill() {
        process.kill();
    }
}
