package dev.ventes.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ventes.core.log.Peculiarity;
import dev.ventes.core.view.SaleDocument;
import dev.ventes.infra.Passwords;
import dev.ventes.infra.Servers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/** The pipeline on embedded servers, what becomes of sales, and what is counted. */
public final class Observed implements AutoCloseable {
    public static final Duration SOON = Duration.ofSeconds(60);

    public final Pipeline pipeline;
    private final Servers servers;
    private final Map<Peculiarity, Double> before = new EnumMap<>(Peculiarity.class);

    public Observed(Path folder) throws Exception {
        this(folder, Pipeline::here);
    }

    Observed(Path folder, Pipeline.Launcher launcher) throws Exception {
        var passwords = Passwords.keptIn(folder);
        servers = Servers.start(folder, Servers.Ports.FREE, passwords);
        pipeline = new Pipeline(Endpoints.of(servers, passwords), launcher);
        await().atMost(SOON).until(() -> pipeline.view().size() >= 4);
    }

    void sale(long id, Consumer<SaleDocument> expected) {
        await().atMost(SOON).untilAsserted(() -> assertThat(pipeline.view(id)).hasValueSatisfying(expected));
    }

    public void sale(long id, String column, Object value) {
        sale(id, sale -> assertThat(sale.columns().get(column)).isEqualTo(value));
    }

    void gone(long id) {
        await().atMost(SOON).untilAsserted(() -> assertThat(pipeline.view(id)).isEmpty());
    }

    /** From here on. */
    void count() throws Exception {
        for (var kind : Peculiarity.values()) {
            before.put(kind, total(kind));
        }
    }

    /** At least so often, by whoever sees it. */
    void counted(Peculiarity kind, int times) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(counted(kind)).as(kind.label()).isGreaterThanOrEqualTo(times));
    }

    double counted(Peculiarity kind) throws Exception {
        return total(kind) - before.get(kind);
    }

    private double total(Peculiarity kind) throws Exception {
        var metric = "ventes_peculiarities_total{kind=\"" + kind.label() + "\"}";
        return pipeline.metrics("connector").get(metric)
                + pipeline.metrics("transformer").get(metric);
    }

    @Override
    public void close() {
        pipeline.close();
        servers.close();
    }
}
