package dev.ventes.cli.verify;

import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import dev.ventes.cli.Progress;
import dev.ventes.cli.resync.Rereading;
import dev.ventes.connector.postgres.Postgres;
import dev.ventes.core.config.KafkaConfig;
import dev.ventes.core.topic.Topics;
import dev.ventes.core.view.ViewCollections;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/** Both sides, opened: compares them, and has what differs read once more. One thread. */
final class Verifier implements AutoCloseable {
    private static final Map<String, Object> ADMIN =
            Map.of("client.id", "ventes-verify", "default.api.timeout.ms", 10_000, "request.timeout.ms", 5_000);

    private final KafkaConfig kafka;
    private final Topics topics;
    private final Scope scope;
    private final Table table;
    private final MongoClient mongo;
    private final Admin admin;
    private final View view;
    private final StreamPosition stream;
    private final IndicatorsStore indicators;

    private Verifier(VerifyConfig config, Scope scope, Table table, MongoClient mongo, Admin admin) {
        this.kafka = config.connector().kafka();
        this.topics = Topics.of(config.connector().topics());
        this.scope = scope;
        this.table = table;
        this.mongo = mongo;
        this.admin = admin;
        var collections = ViewCollections.of(mongo, config.mongo().database());
        this.view = new View(collections, table.columns());
        this.indicators = new IndicatorsStore(collections);
        this.stream = new StreamPosition(
                kafka, topics, admin, table, view, config.connector().slotPrefix());
    }

    static Verifier open(VerifyConfig config, Scope scope) throws SQLException {
        var table = Table.open(new Postgres(config.connector().postgres()));
        MongoClient mongo = null;
        try {
            mongo = MongoClients.create(config.mongo().settings("ventes"));
            var admin = Admin.create(config.connector().kafka().properties(ADMIN));
            return new Verifier(config, scope, table, mongo, admin);
        } catch (RuntimeException e) {
            if (mongo != null) {
                mongo.close();
            }
            table.close();
            throw e;
        }
    }

    Report verify(Progress progress) throws SQLException, InterruptedException, ExecutionException, TimeoutException {
        var comparison = new Comparison(table, view, scope.rows());
        return new Verification(table, comparison, settlement(), progress, scope.limit()).run(scope.ids());
    }

    /**
     * With what the indicators are found to be, if the whole table was verified. Where rows differ, the sales of the
     * view do not prove anything about them.
     */
    Report withIndicators(Report found, Progress progress) throws InterruptedException {
        if (!scope.isWhole()) {
            return found;
        }
        if (found.givenUpAt() != null || !found.differences().isEmpty()) {
            return found.with(IndicatorsReport.notCompared(
                    "they are added up from the sales of the view, which are not PostgreSQL's rows"));
        }
        return found.with(new Indicators(indicators, scope.patience(), scope.limit(), progress).run());
    }

    /**
     * What a repair came to.
     *
     * @param report the one before, with what still differs
     * @param obstacle why not all could be read
     */
    record Repaired(Report report, Optional<String> obstacle) {}

    /** Has what differs read once more, and looks at just that again: the rest has not been touched. */
    Repaired repair(Report found, Progress progress)
            throws SQLException, InterruptedException, ExecutionException, TimeoutException {
        var ids = found.differences().stream().map(Difference::id).toList();
        try (var rereading = new Rereading(kafka, topics)) {
            var obstacle = Repair.repair(ids, rereading, scope.patience(), progress);
            var settlement = settlement();
            settlement.settle(ids);
            return new Repaired(found.after(settlement), obstacle);
        }
    }

    private Settlement settlement() {
        return new Settlement(table, view, stream, scope.patience());
    }

    @Override
    public void close() throws SQLException {
        admin.close();
        mongo.close();
        table.close();
    }
}
